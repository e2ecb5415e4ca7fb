/** PostgreSQL as Debian ships it, on a socket of its own in the bench's folder, durable as it comes. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type PeerMaker, wordsTable as words } from './peer.ts';
import { createIndexes, createTable, createWords, insert, queries, type Send } from './postgres-sql.ts';

const installed = '/usr/lib/postgresql';
const user = 'postgres';
const port = 5432;

const binaries = (): string | null => {
  const newest = existsSync(installed) ? readdirSync(installed).sort().at(-1) : undefined;
  return newest === undefined ? null : join(installed, newest, 'bin');
};

export const postgres: PeerMaker = {
  id: 'postgres',
  name: 'PostgreSQL',
  missing: () => (binaries() === null ? 'it is not installed (apt-get install postgresql)' : null),
  async start(folder, tables) {
    const bin = binaries();
    if (bin === null) throw new Error('PostgreSQL is not installed');
    const data = join(folder, 'data');
    mkdirSync(folder, { recursive: true, mode: 0o755 });
    const owner = serverUser(folder);
    execFileSync(join(bin, 'initdb'), ['-D', data, '-U', user, '--auth=trust', '--encoding=UTF8', '--locale=C'], {
      ...owner,
      stdio: 'ignore',
    });
    const server = spawn(
      join(bin, 'postgres'),
      ['-D', data, '-k', folder, '-c', 'listen_addresses=', ...settings.flatMap((setting) => ['-c', setting])],
      { ...owner, stdio: 'ignore' },
    );
    const { default: pg } = await import('pg');
    const connect = () => connected(() => new pg.Client({ host: folder, port, user, database: user }));
    const writing = await connect();
    const reading = await connect();
    const through =
      (client: typeof writing): Send =>
      async (text, values = []) =>
        (await client.query({ text, values, rowMode: 'array', ...(values.length > 0 && { name: nameOf(text) }) })).rows;
    const send = through(writing);
    const read = through(reading);
    for (const table of tables) {
      await send(createTable(table));
      for (const index of createIndexes(table)) await send(index);
    }
    for (const sql of createWords) await send(sql);
    return {
      async commit(rows) {
        await writing.query('BEGIN');
        await insert(send, tables, rows);
        await writing.query('COMMIT');
      },
      async fill(batches) {
        for (const rows of batches) await insert(send, [...tables, words], rows);
        await writing.query('VACUUM ANALYZE');
      },
      page: queries.page(read),
      words: queries.words(read),
      charts: queries.charts(read),
      async close() {
        await Promise.all([writing.end(), reading.end()]);
        server.kill('SIGINT');
        await once(server, 'exit');
      },
    };
  },
};

const settings = [
  'shared_buffers=1GB',
  'max_wal_size=4GB',
  'work_mem=64MB',
  'maintenance_work_mem=512MB',
  'max_connections=5',
];

/** The server refuses to run as root; the folder is then its user's. */
function serverUser(folder: string): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string) => Number(execFileSync('id', [flag, user], { encoding: 'utf8' }));
  const [uid, gid] = [id('-u'), id('-g')];
  chownSync(folder, uid, gid);
  return { uid, gid };
}

async function connected<C extends { connect(): Promise<void> }>(make: () => C): Promise<C> {
  for (let tries = 0; ; tries += 1) {
    const client = make();
    try {
      await client.connect();
      return client;
    } catch (error) {
      if (tries > 100) throw error;
      await sleep(100);
    }
  }
}

const names = new Map<string, string>();
/** A statement with a name is prepared once. */
function nameOf(text: string): string {
  const name = names.get(text) ?? `s${names.size}`;
  names.set(text, name);
  return name;
}
