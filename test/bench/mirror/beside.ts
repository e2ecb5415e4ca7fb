/** The jobs of the mirror, done by what people would use instead of it, with the rows of a mirror that was filled before. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import type { Readable } from '../../../electron/core/mirror/open.ts';
import { callReaders } from '../../../electron/core/mirror/readers/calls.ts';
import { openSearchIndex } from '../../../electron/core/mirror/search/index-reader.ts';
import { pageOf } from '../peers/found.ts';
import type { Peer, PeerMaker, PeerRows, PeerTable } from '../peers/peer.ts';
import { limit } from './asked.ts';
import { comingRows, keepWriting } from './coming.ts';
import { note, secondsSince } from './note.ts';
import { askedTables, callsWithWords, rowsBetween, writtenTables } from './rows.ts';

const askingMain = fileURLToPath(new URL('./asking-peer.ts', import.meta.url));

/** What the mirror in `dataDir` is asked, and its peers. */
export interface Asked {
  dataDir: string;
  agents: readonly string[];
  words: readonly string[];
  since: number;
}

export interface PeerTimes {
  /** Milliseconds, 95th percentile. */
  pageP95: number;
  wordsP95: number;
  chartsP95: number;
  /** Calls that were written meanwhile: 1,000 where it keeps up. */
  comingPerS: number;
}

const longestMs = 20_000;
/** A commit within 100 ms of receipt: events gather while those before them are written, and then are written themselves. */
const wantedMs = 45;

/** Calls a second that a new peer in `folder` writes, in batches as large as fit into the time a commit may take. */
export function measureWriting(maker: PeerMaker, folder: string, db: Readable): Promise<number> {
  return withPeer(maker, folder, writtenTables(db), async (peer) => {
    await peer.fill([]);
    const newest = db.prepare<[], number>('SELECT max(seq) FROM event').pluck().get() ?? 0;
    const rowsOf = rowsBetween(db);
    let events = 256;
    let calls = 0;
    let spentMs = 0;
    for (let from = 0; from < newest && spentMs < longestMs; ) {
      const rows = rowsOf(from, from + events);
      from += events;
      const began = performance.now();
      await peer.commit(rows);
      const tookMs = performance.now() - began;
      spentMs += tookMs;
      calls += rows.get('call')?.length ?? 0;
      events = Math.max(16, Math.min(8192, Math.round((events * (1 + wantedMs / tookMs)) / 2)));
    }
    return calls / (spentMs / 1000);
  });
}

/**
 * Asks a new peer in `folder`, with all calls of `db`, in a process of its own (`asking-peer.ts`) while those of the mirror in `coming`
 * are written to it: by this process where it is a server, by that one where only one may have it open.
 */
export async function measureAsking(
  maker: PeerMaker,
  folder: string,
  db: Readable,
  coming: string,
  asked: Asked,
): Promise<PeerTimes> {
  mkdirSync(folder, { recursive: true });
  const filled = await maker.start(folder, askedTables(db));
  let writer: Peer | undefined = filled;
  try {
    const began = performance.now();
    await filled.fill(told(callsWithWords(db), maker.name));
    note(`${maker.name}: filled and indexed in ${secondsSince(began)} s`);
    await answersAlike(filled, db, asked);
    if (!maker.isServer) {
      writer = undefined;
      await filled.close();
    }
    return await ask({ ...asked, peer: maker.id, folder, coming }, writer);
  } finally {
    await writer?.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * The mirror looks at so many entries for one page and no more, and may show fewer calls of it: that is told.
 * @throws when a peer shows others than the mirror does.
 */
async function answersAlike(peer: Peer, db: Readable, { dataDir, agents }: Asked): Promise<void> {
  const index = openSearchIndex(dataDir, () => {});
  const { callsPage } = callReaders(db, index);
  for (const agent of agents) {
    const { rows } = callsPage({ agent, webhooks: 'failed', limit });
    const { rows: theirs } = pageOf(await peer.page(agent, limit + 1), limit);
    if (!isDeepStrictEqual(rows, theirs.slice(0, rows.length)))
      throw new Error(`the calls of ${agent} are not those of the mirror`);
    if (rows.length < theirs.length)
      note(`${agent}: ${rows.length} calls of ${theirs.length} on the mirror's first page`);
  }
  index.close();
}

async function ask(
  asked: Asked & Record<'peer' | 'folder' | 'coming', string>,
  writer: Peer | undefined,
): Promise<PeerTimes> {
  const rows = writer && comingRows(asked.coming);
  const child = spawn(process.execPath, [askingMain, JSON.stringify(asked)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  let writing: ReturnType<typeof keepWriting> | undefined;
  let perS: number | undefined;
  let times: PeerTimes | undefined;
  for await (const line of createInterface({ input: child.stdout })) {
    if (line === 'ready') writing = writer && rows && keepWriting(writer, rows, { isServer: true });
    else if (line === 'asked') perS = await writing?.stop();
    else times = JSON.parse(line);
  }
  const [code] = await ended;
  await writing?.stop();
  if (!times) throw new Error(`asking ${asked.peer} ended with ${code}`);
  return { ...times, ...(perS !== undefined && { comingPerS: perS }) };
}

async function withPeer<T>(
  maker: PeerMaker,
  folder: string,
  tables: readonly PeerTable[],
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

const toldEvery = 100_000;

/** The same, telling now and then how far it is. */
function* told(batches: Iterable<PeerRows>, name: string): Generator<PeerRows> {
  const began = performance.now();
  let calls = 0;
  for (const rows of batches) {
    yield rows;
    const before = calls;
    calls += rows.get('call')?.length ?? 0;
    if (Math.floor(calls / toldEvery) > Math.floor(before / toldEvery))
      note(`${name}: ${calls.toLocaleString('en')} calls in ${secondsSince(began)} s`);
  }
}
