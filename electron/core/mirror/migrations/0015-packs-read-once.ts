/** Events of one pack are read one after the other: its bytes are asked for once, and not handed over anew with each of them. */
import type { Migration } from './index.ts';

export const packsReadOnce: Migration = {
  version: 15,
  sql: `
DROP VIEW ledger;
-- Events as they were received, wherever they lie; unpacked and is_unpacked are core's.
CREATE VIEW ledger AS
  SELECT e.seq, e.source_id, e.event_id, e.connection_id, e.type, e.received_at, coalesce(e.size, length(e.bytes)) AS size,
    e.pack, e.bodies_dropped, e.words_dropped,
    CASE WHEN e.pack IS NULL THEN e.bytes
      ELSE unpacked(e.pack, (SELECT p.codec FROM pack p WHERE p.id = e.pack),
        CASE WHEN is_unpacked(e.pack) THEN NULL ELSE (SELECT p.bytes FROM pack p WHERE p.id = e.pack) END, e.place, e.size)
    END AS bytes
  FROM event e;
`,
};
