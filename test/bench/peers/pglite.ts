/** PGlite: PostgreSQL inside the process, on disk. */
import type { Peer, PeerMaker, PeerTable } from './peer.ts';
import { createTable, fill, insert, queries } from './postgres-sql.ts';

export const pglite: PeerMaker = {
  id: 'pglite',
  name: 'PGlite',
  isServer: false,
  missing: () => null,
  start: (folder, tables) => open(folder, tables, tables.map(createTable)),
  open: (folder, tables) => open(folder, tables, []),
};

async function open(folder: string, tables: readonly PeerTable[], first: readonly string[]): Promise<Peer> {
  const { PGlite } = await import('@electric-sql/pglite');
  const db = await PGlite.create({ dataDir: folder, relaxedDurability: false });
  for (const sql of first) await db.exec(sql);
  return {
    commit: (rows) =>
      db.transaction((within) =>
        insert(async (sql, values = []) => (await within.query(sql, values, { rowMode: 'array' })).rows, tables, rows),
      ),
    fill: (batches) =>
      fill(
        batches,
        tables,
        (table, text) => db.query(`COPY "${table}" FROM '/dev/blob' (FORMAT csv)`, [], { blob: new Blob([text]) }),
        (sql) => db.exec(sql),
      ),
    ...queries(async (sql, values = []) => (await db.query(sql, values, { rowMode: 'array' })).rows),
    close: () => db.close(),
  };
}
