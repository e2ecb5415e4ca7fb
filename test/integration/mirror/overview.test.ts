/** What the overview shows is what the lists hold, between the instants it names. */
import { describe, expect, test } from 'vitest';
import { figureProjection } from '../../../electron/core/mirror/projections/figures.ts';
import { overviewReaders } from '../../../electron/core/mirror/readers/overview.ts';
import type { Overview } from '../../../shared/domain/overview.ts';
import { callEnded } from '../../fixtures/events/call-ended.ts';
import { chance } from '../../fixtures/random.ts';
import { mirrorForTest, type TestMirror } from './mirror.ts';
import { randomEvents } from './random-events.ts';

const zones = ['UTC', 'Europe/Berlin', 'Asia/Kolkata', 'Pacific/Apia'];

function filled(seed: number): TestMirror {
  const mirror = mirrorForTest();
  const events = randomEvents(chance(seed), 600);
  for (let at = 0; at < events.length; at += 50) mirror.commit(...events.slice(at, at + 50));
  return mirror;
}

const numbers = `count(*) AS calls, coalesce(sum(success IS 1), 0) AS succeeded, coalesce(sum(success IS 0), 0) AS missed,
  coalesce(sum(webhooks = 'failed' OR chains = 'failed'), 0) AS failed,
  coalesce(sum(webhooks = 'recovered' OR chains = 'recovered'), 0) AS recovered`;
const between = (mirror: TestMirror, { from, to }: { from: number; to: number }) =>
  mirror.rows(`SELECT ${numbers} FROM call WHERE ended_at >= ? AND ended_at < ?`, from, to)[0];

describe.each([1, 2, 3])('of a random stream (seed %i)', (seed) => {
  test.each(zones)('every number is what the rows between its instants give, in %s', (zone) => {
    const mirror = filled(seed);
    const [{ newest }] = mirror.rows<{ newest: number }>('SELECT max(ended_at) AS newest FROM call') as [
      { newest: number },
    ];
    for (const now of [newest, newest + 20 * 3_600_000])
      for (const range of ['24h', '7d', '30d', 'all', { from: newest - 7_200_000, to: newest }] as const) {
        const shown = overviewReaders(mirror.db, () => now).overview({ range, zone });
        expect(shown.totals).toMatchObject(between(mirror, shown) ?? {});
        for (const bar of shown.bars) expect(bar).toMatchObject(between(mirror, bar) ?? {});
        expect(shown.bars.map(({ from }) => from)).toEqual([
          shown.from,
          ...shown.bars.slice(0, -1).map(({ to }) => to),
        ]);
        expect(shown.bars.at(-1)?.to).toBe(shown.to);
        expectShares(mirror, shown);
      }
  });
});

function expectShares(mirror: TestMirror, { from, to, ...shown }: Overview): void {
  const by = (value: string) =>
    mirror.rows(
      `SELECT coalesce(${value}, '') AS value, ${numbers} FROM call WHERE ended_at >= ? AND ended_at < ? GROUP BY 1 ORDER BY 2 DESC, 1`,
      from,
      to,
    );
  expect(shown.agents.rows).toEqual(by('coalesce(agent_name, agent_id)'));
  expect(shown.campaigns.rows).toEqual(by('campaign'));
  expect(shown.reasons.rows).toEqual(by('reason'));
  const messages = mirror.rows(
    `SELECT connection_id AS connectionId, endpoint_id AS endpointId, count(*) AS messages, sum(state = 'failed') AS failed,
       sum(state = 'pending') AS pending, sum(state = 'recovered') AS recovered, sum(state = 'succeeded') AS succeeded
     FROM webhook_message WHERE last_attempt_at >= ? AND last_attempt_at < ? GROUP BY 1, 2`,
    from,
    to,
  );
  expect(shown.endpoints.map(({ name: _, ...rest }) => rest)).toEqual(messages);
}

const ended = (id: string, at: string, more = {}) => callEnded('replicer', id, { endedAt: at, ...more });
const now = Date.parse('2026-05-20T12:10:00Z');
const read = (mirror: TestMirror) => overviewReaders(mirror.db, () => now);

test('an empty mirror has no calls, no bars with any, and nothing to compare with', () => {
  const shown = read(mirrorForTest()).overview({ range: 'all', zone: 'UTC' });
  expect(shown).toMatchObject({ hasCalls: false, before: null, totals: { calls: 0, p50Ms: null }, endpoints: [] });
  expect(shown.bars).toHaveLength(24);
});

test('the period before is compared where the mirror reaches back to it', () => {
  const mirror = mirrorForTest();
  mirror.commit(ended('new', '2026-05-20T09:00:00Z'), ended('old', '2026-05-19T09:00:00Z'));
  const ask = () => read(mirror).overview({ range: '24h', zone: 'UTC' });
  expect(ask().before).toBe(null);
  mirror.commit(ended('older', '2026-05-10T09:00:00Z'));
  expect(ask().before).toMatchObject({ calls: 1 });
});

test('lengths are percentiles of each bar, within a tenth', () => {
  const mirror = mirrorForTest();
  mirror.commit(...Array.from({ length: 100 }, (_, n) => ended(`c${n}`, '2026-05-20T11:30:00Z', { duration: n + 1 })));
  const { totals, bars } = read(mirror).overview({ range: '24h', zone: 'UTC' });
  expect(bars.findLast(({ calls }) => calls > 0)).toMatchObject({ p50Ms: totals.p50Ms, p95Ms: totals.p95Ms });
  for (const [shown, real] of [
    [totals.p50Ms, 50_000],
    [totals.p90Ms, 90_000],
    [totals.p95Ms, 95_000],
  ] as const)
    expect(Math.abs((shown ?? 0) / real - 1)).toBeLessThan(0.1);
});

test('beyond the busiest, values are summed up', () => {
  const mirror = mirrorForTest();
  mirror.commit(
    ...Array.from({ length: 40 }, (_, n) => ended(`a${n}`, '2026-05-20T11:30:00Z', { agentName: `Agent ${n}` })),
    ...Array.from({ length: 3 }, (_, n) => ended(`b${n}`, '2026-05-20T11:30:00Z', { agentName: 'Busy' })),
  );
  const { agents } = read(mirror).overview({ range: '24h', zone: 'UTC' });
  expect(agents.rows).toHaveLength(30);
  expect(agents.rows[0]).toMatchObject({ value: 'Busy', calls: 3 });
  expect(agents.others).toMatchObject({ values: 11, calls: 11 });
});

test('where nearly every call has a campaign of its own, those that occur again are still counted exactly', () => {
  const mirror = mirrorForTest();
  const figures = figureProjection(mirror.db);
  const random = chance(7);
  const expected = new Map<string, { calls: number; failed: number }>();
  mirror.db.transaction(() => {
    for (let n = 0; n < 12_000; n += 1) {
      const known = random.below(10) === 0;
      // Some come in every hour, some once in a long while.
      const campaign = known ? `known ${Math.floor(random.next() ** 4 * 40)}` : `own ${n}`;
      const failed = random.below(5) === 0;
      const counted = expected.get(campaign) ?? { calls: 0, failed: 0 };
      counted.calls += 1;
      if (failed) counted.failed += 1;
      expected.set(campaign, counted);
      figures.callMoved(null, {
        ended_at: now - random.below(25 * 24 * 3_600_000),
        duration_ms: null,
        success: null,
        agent_name: 'one',
        agent_id: null,
        campaign,
        reason: null,
        webhooks: failed ? 'failed' : 'none',
        chains: 'none',
      });
      if (n % 500 === 0) figures.flush();
    }
    figures.flush();
  })();
  const { campaigns, agents, totals } = read(mirror).overview({ range: '30d', zone: 'Europe/Berlin' });
  expect(totals.calls).toBe(12_000);
  expect(agents).toMatchObject({ rows: [{ value: 'one', calls: 12_000 }], others: { calls: 0, values: 0 } });
  const most = [...expected].sort(([, a], [, b]) => b.calls - a.calls);
  expect(campaigns.rows.slice(0, 15).map(({ calls }) => calls)).toEqual(
    most.slice(0, 15).map(([, { calls }]) => calls),
  );
  for (const { value, calls, failed } of campaigns.rows) expect({ calls, failed }).toEqual(expected.get(value));
  const listed = campaigns.rows.reduce((sum, { calls }) => sum + calls, 0);
  expect(campaigns.others).toMatchObject({ values: null, calls: 12_000 - listed });
});
