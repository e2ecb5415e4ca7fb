/** The numbers of the overview are those of the rows, whatever arrives in whatever order, and however it comes in batches. */
import { describe, expect, test } from 'vitest';
import { addPacked } from '../../../electron/core/mirror/histogram.ts';
import { bucketOf } from '../../../electron/core/mirror/latency.ts';
import { measureNames, spans } from '../../../electron/core/mirror/projections/figures.ts';
import { rebuildProjections } from '../../../electron/core/mirror/rebuild.ts';
import { callEnded } from '../../fixtures/events/call-ended.ts';
import { chainRan, replayOf } from '../../fixtures/events/chain-ran.ts';
import { answer, webhookAttempted } from '../../fixtures/events/webhook-attempted.ts';
import { chance } from '../../fixtures/random.ts';
import { mirrorForTest, type TestMirror } from './mirror.ts';
import { randomEvents } from './random-events.ts';

const start = (column: string, hours: number) => `${column} / ${hours * 3_600_000} * ${hours * 3_600_000}`;
const is = (column: string, state: string) => `sum(${column} IS '${state}')`;
const named = (sums: readonly string[]) => sums.map((sum, index) => `${sum} AS ${measureNames[index]}`).join(', ');

/** Counted from the rows themselves, in the order of the measures. */
const ofCalls = [
  'count(*)',
  'sum(success IS 1)',
  'sum(success IS 0)',
  "sum(webhooks = 'failed' OR chains = 'failed')",
  "sum(webhooks = 'recovered' OR chains = 'recovered')",
  ...['failed', 'pending', 'recovered', 'succeeded'].map((state) => is('webhooks', state)),
  ...['failed', 'recovered', 'succeeded'].map((state) => is('chains', state)),
];
const ofMessages = ['count(*)', is('state', 'succeeded'), '0', is('state', 'failed'), is('state', 'recovered')];

const abouts = {
  agent: "coalesce(agent_name, agent_id, '')",
  campaign: "coalesce(campaign, '')",
  reason: "coalesce(reason, '')",
};

/** Hours and shares, as the rows of calls and messages have them. */
function counted(mirror: TestMirror): unknown[][] {
  const parts = spans.flatMap((hours) => [
    ...Object.entries(abouts).map(
      ([about, value]) =>
        `SELECT '${about}' AS about, ${hours} AS hours, ${start('ended_at', hours)} AS at, ${value} AS value, ${named(ofCalls.slice(0, 5))}
         FROM call GROUP BY 1, 2, 3, 4`,
    ),
    `SELECT 'endpoint' AS about, ${hours} AS hours, ${start('last_attempt_at', hours)} AS at,
       json_array(connection_id, endpoint_id) AS value, ${named(ofMessages)} FROM webhook_message GROUP BY 1, 2, 3, 4`,
  ]);
  return [
    mirror.rows(`SELECT ${start('ended_at', 1)} AS at, ${named(ofCalls)} FROM call GROUP BY 1 ORDER BY 1`),
    mirror.rows(`SELECT * FROM (${parts.join(' UNION ALL ')}) ORDER BY about, hours, at, value`),
  ];
}

const kept = (mirror: TestMirror): unknown[][] => [
  mirror.rows(`SELECT at, ${measureNames.join(', ')} FROM call_hour ORDER BY at`),
  mirror.rows('SELECT * FROM share ORDER BY about, hours, at, value'),
];

function lengths(mirror: TestMirror): Record<string, number> {
  const found: Record<string, number> = {};
  for (const { at, lengths: packed } of mirror.rows<{ at: number; lengths: Buffer }>(
    'SELECT at, lengths FROM call_hour',
  )) {
    const counts: number[] = [];
    addPacked(packed, counts);
    counts.forEach((n, bucket) => {
      found[`${at} ${bucket}`] = n;
    });
  }
  return found;
}

function countedLengths(mirror: TestMirror): Record<string, number> {
  const found: Record<string, number> = {};
  for (const { at, ms } of mirror.rows<{ at: number; ms: number }>(
    `SELECT ${start('ended_at', 1)} AS at, duration_ms AS ms FROM call WHERE duration_ms IS NOT NULL`,
  )) {
    const key = `${at} ${bucketOf(ms)}`;
    found[key] = (found[key] ?? 0) + 1;
  }
  return found;
}

describe.each([1, 2, 3, 4, 5, 6])('after a random stream with merges, replays and late tries (seed %i)', (seed) => {
  test('hours and days are the sums of the calls and messages, and the ledger gives the same again', () => {
    const mirror = mirrorForTest();
    const random = chance(seed);
    const events = randomEvents(random, 500);
    for (let at = 0; at < events.length; ) {
      const size = 1 + random.below(40);
      mirror.commit(...events.slice(at, at + size));
      at += size;
    }
    expect(kept(mirror)[1]?.length).toBeGreaterThan(40);
    expect(kept(mirror)).toEqual(counted(mirror));
    expect(lengths(mirror)).toEqual(countedLengths(mirror));
    const before = [kept(mirror), mirror.rows('SELECT at, lengths FROM call_hour')];
    rebuildProjections(mirror.db);
    expect([kept(mirror), mirror.rows('SELECT at, lengths FROM call_hour')]).toEqual(before);
  });
});

test.each([41, 42, 43])('also where some events cannot be projected, and are retried later (seed %i)', (seed) => {
  const mirror = mirrorForTest();
  mirror.db.exec(`CREATE TEMP TRIGGER no_try BEFORE INSERT ON webhook_attempt WHEN new.seq % 3 = 0 BEGIN SELECT raise(ABORT, 'no'); END;
    CREATE TEMP TRIGGER no_call BEFORE INSERT ON call_event WHEN new.seq % 4 = 0 BEGIN SELECT raise(ABORT, 'no'); END`);
  const events = randomEvents(chance(seed), 300);
  for (let at = 0; at < events.length; at += 25) mirror.commit(...events.slice(at, at + 25));
  expect(mirror.writer.openDeadLetters().length).toBeGreaterThan(20);
  expect(kept(mirror)).toEqual(counted(mirror));
  mirror.db.exec('DROP TRIGGER no_try; DROP TRIGGER no_call');
  const { resolved } = mirror.writer.retryDeadLetters(mirror.writer.openDeadLetters());
  expect(resolved).toBeGreaterThan(20);
  expect(kept(mirror)).toEqual(counted(mirror));
  expect(lengths(mirror)).toEqual(countedLengths(mirror));
});

const all = (mirror: TestMirror) => mirror.rows('SELECT * FROM call_hour')[0];

test('a call whose chain was replayed moves from the failed to the recovered', () => {
  const mirror = mirrorForTest();
  mirror.commit(chainRan('run-1', { callId: 'call-1', status: 'failed' }));
  expect(all(mirror)).toMatchObject({ n: 1, failed: 1, recovered: 0, chains_failed: 1 });
  mirror.commit(
    chainRan(
      'replay-1',
      { callId: 'call-1', status: 'succeeded', operation: replayOf('run-1') },
      { source: 'aftercall://machine/x' },
    ),
  );
  expect(all(mirror)).toMatchObject({ n: 1, failed: 0, recovered: 1, chains_failed: 0, chains_recovered: 1 });
});

test('a message is counted at its last try, once', () => {
  const mirror = mirrorForTest();
  const tried = (n: number, at: string, status: number) =>
    webhookAttempted('m-1', n, { startedAt: at, response: answer(status, '{}'), error: null, nextAttemptAt: null });
  mirror.commit(tried(1, '2026-05-11T09:10:00Z', 503));
  mirror.commit(tried(2, '2026-05-12T10:10:00Z', 200));
  const columns = 'hours, at, n, failed, succeeded';
  expect(mirror.rows(`SELECT ${columns} FROM share WHERE about = 'endpoint' AND hours < 100 ORDER BY hours`)).toEqual([
    { hours: 1, at: Date.UTC(2026, 4, 12, 10), n: 1, failed: 0, succeeded: 1 },
    { hours: 12, at: Date.UTC(2026, 4, 12), n: 1, failed: 0, succeeded: 1 },
  ]);
});

test('a call whose numbers cannot be written costs itself, and counts nothing', () => {
  const mirror = mirrorForTest();
  mirror.commit(callEnded('replicer', 'call-1'));
  const before = kept(mirror);
  mirror.db.exec(`CREATE TEMP TRIGGER refuse BEFORE INSERT ON call_hour BEGIN SELECT raise(ABORT, 'no'); END`);
  expect(mirror.commit(callEnded('replicer', 'call-2'))).toMatchObject({ added: 1, deadLetters: 1 });
  expect(kept(mirror)).toEqual(before);
  mirror.db.exec('DROP TRIGGER refuse');
  mirror.commit(callEnded('replicer', 'call-3'));
  expect(mirror.rows('SELECT sum(n) AS n FROM call_hour')).toEqual([{ n: 2 }]);
  expect(kept(mirror)).toEqual(counted(mirror));
  expect(kept(mirror)).not.toEqual(before);
});
