/**
 * How long the overview's charts take through the contract, for 90 days of calls. Their sums are those the writer would have counted; the
 * charts come over a MessagePort from the real core.
 */
import type { OverviewRange } from '../../shared/domain/overview.ts';
import { startTestCore, ways } from '../integration/contract/core.ts';
import type { Bench } from './metric.ts';
import { readingMirror } from './reading-mirror.ts';

const limitMs = 10;
const zones = ['UTC', 'Europe/Berlin', 'Asia/Kolkata', 'America/New_York'];

export const overview: Bench = async ({ calls = 100_000, mirror }) => {
  const { dataDir, done } = await readingMirror(mirror, calls);
  try {
    const core = await startTestCore(dataDir);
    const [, open] = ways[0];
    const { client, close } = await open(core);
    const ask = async (range: OverviewRange, zone: string): Promise<number> => {
      const asked = performance.now();
      await client.overview.charts({ range, zone });
      return performance.now() - asked;
    };
    try {
      for (const zone of zones) for (let turn = 0; turn < 5; turn += 1) await ask('90d', zone);
      for (const range of ['24h', '7d', '30d', 'all'] as const)
        note(
          `${range.padEnd(4)} ${summary(await timesOf(50, (turn) => ask(range, zones[turn % zones.length] ?? 'UTC')))}`,
        );
      const times = await timesOf(200, (turn) => ask('90d', zones[turn % zones.length] ?? 'UTC'));
      note(`90d  ${summary(times)} (limit ${limitMs})`);
      return [{ id: 'charts_p95_ms', value: share(times, 0.95), unit: 'ms' }];
    } finally {
      await close();
      await core.close();
    }
  } finally {
    done();
  }
};

async function timesOf(count: number, ask: (turn: number) => Promise<number>): Promise<number[]> {
  const times: number[] = [];
  for (let turn = 0; turn < count; turn += 1) times.push(await ask(turn));
  return times;
}

function share(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? 0;
}

const summary = (times: readonly number[]): string =>
  `p50 ${share(times, 0.5).toFixed(2)} ms, p95 ${share(times, 0.95).toFixed(2)} ms`;
const note = (text: string): void => void process.stdout.write(`  ${text}\n`);
