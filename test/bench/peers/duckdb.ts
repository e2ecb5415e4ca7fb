/**
 * DuckDB, on disk. It gets its rows by appenders, and only its keys as indexes: more would slow it down. It has no text search without
 * an extension that is fetched from elsewhere, so words are looked for in the texts.
 */
import { join } from 'node:path';
import { columnwise, type PeerMaker, type PeerRows, type PeerTable, wordsTable } from './peer.ts';

const types = { INTEGER: 'BIGINT', REAL: 'DOUBLE', TEXT: 'VARCHAR', BLOB: 'BLOB' } as const;

export const duckdb: PeerMaker = {
  id: 'duckdb',
  name: 'DuckDB',
  missing: () => null,
  async start(folder, tables) {
    const duck = await import('@duckdb/node-api');
    const instance = await duck.DuckDBInstance.create(join(folder, 'peer.duckdb'), { threads: '2' });
    const writing = await instance.connect();
    const reading = await instance.connect();
    for (const { name, columns, key } of [...tables, wordsTable]) {
      const lines = columns.map((column) => `"${column.name}" ${types[column.type]}`);
      await writing.run(
        `CREATE TABLE "${name}" (${lines.join(', ')}, PRIMARY KEY (${key.map((one) => `"${one}"`).join(', ')}))`,
      );
    }

    function converted(value: unknown, type: PeerTable['columns'][number]['type']) {
      if (value === null || value === undefined) return null;
      if (type === 'INTEGER') return BigInt(Number(value));
      if (type === 'BLOB')
        return new duck.DuckDBBlobValue(value instanceof Uint8Array ? value : Buffer.from(String(value)));
      return type === 'REAL' ? Number(value) : String(value);
    }

    /** Appends in chunks of the size it works with. */
    async function append(of: readonly PeerTable[], rows: PeerRows): Promise<void> {
      for (const table of of) {
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

    async function write(of: readonly PeerTable[], rows: PeerRows): Promise<void> {
      await writing.run('BEGIN');
      await append(of, rows);
      await writing.run('COMMIT');
    }
    const read = async (sql: string, values: Record<string, string | bigint>) =>
      (await reading.runAndReadAll(sql, values)).getRowsJS();

    return {
      commit: (rows) => write(tables, rows),
      async fill(batches) {
        for (const rows of batches) await write([...tables, wordsTable], rows);
        await writing.run('CHECKPOINT');
      },
      page: (agent, before) =>
        read(
          `SELECT id FROM call WHERE agent_name = $agent AND webhooks = 'failed' AND ended_at < $before
           ORDER BY ended_at DESC, id DESC LIMIT 50`,
          { agent, before: BigInt(before) },
        ),
      words: (word) =>
        read('SELECT id FROM call_words WHERE contains(lower(said), $word) ORDER BY id DESC LIMIT 50', { word }),
      async charts(since) {
        const values = { since: BigInt(since) };
        return [
          await read(
            `SELECT ended_at // 86400000 AS day, count(*), count(*) FILTER (WHERE webhooks = 'failed' OR chains = 'failed'),
             quantile_disc(duration_ms, [0.5, 0.95]) FROM call WHERE ended_at >= $since GROUP BY day ORDER BY day`,
            values,
          ),
          await read(
            'SELECT agent_name, count(*) AS n FROM call WHERE ended_at >= $since GROUP BY 1 ORDER BY n DESC LIMIT 20',
            values,
          ),
          await read(
            'SELECT reason, count(*) AS n FROM call WHERE ended_at >= $since GROUP BY 1 ORDER BY n DESC LIMIT 20',
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
  },
};

const chunkRows = 2048;
