/** Keeping the mirror small, sound and copied. */
import type { Migration } from './index.ts';

export const upkeep: Migration = {
  version: 9,
  sql: `
-- What was done for the mirror itself: checks, backups, restores, what retention dropped.
CREATE TABLE upkeep (
  id          INTEGER PRIMARY KEY,
  what        TEXT NOT NULL,
  at          INTEGER NOT NULL,
  duration_ms INTEGER NOT NULL,
  -- Null when it went well.
  problem     TEXT,
  detail      TEXT NOT NULL
) STRICT;

-- A run of events, their bytes one after the other and compressed; which codec, the code knows. Never updated.
CREATE TABLE pack (
  id    INTEGER PRIMARY KEY AUTOINCREMENT,
  codec INTEGER NOT NULL,
  bytes BLOB NOT NULL
) STRICT;
-- Where a packed event lies, and how long it is; its own bytes are empty. Null for one that lies here as it was received.
ALTER TABLE event ADD COLUMN pack INTEGER;
ALTER TABLE event ADD COLUMN place INTEGER;
ALTER TABLE event ADD COLUMN size INTEGER;
-- When retention dropped what was in its bodies, and what was said; it is a slimmer event since, from which the same rows are projected.
ALTER TABLE event ADD COLUMN bodies_dropped INTEGER;
ALTER TABLE event ADD COLUMN words_dropped INTEGER;
-- How far each kind of retention has come: the last event it looked at.
CREATE TABLE retention (
  what TEXT PRIMARY KEY,
  seq  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
-- Events as they were received, wherever they lie; unpacked is core's.
CREATE VIEW ledger AS
  SELECT e.seq, e.source_id, e.event_id, e.connection_id, e.type, e.received_at, coalesce(e.size, length(e.bytes)) AS size,
    e.pack, e.bodies_dropped, e.words_dropped,
    CASE WHEN e.pack IS NULL THEN e.bytes
      ELSE unpacked(e.pack, (SELECT p.codec FROM pack p WHERE p.id = e.pack), (SELECT p.bytes FROM pack p WHERE p.id = e.pack), e.place, e.size)
    END AS bytes
  FROM event e;
`,
};
