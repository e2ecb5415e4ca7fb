/**
 * DuckDB, on disk. It gets its rows by appenders, and only its keys as indexes: more would slow it down. It has no text search without
 * an extension that is fetched from elsewhere, so words are looked for in the texts.
 */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pageSql, wordsSql } from './found.ts';
import { columnwise, csv, type Peer, type PeerMaker, type PeerRows, type PeerTable } from './peer.ts';

const types = { INTEGER: 'BIGINT', REAL: 'DOUBLE', TEXT: 'VARCHAR', BLOB: 'BLOB' } as const;

export const duckdb: PeerMaker = {
  id: 'duckdb',
  name: 'DuckDB',
  isServer: false,
  missing: () => null,
  start: (folder, tables) => open(folder, tables, tables.map(createTable)),
  open: (folder, tables) => open(folder, tables, []),
};

/** Without its key, which is made when the table is filled. */
function createTable({ name, columns }: PeerTable): string {
  return `CREATE TABLE "${name}" (${columns.map((column) => `"${column.name}" ${types[column.type]}`).join(', ')})`;
}

const quoted = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(', ');

async function open(folder: string, tables: readonly PeerTable[], first: readonly string[]): Promise<Peer> {
  const duck = await import('@duckdb/node-api');
  const instance = await duck.DuckDBInstance.create(join(folder, 'peer.duckdb'), { threads: '2' });
  const writing = await instance.connect();
  const reading = await instance.connect();
  for (const sql of first) await writing.run(sql);

  function converted(value: unknown, type: PeerTable['columns'][number]['type']) {
    if (value === null || value === undefined) return null;
    if (type === 'INTEGER') return BigInt(Number(value));
    if (type === 'BLOB')
      return new duck.DuckDBBlobValue(value instanceof Uint8Array ? value : Buffer.from(String(value)));
    return type === 'REAL' ? Number(value) : String(value);
  }

  /** Appends in chunks of the size it works with. */
  async function append(rows: PeerRows): Promise<void> {
    for (const table of tables) {
      const list = rows.get(table.name) ?? [];
      if (list.length === 0) continue;
      const appender = await writing.createAppender(table.name);
      for (let from = 0; from < list.length; from += chunkRows) {
        const part = list.slice(from, from + chunkRows);
        const chunk = duck.DuckDBDataChunk.create(
          table.columns.map(({ type }) => duck[types[type]]),
          part.length,
        );
        columnwise(table, part).forEach((values, index) => {
          const type = table.columns[index]?.type ?? 'TEXT';
          chunk.setColumnValues(
            index,
            values.map((value) => converted(value, type)),
          );
        });
        appender.appendDataChunk(chunk);
      }
      appender.closeSync();
    }
  }

  async function commit(rows: PeerRows): Promise<void> {
    await writing.run('BEGIN');
    await append(rows);
    await writing.run('COMMIT');
  }

  const prepared = new Map<string, ReturnType<typeof reading.prepare>>();
  async function read(sql: string, values: (string | bigint)[]): Promise<unknown[][]> {
    const preparing = prepared.get(sql) ?? reading.prepare(sql);
    prepared.set(sql, preparing);
    const statement = await preparing;
    statement.bind(values);
    return (await statement.runAndReadAll()).getRowsJS();
  }

  return {
    commit,
    async fill(batches) {
      const file = join(folder, 'rows');
      for (const rows of batches) {
        for (const [table, list] of rows) {
          if (list.length === 0) continue;
          writeFileSync(file, csv(list));
          await writing.run(
            `COPY "${table}" FROM '${file}' (FORMAT csv, AUTO_DETECT false, HEADER false, QUOTE '"', ESCAPE '"', NULLSTR '', ALLOW_QUOTED_NULLS false)`,
          );
        }
      }
      rmSync(file, { force: true });
      for (const { name, key } of tables) await writing.run(`ALTER TABLE "${name}" ADD PRIMARY KEY (${quoted(key)})`);
      await writing.run('CHECKPOINT');
    },
    page: (agent, most) => read(pageSql, [agent, BigInt(most)]),
    words: (beginning, most) => read(wordsSql('contains(lower(said), $1)'), [beginning, BigInt(most)]),
    async charts(since) {
      const values = [BigInt(since)];
      return [
        await read(
          `SELECT ended_at // 86400000 AS day, count(*), count(*) FILTER (WHERE webhooks = 'failed' OR chains = 'failed'),
           quantile_disc(duration_ms, [0.5, 0.95]) FROM call WHERE ended_at >= $1 GROUP BY day ORDER BY day`,
          values,
        ),
        await read(
          'SELECT agent_name, count(*) AS n FROM call WHERE ended_at >= $1 GROUP BY 1 ORDER BY n DESC LIMIT 20',
          values,
        ),
        await read(
          'SELECT reason, count(*) AS n FROM call WHERE ended_at >= $1 GROUP BY 1 ORDER BY n DESC LIMIT 20',
          values,
        ),
      ];
    },
    async close() {
      reading.closeSync();
      writing.closeSync();
      instance.closeSync();
    },
  };
}

const chunkRows = 2048;
