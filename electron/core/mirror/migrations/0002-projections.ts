/**
 * What the screens read, all of it computed from the ledger and rebuildable. Keys are the ledger's sequence of the event that made
 * the row, so a rebuild gives the same ones. Headers and bodies are not copied here: details read the event itself.
 */
import type { Migration } from './index.ts';

export const projections: Migration = {
  version: 2,
  sql: `
CREATE TABLE call (
  id               INTEGER PRIMARY KEY,
  connection_id    TEXT NOT NULL,
  call_id          TEXT NOT NULL,
  dialect          TEXT NOT NULL,
  direction        TEXT,
  from_number      TEXT,
  to_number        TEXT,
  customer_number  TEXT,
  -- Digits of the customer's number, last first: a search by the last digits is a range of this index.
  customer_digits  TEXT,
  customer_name    TEXT,
  agent_id         TEXT,
  agent_name       TEXT,
  campaign         TEXT,
  started_at       INTEGER,
  ended_at         INTEGER NOT NULL,
  ended_at_assumed INTEGER NOT NULL,
  duration_ms      INTEGER,
  status           TEXT,
  reason           TEXT,
  ended_by         TEXT,
  answered_by      TEXT,
  success          INTEGER,
  sentiment        TEXT,
  disposition      TEXT,
  summary          TEXT,
  tags             TEXT,
  extracted        TEXT,
  recording_url    TEXT,
  link             TEXT,
  follow_up        INTEGER,
  cost             REAL,
  metadata         TEXT,
  remarks          TEXT,
  -- Which event gave a field, where it is not the one that made the row.
  provenance       TEXT,
  webhooks         TEXT NOT NULL,
  chains           TEXT NOT NULL,
  UNIQUE (connection_id, call_id)
) STRICT;
CREATE INDEX call_newest ON call (ended_at, id);
CREATE INDEX call_digits ON call (customer_digits) WHERE customer_digits IS NOT NULL;
CREATE INDEX call_webhooks_failed ON call (ended_at, id) WHERE webhooks = 'failed';
CREATE INDEX call_chains_failed ON call (ended_at, id) WHERE chains = 'failed';
CREATE INDEX call_recovered ON call (ended_at, id) WHERE webhooks = 'recovered' OR chains = 'recovered';

CREATE TABLE call_event (
  call_id INTEGER NOT NULL,
  seq     INTEGER NOT NULL,
  PRIMARY KEY (call_id, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE transcript (
  call_id INTEGER PRIMARY KEY,
  turns   TEXT NOT NULL
) STRICT;

CREATE TABLE endpoint (
  connection_id TEXT NOT NULL,
  endpoint_id   TEXT NOT NULL,
  url           TEXT NOT NULL,
  name          TEXT NOT NULL,
  scheme        TEXT,
  enabled       INTEGER NOT NULL,
  PRIMARY KEY (connection_id, endpoint_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE webhook_message (
  id               INTEGER PRIMARY KEY,
  connection_id    TEXT NOT NULL,
  message_id       TEXT NOT NULL,
  call_id          TEXT,
  event_type       TEXT NOT NULL,
  endpoint_id      TEXT NOT NULL,
  endpoint_name    TEXT NOT NULL,
  url              TEXT NOT NULL,
  state            TEXT NOT NULL,
  attempts         INTEGER NOT NULL,
  first_attempt_at INTEGER NOT NULL,
  last_attempt_at  INTEGER NOT NULL,
  next_attempt_at  INTEGER,
  last_status      INTEGER,
  last_error_kind  TEXT,
  last_error       TEXT,
  last_duration_ms INTEGER,
  recovered_by     INTEGER,
  UNIQUE (connection_id, message_id)
) STRICT;
CREATE INDEX message_call ON webhook_message (connection_id, call_id) WHERE call_id IS NOT NULL;
CREATE INDEX message_newest ON webhook_message (last_attempt_at, id);
CREATE INDEX message_state ON webhook_message (state, last_attempt_at, id);

CREATE TABLE webhook_attempt (
  seq             INTEGER PRIMARY KEY,
  message         INTEGER NOT NULL,
  trigger         TEXT NOT NULL,
  local           INTEGER NOT NULL,
  started_at      INTEGER NOT NULL,
  duration_ms     INTEGER NOT NULL,
  next_attempt_at INTEGER,
  outcome         TEXT NOT NULL,
  status          INTEGER,
  error_kind      TEXT,
  error           TEXT,
  operation_id    TEXT,
  item_id         TEXT
) STRICT;
CREATE INDEX attempt_message ON webhook_attempt (message, started_at, seq);

CREATE TABLE chain (
  connection_id TEXT NOT NULL,
  flow_id       TEXT NOT NULL,
  version       INTEGER NOT NULL,
  hash          TEXT NOT NULL,
  name          TEXT NOT NULL,
  nodes         INTEGER NOT NULL,
  published_at  INTEGER NOT NULL,
  seq           INTEGER NOT NULL,
  PRIMARY KEY (connection_id, flow_id, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE chain_run (
  id            INTEGER PRIMARY KEY,
  connection_id TEXT NOT NULL,
  run_id        TEXT NOT NULL,
  call_id       TEXT NOT NULL,
  flow_id       TEXT NOT NULL,
  version       INTEGER NOT NULL,
  hash          TEXT NOT NULL,
  trigger       TEXT NOT NULL,
  local         INTEGER NOT NULL,
  -- Of this run alone; the lineage's is in state.
  status        TEXT NOT NULL,
  state         TEXT NOT NULL,
  started_at    INTEGER NOT NULL,
  duration_ms   INTEGER NOT NULL,
  failed_node   TEXT,
  failed_type   TEXT,
  error_kind    TEXT,
  error         TEXT,
  steps         INTEGER NOT NULL,
  -- For a replay: the run it goes back to.
  root          TEXT,
  replays       INTEGER NOT NULL,
  recovered_by  INTEGER,
  operation_id  TEXT,
  item_id       TEXT,
  UNIQUE (connection_id, run_id)
) STRICT;
CREATE INDEX run_call ON chain_run (connection_id, call_id);
CREATE INDEX run_root ON chain_run (connection_id, root) WHERE root IS NOT NULL;
CREATE INDEX run_newest ON chain_run (started_at, id) WHERE root IS NULL;
CREATE INDEX run_state ON chain_run (state, started_at, id) WHERE root IS NULL;

CREATE TABLE chain_step (
  run         INTEGER NOT NULL,
  position    INTEGER NOT NULL,
  node_id     TEXT NOT NULL,
  type        TEXT NOT NULL,
  outcome     TEXT NOT NULL,
  duration_ms INTEGER NOT NULL,
  PRIMARY KEY (run, position)
) STRICT, WITHOUT ROWID;

-- Numbers on screen. bucket 0 holds what is true now, any other is an hour's start in epoch milliseconds UTC.
CREATE TABLE rollup (
  metric TEXT NOT NULL,
  bucket INTEGER NOT NULL,
  value  INTEGER NOT NULL,
  PRIMARY KEY (metric, bucket)
) STRICT, WITHOUT ROWID;
`,
};
