/** The jobs of the mirror, done by what people would use instead of it, with the rows of a mirror that was filled before. */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Readable } from '../../../electron/core/mirror/open.ts';
import { callDetailReaders } from '../../../electron/core/mirror/readers/call-detail.ts';
import { type Peer, type PeerMaker, type PeerRows, type PeerTable, peerTable } from '../peers/peer.ts';

/** The key by which a row belongs to the event that made it. Rollups and incidents are left out: peers have less to write. */
const written = {
  event: 'seq',
  call: 'id',
  call_event: 'seq',
  transcript: 'call_id',
  webhook_message: 'id',
  webhook_attempt: 'seq',
  chain_run: 'id',
} as const;

export interface PeerFigures {
  callsPerS: number;
  /** Milliseconds, 95th percentile. */
  pageP95: number;
  wordsP95: number;
  chartsP95: number;
}

/** What the mirror is asked at the same time. */
export interface Asked {
  agents: readonly string[];
  words: readonly string[];
  newestAt: number;
  since: number;
}

const longestMs = 20_000;
/** A commit within 100 ms of receipt: events gather while those before them are written, and then are written themselves. */
const wantedMs = 45;

/**
 * Measures one peer in `folder`, which is emptied: writing for some seconds, then the queries over all calls of `db` with 1,000 calls
 * a second being written beside them (as many as it manages).
 */
export async function measurePeer(
  maker: PeerMaker,
  folder: string,
  db: Readable,
  { agents, words, newestAt, since }: Asked,
): Promise<PeerFigures> {
  const tables = Object.keys(written).map((name) => asReceived(peerTable(db, name)));
  const callsPerS = await withPeer(maker, join(folder, `${maker.id}-written`), tables, (peer) => writing(peer, db));
  return withPeer(maker, join(folder, `${maker.id}-filled`), [peerTable(db, 'call')], async (peer) => {
    await peer.fill(callsWithWords(db));
    const stop = keepWriting(peer, db);
    try {
      const pageP95 = await p95(queryRuns, (run) => peer.page(agents[run % agents.length] ?? '', newestAt));
      const wordsP95 = await p95(queryRuns, (run) => peer.words(words[run % words.length] ?? ''));
      await stop();
      return { callsPerS, pageP95, wordsP95, chartsP95: await p95(20, () => peer.charts(since)) };
    } finally {
      await stop();
    }
  });
}

const queryRuns = 60;

/** Events lie packed here; a peer is given each with its bytes, as it was received. */
const ours = new Set(['pack', 'place', 'size']);
const asReceived = (table: PeerTable): PeerTable =>
  table.name === 'event' ? { ...table, columns: table.columns.filter(({ name }) => !ours.has(name)) } : table;
const columnsOf = (db: Readable, table: string): string =>
  asReceived(peerTable(db, table))
    .columns.map(({ name }) => `"${name}"`)
    .join(', ');

async function withPeer<T>(
  maker: PeerMaker,
  folder: string,
  tables: Parameters<PeerMaker['start']>[1],
  work: (peer: Peer) => Promise<T>,
): Promise<T> {
  mkdirSync(folder, { recursive: true });
  const peer = await maker.start(folder, tables);
  try {
    return await work(peer);
  } finally {
    await peer.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Calls a second, in batches as large as fit into the time a commit may take. */
async function writing(peer: Peer, db: Readable): Promise<number> {
  const newest = db.prepare<[], { seq: number }>('SELECT max(seq) AS seq FROM event').get()?.seq ?? 0;
  const rowsBetween = Object.entries(written).map(([table, key]) => ({
    table,
    read: db
      .prepare(
        `SELECT ${columnsOf(db, table)} FROM ${table === 'event' ? 'ledger' : table} WHERE ${key} > ? AND ${key} <= ? ORDER BY ${key}`,
      )
      .raw(),
  }));
  let events = 256;
  let calls = 0;
  let spentMs = 0;
  for (let from = 0; from < newest && spentMs < longestMs; ) {
    const rows = new Map(
      rowsBetween.map(({ table, read }) => [table, read.all(from, from + events) as unknown[][]] as const),
    );
    from += events;
    const began = performance.now();
    await peer.commit(rows);
    const tookMs = performance.now() - began;
    spentMs += tookMs;
    calls += rows.get('call')?.length ?? 0;
    events = Math.max(16, Math.min(8192, Math.round((events * (1 + wantedMs / tookMs)) / 2)));
  }
  return calls / (spentMs / 1000);
}

function* callsWithWords(db: Readable): Generator<PeerRows> {
  const calls = db.prepare<[number], unknown[]>('SELECT * FROM call WHERE id > ? ORDER BY id LIMIT 2000').raw(true);
  const { call } = callDetailReaders(db);
  for (let after = 0; ; ) {
    const rows = calls.all(after);
    if (rows.length === 0) return;
    const ids = rows.map(([id]) => Number(id));
    yield new Map([
      ['call', rows],
      [
        'call_words',
        ids.map((id) => {
          const known = call(id);
          const said = [...(known?.transcript.map(({ text }) => text) ?? []), known?.summary ?? ''];
          return [id, said.join(' ')];
        }),
      ],
    ]);
    after = ids.at(-1) ?? after;
  }
}

/** Writes copies of calls under new keys, 1,000 a second at most; the returned function ends it. */
function keepWriting(peer: Peer, db: Readable): () => Promise<void> {
  const columns = db
    .prepare('SELECT * FROM call LIMIT 100')
    .columns()
    .map(({ name }) => name);
  const rows = db.prepare('SELECT * FROM call LIMIT 100').raw().all() as unknown[][];
  let on = true;
  let next = 1_000_000_000;
  const done = (async () => {
    while (on) {
      const began = performance.now();
      await peer.commit(
        new Map([
          [
            'call',
            rows.map((row) => {
              next += 1;
              return row.map((value, index) =>
                columns[index] === 'id' ? next : columns[index] === 'call_id' ? `copy ${next}` : value,
              );
            }),
          ],
        ]),
      );
      await sleep(Math.max(1, 100 - (performance.now() - began)));
    }
  })();
  return () => {
    on = false;
    return done;
  };
}

/** Of so many runs after one in ten for warming, in milliseconds. */
export async function p95(runs: number, ask: (run: number) => Promise<unknown>): Promise<number> {
  const took: number[] = [];
  for (let run = -Math.ceil(runs / 10); run < runs; run += 1) {
    const began = performance.now();
    await ask(Math.max(0, run));
    if (run >= 0) took.push(performance.now() - began);
  }
  return took.sort((a, b) => a - b)[Math.ceil(runs * 0.95) - 1] ?? 0;
}
