/**
 * Lists that can be narrowed by everything an operator asks for, failures grouped by their cause, endpoints with their health and the
 * operator's settings. Most of it is projected: what lies in the mirror already is projected anew at the next start.
 */
import type { Migration } from './index.ts';

export const causes: Migration = {
  version: 5,
  sql: `
-- Things the mirror has to do of itself once it is open; a row is gone when it is done.
CREATE TABLE pending_work (
  what TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;
INSERT INTO pending_work SELECT 'project anew' WHERE EXISTS (SELECT 1 FROM event);

ALTER TABLE call ADD COLUMN flow_id TEXT;
-- 1 when the vendor's call.ended told of it, 0 when only a run of its chain did.
ALTER TABLE call ADD COLUMN reported INTEGER NOT NULL DEFAULT 0;
CREATE INDEX call_without_run ON call (ended_at, id) WHERE flow_id IS NOT NULL AND chains = 'none';
-- Whether any call of a flow is reported.
CREATE INDEX call_flow ON call (connection_id, flow_id, reported) WHERE flow_id IS NOT NULL;
CREATE INDEX call_unreported ON call (ended_at, id) WHERE flow_id IS NOT NULL AND reported = 0;

ALTER TABLE endpoint ADD COLUMN subscription TEXT;
-- When the platform first announced it.
ALTER TABLE endpoint ADD COLUMN announced_at INTEGER;

-- A version that was published twice with different content keeps both; the newest of a version is the one with the highest seq.
DROP TABLE chain;
CREATE TABLE chain (
  connection_id TEXT NOT NULL,
  flow_id       TEXT NOT NULL,
  version       INTEGER NOT NULL,
  hash          TEXT NOT NULL,
  name          TEXT NOT NULL,
  nodes         INTEGER NOT NULL,
  -- 1 when it has a node that begins an after-call chain.
  has_chain     INTEGER NOT NULL,
  published_at  INTEGER NOT NULL,
  seq           INTEGER NOT NULL,
  PRIMARY KEY (connection_id, flow_id, version, hash)
) STRICT, WITHOUT ROWID;

ALTER TABLE webhook_message ADD COLUMN host TEXT NOT NULL DEFAULT '';
ALTER TABLE webhook_message ADD COLUMN campaign TEXT;
ALTER TABLE webhook_message ADD COLUMN agent TEXT;
ALTER TABLE webhook_message ADD COLUMN incident INTEGER;
CREATE INDEX message_endpoint ON webhook_message (endpoint_id, last_attempt_at, id);
CREATE INDEX message_host ON webhook_message (host, last_attempt_at, id);
CREATE INDEX message_type ON webhook_message (event_type, last_attempt_at, id);
CREATE INDEX message_campaign ON webhook_message (campaign, last_attempt_at, id) WHERE campaign IS NOT NULL;
CREATE INDEX message_agent ON webhook_message (agent, last_attempt_at, id) WHERE agent IS NOT NULL;
-- Not of success: what was answered 2xx is nearly everything.
CREATE INDEX message_status ON webhook_message (last_status, last_attempt_at, id) WHERE last_status >= 300;
CREATE INDEX message_error ON webhook_message (last_error_kind, last_attempt_at, id) WHERE last_error_kind IS NOT NULL;
CREATE INDEX message_incident ON webhook_message (incident, state, last_attempt_at, id) WHERE incident IS NOT NULL;
CREATE INDEX message_tried ON webhook_message (attempts, last_attempt_at, id) WHERE attempts > 1;

-- 0 for one that went to another address: it says nothing of how the message stands.
ALTER TABLE webhook_attempt ADD COLUMN counts INTEGER NOT NULL DEFAULT 1;
-- Of its failure.
ALTER TABLE webhook_attempt ADD COLUMN incident INTEGER;

ALTER TABLE chain_run ADD COLUMN host TEXT NOT NULL DEFAULT '';
ALTER TABLE chain_run ADD COLUMN campaign TEXT;
ALTER TABLE chain_run ADD COLUMN agent TEXT;
ALTER TABLE chain_run ADD COLUMN incident INTEGER;
CREATE INDEX run_flow ON chain_run (flow_id, started_at, id) WHERE root IS NULL;
CREATE INDEX run_failed_node ON chain_run (failed_node, started_at, id) WHERE root IS NULL AND failed_node IS NOT NULL;
CREATE INDEX run_failed_type ON chain_run (failed_type, started_at, id) WHERE root IS NULL AND failed_type IS NOT NULL;
CREATE INDEX run_error ON chain_run (error_kind, started_at, id) WHERE root IS NULL AND error_kind IS NOT NULL;
CREATE INDEX run_host ON chain_run (host, started_at, id) WHERE root IS NULL AND host <> '';
CREATE INDEX run_campaign ON chain_run (campaign, started_at, id) WHERE root IS NULL AND campaign IS NOT NULL;
CREATE INDEX run_agent ON chain_run (agent, started_at, id) WHERE root IS NULL AND agent IS NOT NULL;
CREATE INDEX run_incident ON chain_run (incident, state, started_at, id) WHERE incident IS NOT NULL;

-- Attempts per endpoint, hour, end and duration. cause: '' for success, else 'unknown …', a status or an error kind.
-- latency: the bucket of a histogram whose bounds grow by 20 %.
CREATE TABLE endpoint_hour (
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

-- Failures with one cause. Its id is the sequence of the event that showed the cause first.
CREATE TABLE incident (
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
  -- Digest of everything above that makes the cause.
  cause         TEXT NOT NULL,
  state         TEXT NOT NULL,
  first_at      INTEGER NOT NULL,
  last_at       INTEGER NOT NULL,
  since         INTEGER NOT NULL,
  reopened      INTEGER NOT NULL,
  total         INTEGER NOT NULL,
  open          INTEGER NOT NULL,
  pending       INTEGER NOT NULL,
  UNIQUE (connection_id, cause)
) STRICT;
CREATE INDEX incident_state ON incident (state, last_at, id);
CREATE INDEX incident_newest ON incident (last_at, id);

CREATE TABLE incident_hour (
  incident INTEGER NOT NULL,
  hour     INTEGER NOT NULL,
  n        INTEGER NOT NULL,
  PRIMARY KEY (incident, hour)
) STRICT, WITHOUT ROWID;

-- The operator's: never rebuilt. One added by hand has a name and an address here, and the connection 'by-hand'.
CREATE TABLE endpoint_setting (
  connection_id TEXT NOT NULL,
  endpoint_id   TEXT NOT NULL,
  name          TEXT,
  url           TEXT,
  scheme        TEXT,
  timeout_ms    INTEGER,
  per_s         REAL,
  at_once       INTEGER,
  allow         TEXT NOT NULL DEFAULT '[]',
  enabled       INTEGER NOT NULL DEFAULT 1,
  -- When the newest secret was stored; the secrets lie in the secret store.
  secret_at     INTEGER,
  PRIMARY KEY (connection_id, endpoint_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE saved_view (
  id     INTEGER PRIMARY KEY,
  screen TEXT NOT NULL,
  name   TEXT NOT NULL COLLATE NOCASE,
  search TEXT NOT NULL,
  UNIQUE (screen, name)
) STRICT;
`,
};
