/**
 * How fast a backlog comes in: from the socket to the durable commit, everything a real console does on the way (gap
 * detection, parsing, dialects, projections, rollups). Beside it the limit: bare better-sqlite3 writing the very same rows, with the
 * same schema, the same durability and as many events to a transaction, and nothing else.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { startIngestThread } from '../../electron/core/mirror/ingest-thread.ts';
import { openMirror, openReadable, type Readable } from '../../electron/core/mirror/open.ts';
import { readAhead } from '../../electron/core/mirror/projections/read-event.ts';
import { projectionTables } from '../../electron/core/mirror/rebuild.ts';
import { type Received, receive } from '../../electron/core/mirror/receive.ts';
import { createWriter } from '../../electron/core/mirror/writer.ts';
import { mostEvents } from '../../electron/core/sources/batches.ts';
import { receivedRun, type WireRun } from '../../electron/core/sources/intake/run-wire.ts';
import { createRuns } from '../../electron/core/sources/intake/runs.ts';
import type { StreamState } from '../../electron/core/sources/stream.ts';
import type { Bench } from './metric.ts';
import { eachFrame } from './mirror/frames.ts';

const senderMain = fileURLToPath(new URL('./sender.ts', import.meta.url));

export const ingest: Bench = async ({ calls = 20_000 }) => {
  const folder = mkdtempSync(join(tmpdir(), 'aftercall-bench-'));
  try {
    const streamed = await measureStream(join(folder, 'mirror'), join(folder, 'sender'), calls);
    const limit = measureLimit(join(folder, 'mirror'), join(folder, 'bare'));
    const writer = await measureWriter(join(folder, 'written'), calls);
    const callsPerS = streamed.calls / streamed.seconds;
    const limitPerS = streamed.calls / limit.seconds;
    process.stdout.write(
      `  ${streamed.events.toLocaleString('en')} events of ${streamed.calls.toLocaleString('en')} calls: ` +
        `${streamed.seconds.toFixed(2)} s from the socket, ${limit.seconds.toFixed(2)} s for the bare rows\n`,
    );
    return [
      { id: 'calls_per_s', value: callsPerS, unit: 'calls/s' },
      { id: 'limit_calls_per_s', value: limitPerS, unit: 'calls/s' },
      { id: 'ratio_to_limit', value: callsPerS / limitPerS, unit: '' },
      { id: 'writer_calls_per_s', value: streamed.calls / writer.seconds, unit: 'calls/s' },
      { id: 'writer_ratio_to_limit', value: limit.seconds / writer.seconds, unit: '' },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

export interface Streamed {
  seconds: number;
  calls: number;
  events: number;
  /** Seconds until so many calls were in, as often as it was looked. */
  progress: { seconds: number; calls: number }[];
}

/** Streams so many calls into a new mirror in `dataDir`. `senderDir`: for what is sent. `wake`: the ledger has grown. */
export async function measureStream(
  dataDir: string,
  senderDir: string,
  calls: number,
  wake: () => void = () => {},
): Promise<Streamed> {
  const sender = await startSender(senderDir, calls);
  let state: StreamState | undefined;
  const ingestThread = await startIngestThread(
    dataDir,
    {
      changed: wake,
      copied: () => {},
      damaged: () => {},
      opening: () => {},
      streamState: (_id, now) => {
        state = now;
      },
    },
    (error) => {
      throw error;
    },
  );
  try {
    const began = performance.now();
    const connection = {
      id: 'bench',
      name: 'Bench',
      kind: 'stream',
      url: sender.url,
      zone: 'UTC',
      enabled: true,
      allow: [],
    } as const;
    await ingestThread.call.connect({ ...connection, allow: [] }, 'bench');
    const db = openReadable(dataDir);
    const callsNow = db.prepare<[], number>("SELECT value FROM rollup WHERE metric = 'calls'").pluck();
    const progress: Streamed['progress'] = [];
    for (let look = 1; state?.state.phase !== 'live'; look += 1) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      if (look % 50 === 0) progress.push({ seconds: (performance.now() - began) / 1000, calls: callsNow.get() ?? 0 });
    }
    const seconds = (performance.now() - began) / 1000;
    const count = (table: string) => db.prepare<[], { n: number }>(`SELECT count(*) AS n FROM ${table}`).get()?.n ?? 0;
    const counts = { seconds, calls: count('call'), events: count('event'), progress };
    db.close();
    return counts;
  } finally {
    await ingestThread.close();
    await sender.stop();
  }
}

/** What the thread that writes does by itself, of runs that the intake has made before: what bounds it all where processors are not. */
async function measureWriter(dataDir: string, calls: number): Promise<{ seconds: number }> {
  const made: WireRun[] = [];
  const runs = createRuns(60_000, (run) => void made.push(run));
  for await (const bytes of eachFrame(1, calls, 'bench')) {
    const received = receive(bytes, Date.now());
    runs.add(received, received.kind === 'event' ? readAhead(received, 'UTC') : undefined);
  }
  await new Promise<void>((done) => runs.end(done));
  const mirror = openMirror(dataDir);
  const writer = createWriter(mirror.db);
  const commit = (received: Received[]) =>
    writer.commit({ connectionId: 'bench', zone: 'UTC', received, position: null });
  const began = performance.now();
  let waiting: Received[] = [];
  for (const run of made) {
    waiting.push(...receivedRun(run));
    if (waiting.length < mostEvents) continue;
    commit(waiting);
    waiting = [];
  }
  commit(waiting);
  const seconds = (performance.now() - began) / 1000;
  mirror.close();
  return { seconds };
}

async function startSender(folder: string, calls: number) {
  mkdirSync(folder, { recursive: true });
  const child = spawn(process.execPath, [senderMain, folder, '1', String(calls)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  for await (const line of lines) {
    if (line.startsWith('ws://')) {
      const stop = async () => {
        child.kill('SIGTERM');
        await once(child, 'exit');
      };
      return { url: line, stop };
    }
  }
  throw new Error('the sender did not start');
}

/**
 * Writes every row of the mirror in `from` to a new one, in the order of the ledger, as many events to a transaction as in a source; of
 * the first `most` calls where there are more.
 */
export function measureLimit(
  from: string,
  to: string,
  events: 'packed' | 'as received' = 'packed',
  most = Number.MAX_SAFE_INTEGER,
): { seconds: number; calls: number } {
  const source = openReadable(from);
  const next = source.prepare<[number], number>('SELECT id FROM call ORDER BY id LIMIT 1 OFFSET ?').pluck();
  const calls = source.prepare<[], number>('SELECT count(*) FROM call').pluck().get() ?? 0;
  const batches = rowsByBatch(source, events, next.get(most) ?? Number.MAX_SAFE_INTEGER);
  source.close();
  const mirror = openMirror(to);
  const statements = new Map(
    [...batches.columns].map(([table, columns]) => [
      table,
      mirror.db.prepare(
        `INSERT INTO ${table} (${columns.map((name) => `"${name}"`).join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
      ),
    ]),
  );
  const began = performance.now();
  for (const batch of batches.list) {
    mirror.db
      .transaction(() => {
        for (const [table, rows] of batch) {
          const insert = statements.get(table);
          for (const row of rows) insert?.run(row);
        }
      })
      .immediate();
  }
  const seconds = (performance.now() - began) / 1000;
  mirror.close();
  return { seconds, calls: Math.min(calls, most) };
}

/** The key by which a row belongs to the event that made it. */
const eventKey: Record<string, string> = {
  source: '0',
  event: 'seq',
  call: 'id',
  call_event: 'seq',
  transcript: 'call_id',
  endpoint: '0',
  endpoint_hour: '0',
  webhook_message: 'id',
  webhook_attempt: 'seq',
  chain: 'seq',
  chain_run: 'id',
  run_again: 'seq',
  incident: 'id',
  incident_hour: '0',
  call_hour: '0',
  share: '0',
  rollup: '0',
};

/** A pack belongs to the first of its events. */
const packs =
  'SELECT min(e.seq) AS "the key", p.* FROM event e JOIN pack p ON p.id = e.pack WHERE e.seq < ? GROUP BY e.pack ORDER BY 1';

/** Events whole, as they lie in a ledger that does not pack. */
const whole = `SELECT seq AS "the key", seq, source_id, event_id, connection_id, type, received_at, bytes,
  NULL AS pack, NULL AS place, NULL AS size FROM ledger WHERE seq < ? ORDER BY seq`;

/** Of the events before `end`. */
function rowsByBatch(db: Readable, events: 'packed' | 'as received', end: number) {
  const columns = new Map<string, string[]>();
  const list: Map<string, unknown[][]>[] = [];
  for (const table of ['source', 'event', 'pack', ...projectionTables]) {
    const key = eventKey[table];
    if (key === undefined && table !== 'pack') throw new Error(`no key is known for ${table}`);
    if (table === 'pack' && events === 'as received') continue;
    const special = table === 'pack' ? packs : table === 'event' && events === 'as received' ? whole : null;
    const rows = special ?? `SELECT ${key} AS "the key", * FROM ${table} WHERE ${key} < ? ORDER BY 1`;
    const read = db.prepare(rows).raw();
    columns.set(
      table,
      read
        .columns()
        .slice(1)
        .map(({ name }) => name),
    );
    for (const row of read.iterate(end) as IterableIterator<unknown[]>) {
      const [seq, ...values] = row;
      const index = Math.floor(Number(seq) / mostEvents);
      const batch = list[index] ?? new Map<string, unknown[][]>();
      list[index] = batch;
      const rows = batch.get(table);
      if (rows) rows.push(values);
      else batch.set(table, [values]);
    }
  }
  return { columns, list: list.filter((batch) => batch !== undefined) };
}
