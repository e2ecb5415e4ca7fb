/** Retention of rows: what remains of calls that are gone, so that sums keep their past and nothing that was dropped comes again. */
import type { Migration } from './index.ts';

export const rowRetention: Migration = {
  version: 10,
  sql: `
-- What retention dropped, a row a day (of UTC, in days since 1970), so that nobody wonders where it is.
CREATE TABLE dropped (
  day         INTEGER PRIMARY KEY,
  at          INTEGER NOT NULL,
  calls       INTEGER NOT NULL DEFAULT 0,
  messages    INTEGER NOT NULL DEFAULT 0,
  runs        INTEGER NOT NULL DEFAULT 0,
  events      INTEGER NOT NULL DEFAULT 0,
  bodies      INTEGER NOT NULL DEFAULT 0,
  transcripts INTEGER NOT NULL DEFAULT 0,
  -- Of the events that went with their rows: the highest key, and when the youngest was received.
  highest     INTEGER,
  youngest    INTEGER
) STRICT;
-- Events that are gone, by a digest of source and id: one that comes again is known.
CREATE TABLE gone (digest INTEGER PRIMARY KEY) STRICT;

-- Runs that were told of once more, by the event that did.
CREATE TABLE run_again (
  seq INTEGER PRIMARY KEY,
  run INTEGER NOT NULL
) STRICT;
CREATE INDEX run_again_run ON run_again (run);

-- What rows that are gone had a part in: their share of each sum, the endpoints they met.
CREATE TABLE past_call_hour (
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
CREATE TABLE past_share (
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
CREATE TABLE past_endpoint_hour (
  connection_id TEXT NOT NULL,
  endpoint_id   TEXT NOT NULL,
  hour          INTEGER NOT NULL,
  outcome       TEXT NOT NULL,
  cause         TEXT NOT NULL,
  latency       INTEGER NOT NULL,
  n             INTEGER NOT NULL,
  last_at       INTEGER NOT NULL,
  PRIMARY KEY (connection_id, endpoint_id, hour, outcome, cause, latency)
) STRICT, WITHOUT ROWID;
CREATE TABLE past_incident_hour (
  incident INTEGER NOT NULL,
  hour     INTEGER NOT NULL,
  n        INTEGER NOT NULL,
  PRIMARY KEY (incident, hour)
) STRICT, WITHOUT ROWID;
CREATE TABLE past_endpoint (
  connection_id TEXT NOT NULL,
  endpoint_id   TEXT NOT NULL,
  url           TEXT NOT NULL,
  name          TEXT NOT NULL,
  scheme        TEXT,
  enabled       INTEGER NOT NULL,
  subscription  TEXT,
  announced_at  INTEGER,
  PRIMARY KEY (connection_id, endpoint_id)
) STRICT, WITHOUT ROWID;
-- Incidents that lost members, as they stood when the newest event was as_of. The events that are left do not tell how they came to stand so:
-- a rebuild takes that up when it gets there.
CREATE TABLE past_incident (
  id            INTEGER PRIMARY KEY,
  kind          TEXT NOT NULL,
  connection_id TEXT NOT NULL,
  scope         TEXT NOT NULL,
  scope_name    TEXT NOT NULL,
  host          TEXT NOT NULL,
  node_id       TEXT,
  node_type     TEXT,
  status        INTEGER,
  error_kind    TEXT,
  text          TEXT NOT NULL,
  cause         TEXT NOT NULL,
  state         TEXT NOT NULL,
  first_at      INTEGER NOT NULL,
  last_at       INTEGER NOT NULL,
  since         INTEGER NOT NULL,
  reopened      INTEGER NOT NULL,
  total         INTEGER NOT NULL,
  open          INTEGER NOT NULL,
  pending       INTEGER NOT NULL,
  as_of         INTEGER NOT NULL
) STRICT;

-- A call that goes takes along what was changed of its review.
CREATE INDEX review_log_call ON review_log (connection_id, call_id);
`,
};
