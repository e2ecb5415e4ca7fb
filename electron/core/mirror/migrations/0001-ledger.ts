/** Connections, the ledger of everything received, what could not be understood, and where each stream stands. */
import type { Migration } from './index.ts';

export const ledger: Migration = {
  version: 1,
  sql: `
-- Who wrote this mirror: the source of events that this machine makes itself.
CREATE TABLE machine (id TEXT PRIMARY KEY) STRICT;
INSERT INTO machine (id) VALUES (lower(hex(randomblob(8))));

CREATE TABLE connection (
  id      TEXT PRIMARY KEY,
  name    TEXT NOT NULL,
  kind    TEXT NOT NULL,
  url     TEXT NOT NULL,
  zone    TEXT NOT NULL,
  enabled INTEGER NOT NULL,
  allow   TEXT NOT NULL,
  -- A removed connection keeps its row: its zone is still needed to read what it brought.
  removed INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Where the next connection resumes. A row without a sequence begins at the oldest event the platform keeps.
CREATE TABLE stream_position (
  connection_id TEXT PRIMARY KEY,
  epoch         TEXT,
  sequence      TEXT,
  max_bytes     INTEGER
) STRICT;

CREATE TABLE gap (
  id            INTEGER PRIMARY KEY,
  connection_id TEXT NOT NULL,
  at            INTEGER NOT NULL,
  from_epoch    TEXT,
  from_position TEXT,
  to_epoch      TEXT NOT NULL,
  to_position   TEXT NOT NULL,
  why           TEXT NOT NULL
) STRICT;

CREATE TABLE source (
  id  INTEGER PRIMARY KEY,
  uri TEXT NOT NULL UNIQUE
) STRICT;

-- Every event once, its exact bytes. Never updated.
CREATE TABLE event (
  seq           INTEGER PRIMARY KEY,
  source_id     INTEGER NOT NULL REFERENCES source (id),
  event_id      TEXT NOT NULL,
  connection_id TEXT NOT NULL,
  type          TEXT NOT NULL,
  received_at   INTEGER NOT NULL,
  bytes         BLOB NOT NULL,
  UNIQUE (source_id, event_id)
) STRICT;

-- Either an event of the ledger that could not be normalised, or a frame that is no event and lies here with its bytes.
CREATE TABLE dead_letter (
  id            INTEGER PRIMARY KEY,
  connection_id TEXT NOT NULL,
  at            INTEGER NOT NULL,
  code          TEXT NOT NULL,
  reason        TEXT NOT NULL,
  position      TEXT,
  event_seq     INTEGER UNIQUE REFERENCES event (seq),
  type          TEXT,
  size          INTEGER NOT NULL,
  bytes         BLOB,
  digest        BLOB,
  retried       INTEGER NOT NULL DEFAULT 0,
  resolved_at   INTEGER,
  -- The newest event when a retry understood this one: a rebuild projects it at the same place, and gives the same rows.
  resolved_after INTEGER,
  UNIQUE (connection_id, digest)
) STRICT;
CREATE INDEX dead_letter_open ON dead_letter (id) WHERE resolved_at IS NULL;
CREATE INDEX dead_letter_per_connection ON dead_letter (connection_id) WHERE resolved_at IS NULL;
`,
};
