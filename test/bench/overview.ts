/**
 * How long the overview's charts take through the contract, for 90 days of calls. The sums are filled by the projection that the writer
 * counts with, from calls as it would count them; the charts come over a MessagePort from the real core.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openMirror, type Writable } from '../../electron/core/mirror/open.ts';
import { figureProjection } from '../../electron/core/mirror/projections/figures.ts';
import type { OverviewRange } from '../../shared/domain/overview.ts';
import { type Chance, chance } from '../fixtures/random.ts';
import { startTestCore, ways } from '../integration/contract/core.ts';
import { often } from './lists-mirror.ts';
import type { Bench } from './metric.ts';

const days = 90;
const dayMs = 86_400_000;
const atOnce = 1000;
const limitMs = 10;
const zones = ['UTC', 'Europe/Berlin', 'Asia/Kolkata', 'America/New_York'];

export const overview: Bench = async ({ calls = 1_000_000 }) => {
  const folder = mkdtempSync(join(tmpdir(), 'aftercall-bench-'));
  try {
    const began = performance.now();
    const mirror = openMirror(folder);
    mirror.db.pragma('synchronous = OFF');
    fill(mirror.db, calls);
    note(`${calls.toLocaleString('en')} calls counted in ${((performance.now() - began) / 1000).toFixed(1)} s`);
    mirror.close();
    const core = await startTestCore(folder);
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
    rmSync(folder, { recursive: true, force: true });
  }
};

async function timesOf(count: number, ask: (turn: number) => Promise<number>): Promise<number[]> {
  const times: number[] = [];
  for (let turn = 0; turn < count; turn += 1) times.push(await ask(turn));
  return times;
}

/** Calls of 90 days, oldest first, with a message each. */
function fill(db: Writable, calls: number): void {
  const drawn = chance(5);
  const names = (what: string, count: number) => Array.from({ length: count }, (_, n) => `${what} ${n}`);
  const lists = {
    agents: names('Agent', 80),
    campaigns: names('Campaign', 30),
    reasons: names('reason', 15),
    endpoints: names('endpoint', 40),
  };
  const figures = figureProjection(db);
  const from = Date.now() - days * dayMs;
  const write = db.transaction((first: number) => {
    for (let at = first; at < Math.min(calls, first + atOnce); at += 1) {
      const endedAt = Math.round(from + (at / calls) * days * dayMs);
      count(figures, drawn, lists, endedAt);
    }
    figures.flush();
  });
  for (let first = 0; first < calls; first += atOnce) write(first);
}

function count(
  figures: ReturnType<typeof figureProjection>,
  drawn: Chance,
  lists: Record<'agents' | 'campaigns' | 'reasons' | 'endpoints', readonly string[]>,
  at: number,
): void {
  const { next, pick } = drawn;
  const state = () => (next() < 0.9 ? 'succeeded' : next() < 0.5 ? 'failed' : 'recovered');
  const webhooks = state();
  figures.callMoved(null, {
    ended_at: at,
    duration_ms: Math.round(1000 * 600 ** next()),
    success: next() < 0.2 ? null : next() < 0.7 ? 1 : 0,
    agent_name: pick(lists.agents),
    agent_id: null,
    // Some vendors name a campaign anew for each batch of calls.
    campaign: next() < 0.2 ? `batch ${Math.floor(next() * 2 ** 40).toString(36)}` : often(drawn, lists.campaigns),
    reason: often(drawn, lists.reasons),
    webhooks,
    chains: state(),
  });
  figures.messageMoved(null, { connectionId: 'bench', endpointId: pick(lists.endpoints), at, state: webhooks });
}

function share(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? 0;
}

const summary = (times: readonly number[]): string =>
  `p50 ${share(times, 0.5).toFixed(2)} ms, p95 ${share(times, 0.95).toFixed(2)} ms`;
const note = (text: string): void => void process.stdout.write(`  ${text}\n`);
