/** What only the operator knows: operations with their items, and the audit. Never rebuilt, never thrown away with the projections. */
import type { Migration } from './index.ts';

export const operations: Migration = {
  version: 3,
  sql: `
CREATE TABLE operation (
  number      INTEGER PRIMARY KEY,
  id          TEXT NOT NULL UNIQUE,
  kind        TEXT NOT NULL,
  mode        TEXT NOT NULL,
  executor    TEXT NOT NULL,
  state       TEXT NOT NULL,
  name        TEXT NOT NULL,
  reason      TEXT,
  actor       TEXT NOT NULL,
  -- What the operator asked for, from which the plan can be made again and compared.
  request     TEXT NOT NULL,
  hash        TEXT NOT NULL,
  created_at  INTEGER NOT NULL,
  started_at  INTEGER,
  finished_at INTEGER
) STRICT;
CREATE INDEX operation_active ON operation (number) WHERE state = 'running';

CREATE TABLE operation_item (
  id            TEXT PRIMARY KEY,
  operation_id  TEXT NOT NULL REFERENCES operation (id),
  position      INTEGER NOT NULL,
  connection_id TEXT NOT NULL,
  target_kind   TEXT NOT NULL,
  target        INTEGER NOT NULL,
  target_id     TEXT NOT NULL,
  call_id       TEXT,
  state         TEXT NOT NULL,
  started_at    INTEGER,
  finished_at   INTEGER,
  result        TEXT
) STRICT;
CREATE INDEX item_operation ON operation_item (operation_id, position);
-- One active item per message or run, whatever the operation.
CREATE UNIQUE INDEX item_active ON operation_item (target_kind, target) WHERE state = 'running';

CREATE TABLE audit (
  id      INTEGER PRIMARY KEY,
  at      INTEGER NOT NULL,
  actor   TEXT NOT NULL,
  action  TEXT NOT NULL,
  subject TEXT NOT NULL,
  detail  TEXT NOT NULL,
  hash    TEXT NOT NULL
) STRICT;
CREATE TRIGGER audit_append_only BEFORE UPDATE ON audit BEGIN SELECT raise(ABORT, 'the audit is append-only'); END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT raise(ABORT, 'the audit is append-only'); END;
`,
};
