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
  -- Epoch milliseconds UTC; null: not reviewed.
  reviewed_at   INTEGER,
  flagged_at    INTEGER,
  score         INTEGER,
  -- Answers to the score card, as JSON: { item: 1..5 }.
  card          TEXT NOT NULL DEFAULT '{}',
  actor         TEXT NOT NULL,
  PRIMARY KEY (connection_id, call_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX review_flagged ON review (flagged_at) WHERE flagged_at IS NOT NULL;
CREATE INDEX review_done ON review (reviewed_at) WHERE reviewed_at IS NOT NULL;

-- How many ended in an hour and how they stand: the numbers of the overview. A UTC day (hours = 24) is the sum of its hours (hours = 1),
-- so that months are read in a few rows. about: 'all', 'agent', 'campaign' or 'reason' of calls, by their end; or 'endpoint', of messages,
-- by their last try. An empty value is what the vendor did not say.
CREATE TABLE figure (
  about              TEXT NOT NULL,
  hours              INTEGER NOT NULL,
  at                 INTEGER NOT NULL,
  value              TEXT NOT NULL,
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
  PRIMARY KEY (about, hours, at, value)
) STRICT, WITHOUT ROWID;
-- Lengths of the calls that ended in an hour, as a packed histogram.
CREATE TABLE call_length (
  at        INTEGER PRIMARY KEY,
  histogram BLOB NOT NULL
) STRICT;

CREATE INDEX call_failed ON call (ended_at, id) WHERE webhooks = 'failed' OR chains = 'failed';
`,
};
