/** What PostgreSQL is told, whether it runs as a server or inside this process. */
import { columnwise, type PeerRows, type PeerTable, wordsTable } from './peer.ts';

const types = { INTEGER: 'bigint', REAL: 'double precision', TEXT: 'text', BLOB: 'bytea' } as const;
/** Statements as they are sent: text and values. */
export type Send = (sql: string, values?: unknown[]) => Promise<unknown[][]>;

export function createTable({ name, columns, key }: PeerTable): string {
  const lines = columns.map((column) => `"${column.name}" ${types[column.type]}`);
  return `CREATE TABLE "${name}" (${[...lines, `PRIMARY KEY (${quoted(key)})`].join(', ')})`;
}

export const createIndexes = ({ name, indexes }: PeerTable): string[] =>
  indexes.map(
    (index) =>
      `CREATE ${index.unique ? 'UNIQUE ' : ''}INDEX "${index.name}" ON "${name}" (${quoted(index.columns)})` +
      (index.where === null ? '' : ` WHERE ${index.where}`),
  );

export const createWords = [
  createTable(wordsTable),
  `CREATE INDEX call_words_found ON call_words USING gin (to_tsvector('simple', said)) WITH (fastupdate = off)`,
];

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

export const queries = {
  page: (send: Send) => (agent: string, before: number) =>
    send(
      `SELECT id FROM call WHERE agent_name = $1 AND webhooks = 'failed' AND ended_at < $2
       ORDER BY ended_at DESC, id DESC LIMIT 50`,
      [agent, before],
    ),
  words: (send: Send) => (word: string) =>
    send(
      `SELECT id FROM call_words WHERE to_tsvector('simple', said) @@ plainto_tsquery('simple', $1) ORDER BY id DESC LIMIT 50`,
      [word],
    ),
  charts: (send: Send) => async (since: number) => [
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
};

function quoted(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ');
}
