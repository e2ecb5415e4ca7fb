/** Going through a queue, the figures of the report and its periods, and when the frame says that it is offline. */
import { describe, expect, test } from 'vitest';
import { offlineOf } from '../../../renderer/app/offline.ts';
import { coverage, oneDecimal, stretchOf } from '../../../renderer/features/review/figures.ts';
import { columnsOf, sorted } from '../../../renderer/features/review/report-columns.ts';
import { beside, nextWaiting, progressWords, soonRead } from '../../../renderer/features/review/walk.ts';
import type { CallRow } from '../../../shared/domain/call.ts';
import type { ConnectionPhase, ConnectionStatus } from '../../../shared/domain/connection.ts';
import { type ReviewFigures, type ReviewReport, weighted } from '../../../shared/domain/review.ts';
import { startOfDay } from '../../../shared/time/day.ts';

const row = (id: number, { reviewed = false, flagged = false } = {}): CallRow => ({
  id,
  connectionId: 'c1',
  callId: `call-${id}`,
  dialect: 'altur',
  direction: null,
  customerNumber: null,
  customerName: null,
  agentName: null,
  agentId: null,
  campaign: null,
  endedAt: id,
  endedAtAssumed: false,
  durationMs: null,
  reason: null,
  endedBy: null,
  success: null,
  sentiment: null,
  disposition: null,
  summary: null,
  webhooks: 'none',
  chains: 'none',
  review: { reviewed, flagged, score: null },
});

describe('the next call of a queue', () => {
  const rows = [row(1), row(2, { reviewed: true }), row(3), row(4, { reviewed: true, flagged: true })];

  test('is the one after that still waits', () => {
    expect(nextWaiting(rows, 'not reviewed', 1)?.id).toBe(3);
  });
  test('is the first one that was passed over, at the end', () => {
    expect(nextWaiting(rows, 'not reviewed', 3)?.id).toBe(1);
    expect(nextWaiting(rows, 'not reviewed', undefined)?.id).toBe(1);
  });
  test('is none where the last one is done', () => {
    expect(nextWaiting([row(1)], 'not reviewed', 1)).toBeUndefined();
  });
  test('is a flagged one in the queue of those, reviewed or not', () => {
    expect(nextWaiting(rows, 'flagged', 1)?.id).toBe(4);
    expect(nextWaiting(rows, 'flagged', 4)).toBeUndefined();
  });
  test('is among the few whose recordings are fetched ahead, after the one that is read', () => {
    expect(soonRead(rows, 'not reviewed', 1, 5)).toEqual([1, 3]);
    expect(soonRead(rows, 'not reviewed', 2, 1)).toEqual([2]);
    expect(soonRead(rows, 'flagged', undefined, 5)).toEqual([4]);
    expect(soonRead([], 'not reviewed', undefined, 5)).toEqual([]);
  });
  test('by j and k is the one beside, and the list does not go round', () => {
    expect([beside(rows, 1, 1)?.id, beside(rows, 1, -1)?.id, beside(rows, 4, 1)?.id]).toEqual([2, 1, 4]);
    expect(beside(rows, 99, 1)?.id).toBe(1);
    expect(beside([], undefined, 1)).toBeUndefined();
  });
});

test.each([
  [{ goal: 40, today: 12 }, '12 of 40 today'],
  [{ goal: null, today: 3 }, '3 today'],
])('progress of %o is %s', (queue, words) => expect(progressWords(queue)).toBe(words));

test.each([
  [0, 0, '–'],
  [0, 10, '0 %'],
  [1, 1000, '< 1 %'],
  [999, 1000, '99 %'],
  [1, 2, '50 %'],
  [10, 10, '100 %'],
])('%d of %d calls reviewed is %s', (reviewed, calls, words) => expect(coverage(reviewed, calls)).toBe(words));

test('a mean has one decimal, and none is a dash', () => {
  expect([oneDecimal(4), oneDecimal(2.25), oneDecimal(null)]).toEqual(['4.0', '2.3', '–']);
});

test('answers count by their weights, and those not given not at all', () => {
  const items = [
    { id: 'a', name: '', description: '', weight: 3 },
    { id: 'b', name: '', description: '', weight: 1 },
  ];
  expect([weighted(items, { a: 5, b: 1 }), weighted(items, { b: 2 }), weighted(items, {})]).toEqual([4, 2, null]);
});

describe('a period', () => {
  // A Wednesday.
  const now = Date.UTC(2026, 10, 18, 15, 30);

  test.each([
    ['this week', '2026-11-16T00:00Z', '2026-11-19T00:00Z'],
    ['last week', '2026-11-09T00:00Z', '2026-11-16T00:00Z'],
    ['this month', '2026-11-01T00:00Z', '2026-11-19T00:00Z'],
    ['last month', '2026-10-01T00:00Z', '2026-11-01T00:00Z'],
    ['90 days', '2026-08-21T00:00Z', '2026-11-19T00:00Z'],
  ] as const)('%s is of whole days, weeks from Monday', (period, from, to) => {
    expect(stretchOf(period, now, 'UTC')).toEqual({ from: Date.parse(from), to: Date.parse(to) });
  });

  test('is of the days of the zone, across a change of its clocks', () => {
    expect(stretchOf('last month', now, 'Europe/Berlin')).toEqual({
      from: Date.parse('2026-10-01T00:00+02:00'),
      to: Date.parse('2026-11-01T00:00+01:00'),
    });
  });
});

test.each([
  ['Asia/Kolkata', '2026-11-18T00:00+05:30'],
  ['America/New_York', '2026-11-17T00:00-05:00'],
  ['UTC', '2026-11-18T00:00Z'],
  ['No/Such', '2026-11-18T00:00Z'],
])('the day of 02:00 UTC began in %s at %s', (zone, began) => {
  expect(startOfDay(Date.parse('2026-11-18T02:00Z'), zone)).toBe(Date.parse(began));
});

describe('the report', () => {
  const figures = (given: Partial<ReviewFigures>): ReviewFigures => ({
    calls: 10,
    reviewed: 0,
    flagged: 0,
    scored: 0,
    score: null,
    cardScore: null,
    items: {},
    ...given,
  });
  const report: ReviewReport = {
    from: 0,
    to: 1,
    items: [{ id: 'a', name: 'Opening', description: '', weight: 1, asked: true }],
    agents: [
      { agent: 'Cy', ...figures({ score: 3, items: { a: { mean: 2, n: 1 } } }) },
      { agent: 'Al', ...figures({}) },
      { agent: 'Bo', ...figures({ score: 5 }) },
    ],
    more: 0,
    all: figures({}),
  };
  const columns = columnsOf(report);
  const agents = (sort: string) => sorted(report.agents, columns, sort).map(({ agent }) => agent);

  test('is sorted either way, and what has no value comes last', () => {
    expect(agents('-score')).toEqual(['Bo', 'Cy', 'Al']);
    expect(agents('score')).toEqual(['Cy', 'Bo', 'Al']);
    expect(agents('-item-a')).toEqual(['Cy', 'Al', 'Bo']);
    expect(agents('agent')).toEqual(['Al', 'Bo', 'Cy']);
    expect(agents('-agent')).toEqual(['Cy', 'Bo', 'Al']);
  });
  test('by a column that is not there is by name', () => expect(agents('nothing')).toEqual(['Al', 'Bo', 'Cy']));
  test('has a column for each item of the card', () => {
    expect(columns.map(({ label }) => label)).toEqual([
      'Calls',
      'Reviewed',
      'Coverage',
      'Score',
      'Card',
      'Opening',
      'Flagged',
    ]);
  });
});

describe('the frame is offline', () => {
  const connection = (state: ConnectionPhase, more: Partial<ConnectionStatus> = {}): ConnectionStatus => ({
    id: 'c1',
    name: 'Platform',
    kind: 'stream',
    url: 'ws://platform',
    zone: 'UTC',
    enabled: true,
    allow: [],
    hasToken: true,
    state,
    epoch: null,
    position: null,
    head: null,
    capabilities: [],
    lastEventAt: null,
    rate: 0,
    gaps: 0,
    deadLetters: 0,
    log: [],
    ...more,
  });
  const waiting: ConnectionPhase = { phase: 'waiting', attempt: 3, retryAt: 9, why: 'Nobody answers.' };
  const of = (...connections: ConnectionStatus[]) => offlineOf({ connections, newestCallAt: 5 });

  test('when no connection is live, since the last of them was, with data as of the last event', () => {
    expect(
      of(
        connection(waiting, { liveUntil: 100, lastEventAt: 90 }),
        connection(waiting, { liveUntil: 200, lastEventAt: 80 }),
      ),
    ).toEqual({ since: 200, asOf: 90, why: 'Nobody answers.' });
  });
  test('with data as of the newest call, where nothing came since the engine was started', () => {
    expect(of(connection(waiting))).toEqual({ since: null, asOf: 5, why: 'Nobody answers.' });
  });
  test.each<[string, ConnectionPhase]>([
    ['live', { phase: 'live', since: 0 }],
    ['catching up', { phase: 'catching up', done: 0, total: 9 }],
    ['tried for the first time', { phase: 'connecting', attempt: 1 }],
  ])('not while one is %s', (_, state) => expect(of(connection(waiting), connection(state))).toBeNull());
  test('not where there is no connection, or all are switched off', () => {
    expect(of()).toBeNull();
    expect(of(connection({ phase: 'disabled' }, { enabled: false }))).toBeNull();
  });
});
