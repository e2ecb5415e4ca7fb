/** The mirror at its size: its own figures, and beside it what people would use instead (`beside.ts`). One run, one table. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openReadable } from '../../../electron/core/mirror/open.ts';
import type { Bench, Metric } from '../metric.ts';
import { installPeers, peerMakers } from '../peers/index.ts';
import { type Asked, measurePeer, type PeerFigures } from './beside.ts';
import { measureIngest } from './ingest.ts';
import { measureQueries, type QueryTimes, questionsOf } from './queries.ts';

/** How much smaller the mirror is that growth is measured from. */
const smaller = 10;

export const mirror: Bench = async ({ calls = 50_000 }) => {
  const folder = mkdtempSync(join(tmpdir(), 'aftercall-bench-'));
  // PostgreSQL's server is another user where this one is root.
  chmodSync(folder, 0o711);
  try {
    const small = join(folder, 'small');
    await measureIngest(small, Math.ceil(calls / smaller));
    const smallTimes = await measureQueries(join(small, 'mirror'), questionsOf(join(small, 'mirror')));
    rmSync(small, { recursive: true, force: true });

    const ingested = await measureIngest(folder, calls);
    const dataDir = join(folder, 'mirror');
    const asked = questionsOf(dataDir);
    const peers = await measurePeers(folder, dataDir, asked);
    const times = await measureQueries(dataDir, asked);
    const callsPerS = ingested.find(({ id }) => id === 'ingest_calls_per_s')?.value ?? Number.NaN;
    return [...ingested, ...compared(callsPerS, times, peers), ...growth(smallTimes, times)];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

type Peers = ReadonlyMap<string, PeerFigures>;

async function measurePeers(folder: string, dataDir: string, asked: Asked): Promise<Peers> {
  installPeers();
  const found = new Map<string, PeerFigures>();
  for (const maker of peerMakers) {
    const why = maker.missing();
    if (why !== null) {
      process.stdout.write(`  ${maker.name} is left out: ${why}\n`);
      continue;
    }
    const own = join(folder, maker.id);
    mkdirSync(own);
    chmodSync(own, 0o711);
    const db = openReadable(dataDir);
    const figures = await measurePeer(maker, own, db, asked).finally(() => db.close());
    found.set(maker.id, figures);
    const line = Object.entries(figures).map(([name, value]) => `${name} ${value.toFixed(1)}`);
    process.stdout.write(`  ${maker.name.padEnd(11)} ${line.join(', ')}\n`);
  }
  return found;
}

/** Ours ÷ theirs in speed: above 1 is ahead. */
function compared(callsPerS: number, times: QueryTimes, peers: Peers): Metric[] {
  const best = (of: keyof PeerFigures) => Math.min(...[...peers.values()].map((figures) => figures[of]));
  return [
    ...[...peers].map(([id, figures]) => ({ id: `ingest_vs_${id}`, value: callsPerS / figures.callsPerS, unit: '×' })),
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
