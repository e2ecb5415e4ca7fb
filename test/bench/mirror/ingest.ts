/**
 * The mirror's own part of its table: how fast a backlog comes in beside bare rows and whether it stays so, what a call weighs on the
 * disk, and how far the text search is behind while 2,000 calls a second are written.
 */
import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { mirrorFile, openMirror, openReadable, type Readable } from '../../../electron/core/mirror/open.ts';
import { receive } from '../../../electron/core/mirror/receive.ts';
import { openSearchReadable, searchFile } from '../../../electron/core/mirror/search/open.ts';
import { startSearchThread } from '../../../electron/core/mirror/search/search-thread.ts';
import { createWriter } from '../../../electron/core/mirror/writer.ts';
import { measureLimit, measureStream, type Streamed } from '../ingest.ts';
import type { Metric } from '../metric.ts';
import { indexAll } from '../reading-mirror.ts';
import { paced, turnMs } from './coming.ts';
import { framesOf } from './frames.ts';
import { note, secondsSince } from './note.ts';

/** How fast calls come in is a pace: bare rows and peers write no more than these. */
export const paceOf = 50_000;

/** Leaves the mirror in `<folder>/mirror`, indexed, for what else is measured with it. */
export async function measureIngest(folder: string, calls: number): Promise<Metric[]> {
  const dataDir = join(folder, 'mirror');
  note(`${calls.toLocaleString('en')} calls come in`);
  const streamed = await measureStream(dataDir, join(folder, 'sender'), calls, progressOf(dataDir));
  rmSync(join(folder, 'sender'), { recursive: true });
  const perS = streamed.calls / streamed.seconds;
  note(`in after ${streamed.seconds.toFixed(1)} s, ${perS.toFixed(0)} calls/s`);
  await indexed(dataDir);
  const limit = (name: string, events: Parameters<typeof measureLimit>[2]) => {
    const bare = measureLimit(dataDir, join(folder, name), events, paceOf);
    rmSync(join(folder, name), { recursive: true });
    note(`bare rows, ${events}: ${(bare.calls / bare.seconds).toFixed(0)} calls/s`);
    return bare.calls / bare.seconds;
  };
  return [
    { id: 'ingest_calls_per_s', value: perS, unit: 'calls/s' },
    { id: 'ingest_ratio_to_limit', value: perS / limit('bare', 'packed'), unit: '' },
    { id: 'ingest_ratio_to_unpacked_limit', value: perS / limit('bare-unpacked', 'as received'), unit: '' },
    { id: 'growth_ingest', value: slowing(streamed), unit: '×' },
    { id: 'bytes_per_raw_byte', value: bytesPerRawByte(dataDir), unit: '' },
    { id: 'search_lag_s', value: await searchLag(join(folder, 'paced')), unit: 's' },
  ];
}

/** A mirror in `<folder>/mirror` into which so many have come, indexed. */
export async function filledMirror(folder: string, calls: number): Promise<string> {
  const dataDir = join(folder, 'mirror');
  await measureStream(dataDir, join(folder, 'sender'), calls);
  await indexed(dataDir);
  return dataDir;
}

async function indexed(dataDir: string): Promise<void> {
  const began = performance.now();
  await indexAll(dataDir);
  note(`indexed in ${secondsSince(began)} s more`);
}

const toldEveryMs = 30_000;

/** Tells now and then how many are in. */
function progressOf(dataDir: string): () => void {
  let began: number | undefined;
  let last = 0;
  return () => {
    // Before the first comes in, the platform writes down what it is to send.
    if (began === undefined) began = last = performance.now();
    if (performance.now() - last < toldEveryMs) return;
    last = performance.now();
    const db = openReadable(dataDir);
    const calls = db.prepare<[], number>("SELECT value FROM rollup WHERE metric = 'calls'").pluck().get() ?? 0;
    db.close();
    note(`${calls.toLocaleString('en')} calls after ${secondsSince(began)} s`);
  };
}

/** The pace of the first tenth of the calls by that of the last. */
function slowing({ calls, seconds, progress }: Streamed): number {
  const first = progress.find((look) => look.calls >= calls / 10);
  const last = progress.findLast((look) => look.calls <= calls * 0.9);
  if (!first || !last || last.calls === calls) return Number.NaN;
  const firstPerS = first.calls / first.seconds;
  const lastPerS = (calls - last.calls) / (seconds - last.seconds);
  return firstPerS / lastPerS;
}

function bytesPerRawByte(dataDir: string): number {
  for (const file of [mirrorFile(dataDir), searchFile(dataDir)]) {
    const db = new Database(file);
    db.pragma('wal_checkpoint(TRUNCATE)');
    db.close();
  }
  const db = openReadable(dataDir);
  const raw = db.prepare<[], number>('SELECT sum(size) FROM ledger').pluck().get() ?? 0;
  db.close();
  return (statSync(mirrorFile(dataDir)).size + statSync(searchFile(dataDir)).size) / raw;
}

const pacedPerS = 2_000;
const pacedCalls = 10_000;

/** The longest that a written event waited for the search, in seconds. */
async function searchLag(dataDir: string): Promise<number> {
  const frames = await framesOf(2, pacedCalls, 'bench');
  const mirror = openMirror(dataDir);
  const writer = createWriter(mirror.db);
  const search = startSearchThread(dataDir, { indexed: () => {}, failed: () => {} });
  const behind: { seq: number; at: number }[] = [];
  let longest = 0;
  let seq = 0;
  let index: Readable | null = null;
  const look = () => {
    // There is none before its thread has begun, which a busy machine may keep it from.
    index ??= openSearchReadable(dataDir);
    const to = index?.prepare<[], number>('SELECT indexed_to FROM progress').pluck().get() ?? 0;
    while (behind[0] && behind[0].seq <= to) behind.shift();
    longest = Math.max(longest, (performance.now() - (behind[0]?.at ?? performance.now())) / 1000);
  };
  const perTurn = Math.ceil((frames.length / pacedCalls) * pacedPerS * (turnMs / 1000));
  await paced(Math.ceil(frames.length / perTurn), 1, async (turn) => {
    if (turn > 4) look();
    const received = frames.slice(turn * perTurn, (turn + 1) * perTurn).map((bytes) => receive(bytes, Date.now()));
    seq += writer.commit({ connectionId: 'bench', zone: 'UTC', received, position: null }).added;
    behind.push({ seq, at: performance.now() });
    search.wake();
  }).ended;
  while (behind.length > 0 && longest < 60) {
    await sleep(20);
    look();
  }
  await search.close();
  mirror.close();
  return longest;
}
