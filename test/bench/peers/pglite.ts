/** PGlite: PostgreSQL inside the process, on disk. */
import { type PeerMaker, wordsTable } from './peer.ts';
import { createIndexes, createTable, createWords, insert, queries, type Send } from './postgres-sql.ts';

export const pglite: PeerMaker = {
  id: 'pglite',
  name: 'PGlite',
  missing: () => null,
  async start(folder, tables) {
    const { PGlite } = await import('@electric-sql/pglite');
    const db = await PGlite.create({ dataDir: folder, relaxedDurability: false });
    const send: Send = async (sql, values = []) => (await db.query(sql, values, { rowMode: 'array' })).rows;
    for (const table of tables) for (const sql of [createTable(table), ...createIndexes(table)]) await db.exec(sql);
    for (const sql of createWords) await db.exec(sql);
    const write = (of: typeof tables, rows: Parameters<typeof insert>[2]) =>
      db.transaction((queries) =>
        insert(async (sql, values = []) => (await queries.query(sql, values, { rowMode: 'array' })).rows, of, rows),
      );
    return {
      commit: (rows) => write(tables, rows),
      async fill(batches) {
        for (const rows of batches) await write([...tables, wordsTable], rows);
        await db.exec('VACUUM ANALYZE');
      },
      page: queries.page(send),
      words: queries.words(send),
      charts: queries.charts(send),
      close: () => db.close(),
    };
  },
};
