/** What PostgreSQL is told, whether it runs as a server or inside this process. */
import { agentColumn, pageSql, wordsSql } from './found.ts';
import { columnwise, csv, type PeerRows, type PeerTable } from './peer.ts';

const types = { INTEGER: 'bigint', REAL: 'double precision', TEXT: 'text', BLOB: 'bytea' } as const;
/** Statements as they are sent: text and values. */
export type Send = (sql: string, values?: unknown[]) => Promise<unknown[][]>;

/** Without its key, which is one of its indexes. */
export const createTable = ({ name, columns }: PeerTable): string =>
  `CREATE TABLE "${name}" (${columns.map((column) => `"${column.name}" ${types[column.type]}`).join(', ')})`;

const createIndexes = ({ name, key, indexes }: PeerTable): string[] => [
  `ALTER TABLE "${name}" ADD PRIMARY KEY (${quoted(key)})`,
  ...indexes.map(
    (index) =>
      `CREATE ${index.unique ? 'UNIQUE ' : ''}INDEX "${index.name}" ON "${name}" (${index.columns})` +
      (index.where === null ? '' : ` WHERE ${index.where}`),
  ),
  ...(more[name] ?? []),
];

/** For the very questions that are asked. */
const more: Record<string, string[]> = {
  call: [`CREATE INDEX call_page ON call (${agentColumn}, ended_at, id) WHERE webhooks = 'failed'`],
  call_words: [`CREATE INDEX call_words_found ON call_words USING gin (to_tsvector('simple', said))`],
};

/** All rows of a table in one statement: an array for each column. */
export async function insert(send: Send, tables: readonly PeerTable[], rows: PeerRows): Promise<void> {
  for (const table of tables) {
    const list = rows.get(table.name);
    if (!list || list.length === 0) continue;
    const arrays = table.columns.map(({ type }, index) => `$${index + 1}::${types[type]}[]`);
    await send(
      `INSERT INTO "${table.name}" (${quoted(table.columns.map(({ name }) => name))}) SELECT * FROM unnest(${arrays.join(', ')})`,
      columnwise(table, list),
    );
  }
}

/** `copy` brings in what COPY reads as CSV; then come keys, indexes and what the planner goes by. */
export async function fill(
  batches: Iterable<PeerRows>,
  tables: readonly PeerTable[],
  copy: (table: string, text: string) => Promise<unknown>,
  exec: (sql: string) => Promise<unknown>,
): Promise<void> {
  for (const rows of batches) for (const [table, list] of rows) await copy(table, csv(list));
  await exec("SET maintenance_work_mem = '512MB'");
  for (const table of tables) for (const sql of createIndexes(table)) await exec(sql);
  await exec('VACUUM ANALYZE');
}

export const queries = (send: Send) => ({
  page: (agent: string, most: number) => send(pageSql, [agent, most]),
  words: (beginning: string, most: number) =>
    send(wordsSql(`to_tsvector('simple', said) @@ to_tsquery('simple', $1)`), [`${beginning}:*`, most]),
  charts: async (since: number) => [
    await send(
      `SELECT ended_at / 86400000, count(*), count(*) FILTER (WHERE webhooks = 'failed' OR chains = 'failed'),
       percentile_disc(ARRAY[0.5, 0.95]) WITHIN GROUP (ORDER BY duration_ms) FROM call WHERE ended_at >= $1 GROUP BY 1 ORDER BY 1`,
      [since],
    ),
    await send('SELECT agent_name, count(*) FROM call WHERE ended_at >= $1 GROUP BY 1 ORDER BY 2 DESC LIMIT 20', [
      since,
    ]),
    await send('SELECT reason, count(*) FROM call WHERE ended_at >= $1 GROUP BY 1 ORDER BY 2 DESC LIMIT 20', [since]),
  ],
});

function quoted(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ');
}
