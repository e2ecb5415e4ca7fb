/** The mirror at its size: its own figures, and beside it what people would use instead (`beside.ts`). One run, one table. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openReadable, type Readable } from '../../../electron/core/mirror/open.ts';
import type { Bench, Metric } from '../metric.ts';
import { installPeers, peerMakers } from '../peers/index.ts';
import type { PeerMaker } from '../peers/peer.ts';
import { askedOf, readingMirror } from '../reading-mirror.ts';
import { measureAsking, measureWriting, type PeerTimes } from './beside.ts';
import { comingMirror } from './coming.ts';
import { filledMirror, measureIngest, paceOf } from './ingest.ts';
import { note } from './note.ts';
import { measureQueries, type QueryTimes, questionsOf } from './queries.ts';

/** Growth is measured from a mirror of so many, or from a tenth where that is less. */
const few = 10_000;

/** `mirror`: a folder with the mirror that is asked. How fast one is written is then measured with another, of fewer calls. */
export const mirror: Bench = async ({ calls = paceOf, mirror: kept }) => {
  installPeers();
  const folder = mkdtempSync(join(tmpdir(), 'aftercall-bench-'));
  // PostgreSQL's server is another user where this one is root.
  chmodSync(folder, 0o711);
  try {
    const ingested = await measureIngest(folder, kept === undefined ? calls : Math.min(calls, paceOf));
    const written = join(folder, 'mirror');
    const paces = await ofEachPeer(folder, written, async (maker, own, db) => {
      const perS = await measureWriting(maker, own, db);
      note(`${maker.name}: ${perS.toFixed(0)} calls/s written`);
      return perS;
    });
    const asked = kept === undefined ? questionsOf(written) : askedOf(await readingMirror(kept, calls));
    const coming = join(folder, 'coming');
    await comingMirror(coming, newestEvent(asked.dataDir));
    const peers = await ofEachPeer(folder, asked.dataDir, async (maker, own, db) =>
      told(maker.name, await measureAsking(maker, own, db, coming, asked)),
    );
    const times = told('Aftercall', await measureQueries(asked.dataDir, asked));
    const fewTimes = told('Aftercall with few calls', await timesOfFew(folder, kept === undefined ? calls : undefined));
    return [...ingested, ...ahead(ingested, paces), ...compared(times, peers), ...growth(fewTimes, times)];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** Each peer in turns, in a folder of its own, beside the mirror in `dataDir`. */
async function ofEachPeer<T>(
  folder: string,
  dataDir: string,
  measure: (maker: PeerMaker, own: string, db: Readable) => Promise<T>,
): Promise<Map<PeerMaker['id'], T>> {
  const found = new Map<PeerMaker['id'], T>();
  for (const maker of peerMakers) {
    const why = maker.missing();
    if (why !== null) {
      note(`${maker.name} is left out: ${why}`);
      continue;
    }
    const own = join(folder, maker.id);
    mkdirSync(own);
    chmodSync(own, 0o711);
    const db = openReadable(dataDir);
    found.set(maker.id, await measure(maker, own, db).finally(() => db.close()));
  }
  return found;
}

function newestEvent(dataDir: string): number {
  const db = openReadable(dataDir);
  const seq = db.prepare<[], number>('SELECT max(seq) FROM event').pluck().get() ?? 0;
  db.close();
  return seq;
}

/** Of a mirror like the large one: with calls from the demo platform, as many as a tenth of `calls`, or of the bench's own. */
async function timesOfFew(folder: string, calls: number | undefined): Promise<QueryTimes> {
  if (calls === undefined) {
    const small = await readingMirror(undefined, few);
    return measureQueries(small.dataDir, askedOf(small)).finally(small.done);
  }
  const dataDir = await filledMirror(join(folder, 'few'), Math.min(few, Math.ceil(calls / 10)));
  return measureQueries(dataDir, questionsOf(dataDir));
}

function told<T extends PeerTimes>(name: string, times: T): T {
  const line = Object.entries(times).map(([what, value]) => `${what} ${value.toFixed(1)}`);
  note(`${name}: ${line.join(', ')}`);
  return times;
}

/** Ours ÷ theirs in speed: above 1 is ahead. */
const ahead = (ingested: readonly Metric[], paces: ReadonlyMap<string, number>): Metric[] => {
  const ours = ingested.find(({ id }) => id === 'ingest_calls_per_s')?.value ?? Number.NaN;
  return [...paces].map(([id, perS]) => ({ id: `ingest_vs_${id}`, value: ours / perS, unit: '×' }));
};

/** The same against the best of them; each by itself is told when it was measured. */
function compared(times: QueryTimes, peers: ReadonlyMap<string, PeerTimes>): Metric[] {
  const best = (of: keyof PeerTimes) => Math.min(...[...peers.values()].map((figures) => figures[of]));
  return [
    { id: 'page_p95_ms', value: times.pageP95, unit: 'ms' },
    { id: 'page_vs_best_peer', value: best('pageP95') / times.pageP95, unit: '×' },
    { id: 'search_p95_ms', value: times.wordsP95, unit: 'ms' },
    { id: 'search_vs_best_peer', value: best('wordsP95') / times.wordsP95, unit: '×' },
    { id: 'charts_p95_ms', value: times.chartsP95, unit: 'ms' },
    { id: 'core_mb', value: times.coreMb, unit: 'MB' },
  ];
}

/** Large ÷ small in time: 1 is flat. */
const growth = (small: QueryTimes, large: QueryTimes): Metric[] => [
  { id: 'growth_page', value: large.pageP95 / small.pageP95, unit: '×' },
  { id: 'growth_search', value: large.wordsP95 / small.wordsP95, unit: '×' },
];
