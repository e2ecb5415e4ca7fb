/** Keeping the mirror small, sound and copied. */
import type { Migration } from './index.ts';

export const upkeep: Migration = {
  version: 9,
  sql: `
-- What was done for the mirror itself: checks, backups, restores.
CREATE TABLE upkeep (
  id          INTEGER PRIMARY KEY,
  what        TEXT NOT NULL,
  at          INTEGER NOT NULL,
  duration_ms INTEGER NOT NULL,
  -- Null when it went well.
  problem     TEXT,
  detail      TEXT NOT NULL
) STRICT;
`,
};
