/** Sources beyond the stream: how a receiver's senders sign, mappings of payloads without a built-in dialect, files that were imported. */
import type { Migration } from './index.ts';

export const sources: Migration = {
  version: 8,
  sql: `
-- Of a receiver: its senders' signing scheme as JSON.
ALTER TABLE connection ADD COLUMN scheme TEXT;

-- Every version of a connection's mapping; the newest is in use. An empty one takes nothing.
CREATE TABLE mapping (
  connection_id TEXT NOT NULL,
  version       INTEGER NOT NULL,
  at            INTEGER NOT NULL,
  actor         TEXT NOT NULL,
  -- JSON: { when, fields: { field: expression } }.
  rules         TEXT NOT NULL,
  PRIMARY KEY (connection_id, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE import_job (
  id            INTEGER PRIMARY KEY,
  connection_id TEXT NOT NULL,
  name          TEXT NOT NULL,
  size          INTEGER NOT NULL,
  -- Of the file, as whoever hands it over computes it: the same file goes on where it stood.
  digest        TEXT NOT NULL,
  state         TEXT NOT NULL,
  started_at    INTEGER NOT NULL,
  ended_at      INTEGER,
  -- Bytes of the file whose records are committed, and where reading goes on, as JSON.
  position      INTEGER NOT NULL DEFAULT 0,
  reading       TEXT,
  records       INTEGER NOT NULL DEFAULT 0,
  added         INTEGER NOT NULL DEFAULT 0,
  duplicates    INTEGER NOT NULL DEFAULT 0,
  dead_letters  INTEGER NOT NULL DEFAULT 0,
  why           TEXT
) STRICT;
CREATE INDEX import_file ON import_job (connection_id, digest, id);

-- Dead letters of one kind of a connection, e.g. those a mapping reads or may read.
CREATE INDEX dead_letter_kind ON dead_letter (connection_id, code, id);
`,
};
