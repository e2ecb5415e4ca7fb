/** What the operator knows of calls (reviews, notes), and the settings that core acts by. */
import type { Migration } from './index.ts';

export const consoleTables: Migration = {
  version: 7,
  sql: `
INSERT OR IGNORE INTO pending_work SELECT 'project anew' WHERE EXISTS (SELECT 1 FROM event);

-- A section each, as JSON.
CREATE TABLE setting (
  section TEXT PRIMARY KEY,
  value   TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The operator's: never rebuilt. Calls are named as their vendor names them, so that these outlive a mirror that is made anew.
CREATE TABLE note (
  id            INTEGER PRIMARY KEY,
  connection_id TEXT NOT NULL,
  call_id       TEXT NOT NULL,
  at            INTEGER NOT NULL,
  edited_at     INTEGER,
  actor         TEXT NOT NULL,
  text          TEXT NOT NULL
) STRICT;
CREATE INDEX note_call ON note (connection_id, call_id, id);

CREATE TABLE review (
  connection_id TEXT NOT NULL,
  call_id       TEXT NOT NULL,
  -- Of the call when it was last touched, for reports over a period.
  ended_at      INTEGER NOT NULL,
  agent         TEXT NOT NULL,
  -- Epoch milliseconds UTC; null: not reviewed.
  reviewed_at   INTEGER,
  reviewed_by   TEXT,
  flagged_at    INTEGER,
  flagged_by    TEXT,
  score         INTEGER,
  -- Answers to the score card, as JSON: { item: 1..5 }; which card, and what they come to by its weights.
  card          TEXT NOT NULL DEFAULT '{}',
  card_version  INTEGER,
  card_score    REAL,
  -- Out of which queue it was reviewed.
  queue_id      INTEGER,
  changed_at    INTEGER NOT NULL,
  actor         TEXT NOT NULL,
  PRIMARY KEY (connection_id, call_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX review_flagged ON review (flagged_at) WHERE flagged_at IS NOT NULL;
CREATE INDEX review_done ON review (reviewed_at, queue_id) WHERE reviewed_at IS NOT NULL;
-- All that a report reads.
CREATE INDEX review_ended ON review (ended_at, agent, card, reviewed_at, flagged_at, score, card_score);

-- Every change of a review, with the row before and after it as JSON (null: none), so that it can be undone.
CREATE TABLE review_log (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  at            INTEGER NOT NULL,
  actor         TEXT NOT NULL,
  connection_id TEXT NOT NULL,
  call_id       TEXT NOT NULL,
  what          TEXT NOT NULL,
  before        TEXT,
  after         TEXT,
  undone_at     INTEGER
) STRICT;

-- Every version of the score card is kept: answers are read by the one they were given to.
CREATE TABLE score_card (
  version INTEGER PRIMARY KEY,
  at      INTEGER NOT NULL,
  actor   TEXT NOT NULL,
  items   TEXT NOT NULL
) STRICT;
INSERT INTO score_card VALUES (1, 0, 'Aftercall', '[
  {"id":"opening","name":"Opening","description":"Says who calls and why, and that they may be recorded.","weight":1},
  {"id":"listening","name":"Listening","description":"Lets the customer finish, and answers what was asked.","weight":1},
  {"id":"correct","name":"Correct","description":"What was said is true, and nothing was promised that cannot be kept.","weight":2},
  {"id":"outcome","name":"Outcome","description":"It is clear to both what happens next.","weight":1}]');

CREATE TABLE review_queue (
  id     INTEGER PRIMARY KEY AUTOINCREMENT,
  place  INTEGER NOT NULL,
  name   TEXT NOT NULL,
  waits  TEXT NOT NULL,
  -- A call filter, as JSON.
  filter TEXT NOT NULL,
  -- Per cent of the calls; null: all.
  sample REAL,
  -- Of the last so many days; null: of all time.
  days   INTEGER,
  -- Calls a day; null: none.
  goal   INTEGER
) STRICT;
INSERT INTO review_queue (place, name, waits, filter, sample, days, goal) VALUES
  (1, 'Sample of the week', 'not reviewed', '{}', 5, 7, 40),
  (2, 'Negative, yet converted', 'not reviewed', '{"sentiment":"negative","success":true}', NULL, 30, NULL),
  (3, 'Flagged', 'flagged', '{}', NULL, NULL, NULL),
  (4, 'Not reviewed', 'not reviewed', '{}', NULL, 7, NULL);

-- The numbers of the overview. How the calls that ended in an hour stand, and how long they were, as a packed histogram.
CREATE TABLE call_hour (
  at                 INTEGER PRIMARY KEY,
  n                  INTEGER NOT NULL,
  succeeded          INTEGER NOT NULL,
  missed             INTEGER NOT NULL,
  failed             INTEGER NOT NULL,
  recovered          INTEGER NOT NULL,
  webhooks_failed    INTEGER NOT NULL,
  webhooks_pending   INTEGER NOT NULL,
  webhooks_recovered INTEGER NOT NULL,
  webhooks_succeeded INTEGER NOT NULL,
  chains_failed      INTEGER NOT NULL,
  chains_recovered   INTEGER NOT NULL,
  chains_succeeded   INTEGER NOT NULL,
  lengths            BLOB NOT NULL
) STRICT;
-- The same by what calls have in common: their 'agent', 'campaign' or 'reason', empty where the vendor did not say it; or of messages,
-- by the hour of their last try, their 'endpoint'. Sums of 1, 12 and 144 hours, so that months are read in a few rows for each value.
CREATE TABLE share (
  about     TEXT NOT NULL,
  hours     INTEGER NOT NULL,
  at        INTEGER NOT NULL,
  value     TEXT NOT NULL,
  n         INTEGER NOT NULL,
  succeeded INTEGER NOT NULL,
  missed    INTEGER NOT NULL,
  failed    INTEGER NOT NULL,
  recovered INTEGER NOT NULL,
  PRIMARY KEY (about, hours, at, value)
) STRICT, WITHOUT ROWID;
-- Some vendors name nearly every call's campaign anew: what occurs more than once is found without passing those that do not.
CREATE INDEX share_common ON share (about, hours, at, value, n, succeeded, missed, failed, recovered) WHERE n > 1;

-- What the audit is looked through by, each newest first. What was done to a call, an operation, an endpoint:
CREATE INDEX audit_subject ON audit (subject, at);
CREATE INDEX audit_action ON audit (action, at);
CREATE INDEX audit_actor ON audit (actor, at);
CREATE INDEX audit_at ON audit (at);

-- Events that changed a call another one had made.
CREATE INDEX call_event_later ON call_event (seq) WHERE seq <> call_id;
-- Calls, or events, whose words the text search has to read again although they are not new; neither: everything.
CREATE TABLE search_due (
  n         INTEGER PRIMARY KEY AUTOINCREMENT,
  call_id   INTEGER,
  event_seq INTEGER
) STRICT;
CREATE TRIGGER read_late AFTER UPDATE OF resolved_after ON dead_letter WHEN new.resolved_after IS NOT NULL BEGIN
  INSERT INTO search_due (call_id) SELECT id FROM call WHERE id = new.event_seq
    UNION SELECT call_id FROM call_event WHERE seq = new.event_seq AND seq <> call_id;
END;
CREATE TRIGGER projected_anew AFTER DELETE ON pending_work WHEN old.what = 'project anew' BEGIN
  INSERT INTO search_due (call_id) VALUES (NULL);
END;

-- With what they are chosen by, so that a look along them needs no rows.
CREATE INDEX call_failed ON call (ended_at, id, webhooks, chains) WHERE webhooks = 'failed' OR chains = 'failed';
DROP INDEX call_recovered;
CREATE INDEX call_recovered ON call (ended_at, id, webhooks, chains) WHERE webhooks = 'recovered' OR chains = 'recovered';
-- What the list of calls is narrowed by, each in the list's order; those of which it was not said are asked for too. The key follows
-- by itself.
CREATE INDEX call_agent ON call (coalesce(agent_name, agent_id), ended_at);
CREATE INDEX call_campaign ON call (campaign, ended_at);
CREATE INDEX call_reason ON call (reason, ended_at);
CREATE INDEX call_disposition ON call (disposition, ended_at) WHERE disposition IS NOT NULL;
-- In the list's order too, for all calls of one number.
DROP INDEX call_digits;
CREATE INDEX call_digits ON call (customer_digits, ended_at) WHERE customer_digits IS NOT NULL;
`,
};
