/** PostgreSQL as Debian ships it, on a socket of its own in the bench's folder, durable as it comes. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Peer, PeerMaker, PeerTable } from './peer.ts';
import { createTable, fill, insert, queries, type Send } from './postgres-sql.ts';

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
  isServer: true,
  missing: () => (binaries() === null ? 'it is not installed (apt-get install postgresql)' : null),
  async start(folder, tables) {
    const stop = serve(folder);
    const peer = await open(folder, tables, tables.map(createTable));
    return {
      ...peer,
      async close() {
        await peer.close();
        await stop();
      },
    };
  },
  open: (folder, tables) => open(folder, tables, []),
};

/** A new server; the returned function ends it. */
function serve(folder: string): () => Promise<void> {
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
  return async () => {
    server.kill('SIGINT');
    await once(server, 'exit');
  };
}

/** One connection that writes and one that reads. */
async function open(folder: string, tables: readonly PeerTable[], first: readonly string[]): Promise<Peer> {
  const { default: pg } = await import('pg');
  const connect = () => connected(() => new pg.Client({ host: folder, port, user, database: user }));
  const writing = await connect();
  const reading = await connect();
  const through =
    (client: typeof writing): Send =>
    async (text, values = []) =>
      (await client.query({ text, values, rowMode: 'array', ...(values.length > 0 && { name: nameOf(text) }) })).rows;
  for (const sql of first) await writing.query(sql);
  return {
    async commit(rows) {
      await writing.query('BEGIN');
      await insert(through(writing), tables, rows);
      await writing.query('COMMIT');
    },
    async fill(batches) {
      // Where the server finds it.
      const file = join(folder, 'rows');
      const copy = (table: string, text: string) => {
        writeFileSync(file, text);
        return writing.query(`COPY "${table}" FROM '${file}' (FORMAT csv)`);
      };
      await fill(batches, tables, copy, (sql) => writing.query(sql));
      rmSync(file, { force: true });
    },
    ...queries(through(reading)),
    async close() {
      await Promise.all([writing.end(), reading.end()]);
    },
  };
}

const settings = ['shared_buffers=1GB', 'max_wal_size=4GB', 'work_mem=64MB', 'max_connections=10'];

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
