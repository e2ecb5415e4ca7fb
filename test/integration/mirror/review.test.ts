/** Reviews: marks and scores with their undoing and audit, queues, score cards by version, and the report. */
import { describe, expect, test } from 'vitest';
import { reportSql } from '../../../electron/core/mirror/readers/reviews.ts';
import { rebuildProjections } from '../../../electron/core/mirror/rebuild.ts';
import type { ReviewChange } from '../../../electron/core/mirror/review-store.ts';
import { isSampled } from '../../../electron/core/mirror/sample.ts';
import { callFilter } from '../../../shared/contract/filters.ts';
import type { ReviewQueue } from '../../../shared/domain/review.ts';
import { callEnded } from '../../fixtures/events/call-ended.ts';
import { connectionId, mirrorForTest, type TestMirror } from './mirror.ts';

const at = Date.UTC(2026, 10, 20, 12);
const hourMs = 3_600_000;

interface Made {
  agent?: string;
  endedAt?: number;
  sentiment?: string;
  success?: boolean;
}

/** A call of the mirror's own; gives its key. */
function call(mirror: TestMirror, callId: string, made: Made = {}): number {
  const end = made.endedAt ?? at;
  mirror.commit(callEnded('altur', callId, { ended_at: new Date(end).toISOString() }, { id: `event-${callId}` }));
  const id = mirror.value<number>('SELECT id FROM call WHERE call_id = ?', callId);
  mirror.db
    .prepare('UPDATE call SET agent_name = ?, ended_at = ?, sentiment = ?, success = ? WHERE id = ?')
    .run(
      made.agent ?? 'Ada',
      end,
      made.sentiment ?? null,
      made.success === undefined ? null : Number(made.success),
      id,
    );
  return id;
}

const change = (mirror: TestMirror, id: number, given: ReviewChange, when = at): number => {
  const changed = mirror.writer.reviews.change(id, given, 'eve', when);
  if (!changed.ok) throw new Error(changed.missing);
  return changed.undo;
};

const queue = (mirror: TestMirror, given: Partial<ReviewQueue>): number => {
  const saved = mirror.writer.reviews.saveQueue(
    {
      name: 'Mine',
      waits: 'not reviewed',
      filter: callFilter.parse({}),
      sample: null,
      days: null,
      goal: null,
      ...given,
    },
    'eve',
    at,
  );
  return saved?.id ?? 0;
};

const idsOf = (mirror: TestMirror, queueId: number): string[] => {
  const found: string[] = [];
  let cursor: string | undefined;
  for (let pages = 0; pages < 1000; pages += 1) {
    const page = mirror.read.reviewPage({ queue: queueId, cursor, limit: 20 });
    found.push(...(page?.rows ?? []).map((row) => row.callId));
    cursor = page?.next;
    if (cursor === undefined) return found;
  }
  throw new Error('the queue has no end');
};

describe('a review', () => {
  test('keeps who reviewed, flagged and scored, and when', () => {
    const mirror = mirrorForTest();
    const id = call(mirror, 'one');
    change(mirror, id, { score: 4 });
    change(mirror, id, { flagged: true }, at + 1);
    change(mirror, id, { reviewed: true, queue: 1 }, at + 2);
    expect(mirror.read.reviewOf(id)).toMatchObject({
      reviewedAt: at + 2,
      reviewedBy: 'eve',
      flaggedAt: at + 1,
      flaggedBy: 'eve',
      score: 4,
      changedAt: at + 2,
    });
  });

  test('of a call that is not there is refused', () => {
    const mirror = mirrorForTest();
    expect(mirror.writer.reviews.change(99, { reviewed: true }, 'eve', at)).toEqual({ ok: false, missing: 'call' });
    expect(mirror.read.reviewOf(99)).toBeNull();
  });

  test('is undone step by step to nothing at all', () => {
    const mirror = mirrorForTest();
    const id = call(mirror, 'one');
    const scored = change(mirror, id, { score: 2, card: { opening: 5 } });
    const reviewed = change(mirror, id, { reviewed: true });
    expect(mirror.writer.reviews.undo(reviewed, 'eve', at)).toEqual({ ok: true, id });
    expect(mirror.read.reviewOf(id)).toMatchObject({ reviewedAt: null, score: 2, card: { opening: 5 } });
    expect(mirror.writer.reviews.undo(scored, 'eve', at)).toEqual({ ok: true, id });
    expect(mirror.rows('SELECT * FROM review')).toEqual([]);
    expect(mirror.writer.reviews.undo(scored, 'eve', at)).toEqual({ ok: false, missing: true });
  });

  test('is not undone over what came after', () => {
    const mirror = mirrorForTest();
    const id = call(mirror, 'one');
    const scored = change(mirror, id, { score: 2 });
    change(mirror, id, { score: 3 });
    expect(mirror.writer.reviews.undo(scored, 'eve', at)).toEqual({ ok: false, missing: false, actor: 'eve' });
    expect(mirror.read.reviewOf(id)?.score).toBe(3);
  });

  test('tells the audit of every change and of its undoing', () => {
    const mirror = mirrorForTest();
    const id = call(mirror, 'one');
    const flagged = change(mirror, id, { flagged: true });
    change(mirror, id, { score: 1 });
    change(mirror, id, { reviewed: true });
    change(mirror, id, { reviewed: false });
    change(mirror, id, { flagged: false });
    const again = change(mirror, id, { flagged: true });
    mirror.writer.reviews.undo(flagged, 'eve', at);
    mirror.writer.reviews.undo(again, 'eve', at);
    expect(mirror.rows('SELECT action, subject, actor FROM audit ORDER BY id')).toEqual(
      [
        'call flagged',
        'call scored',
        'call reviewed',
        'call marked as not reviewed',
        'call no longer flagged',
        'call flagged',
        'review undone',
      ].map((action) => ({ action, subject: 'one', actor: 'eve' })),
    );
  });

  test('outlives a rebuild of everything that is computed', () => {
    const mirror = mirrorForTest();
    const id = call(mirror, 'one');
    change(mirror, id, { reviewed: true, score: 5 });
    const before = mirror.read.reviewOf(id);
    rebuildProjections(mirror.db);
    expect(mirror.read.reviewOf(id)).toEqual(before);
  });
});

describe('the score card', () => {
  const item = (id: string, weight = 1) => ({ id, name: id, description: '', weight });

  test('weighs its answers', () => {
    const mirror = mirrorForTest();
    const id = call(mirror, 'one');
    mirror.writer.reviews.saveCard([item('a', 3), item('b', 1), item('c', 1)], 'eve', at);
    change(mirror, id, { card: { a: 5, b: 1 } });
    expect(mirror.read.reviewOf(id)).toMatchObject({ card: { a: 5, b: 1 }, cardScore: 4 });
    change(mirror, id, { card: { b: null } });
    expect(mirror.read.reviewOf(id)).toMatchObject({ card: { a: 5 }, cardScore: 5 });
  });

  test('refuses an answer to what it does not ask', () => {
    const mirror = mirrorForTest();
    const id = call(mirror, 'one');
    expect(mirror.writer.reviews.change(id, { card: { nothing: 3 } }, 'eve', at)).toEqual({
      ok: false,
      missing: 'item of the score card',
    });
  });

  test('stays with a reviewed call as it was, and is the new one for the others', () => {
    const mirror = mirrorForTest();
    const [done, open] = [call(mirror, 'done'), call(mirror, 'open')];
    mirror.writer.reviews.saveCard([item('a'), item('b')], 'eve', at);
    change(mirror, done, { card: { a: 2, b: 4 }, reviewed: true });
    change(mirror, open, { card: { a: 2, b: 4 } });
    mirror.writer.reviews.saveCard([item('b'), item('c')], 'eve', at);
    change(mirror, done, { card: { a: 3 } });
    change(mirror, open, { card: { c: 5 } });
    expect(mirror.read.reviewOf(done)).toMatchObject({ card: { a: 3, b: 4 }, items: [item('a'), item('b')] });
    expect(mirror.read.reviewOf(open)).toMatchObject({ card: { b: 4, c: 5 }, items: [item('b'), item('c')] });
  });
});

describe('queues', () => {
  test('are there from the start, and can be changed, ordered and removed', () => {
    const mirror = mirrorForTest();
    const names = () => mirror.read.reviewQueues('UTC').queues.map(({ name }) => name);
    expect(names()).toEqual(['Sample of the week', 'Negative, yet converted', 'Flagged', 'Not reviewed']);
    const mine = queue(mirror, { name: 'Long ones', filter: callFilter.parse({ longerThan: 600 }) });
    mirror.writer.reviews.orderQueues([mine, 4, 12345]);
    expect(names()).toEqual(['Long ones', 'Not reviewed', 'Sample of the week', 'Negative, yet converted', 'Flagged']);
    queue(mirror, { id: mine, name: 'Longer ones' });
    expect(mirror.writer.reviews.removeQueue(1, 'eve', at)).toBe(true);
    expect(mirror.writer.reviews.removeQueue(1, 'eve', at)).toBe(false);
    expect(names()).toEqual(['Longer ones', 'Not reviewed', 'Negative, yet converted', 'Flagged']);
    expect(
      mirror.writer.reviews.saveQueue(
        { id: 1, name: 'Gone', waits: 'flagged', filter: callFilter.parse({}), sample: null, days: null, goal: null },
        'eve',
        at,
      ),
    ).toBeNull();
    expect(mirror.read.reviewPage({ queue: 1, limit: 10 })).toBeNull();
  });

  test('by rule hold the calls that the rule names and nobody reviewed', () => {
    const mirror = mirrorForTest();
    call(mirror, 'angry', { sentiment: 'negative', success: false });
    call(mirror, 'sold', { sentiment: 'positive', success: true });
    call(mirror, 'odd', { sentiment: 'negative', success: true });
    const seen = call(mirror, 'seen', { sentiment: 'negative', success: true });
    change(mirror, seen, { reviewed: true });
    const filter = callFilter.parse({ sentiment: 'negative', success: true });
    expect(idsOf(mirror, queue(mirror, { filter }))).toEqual(['odd']);
  });

  test('of flagged calls hold them whether they were reviewed or not', () => {
    const mirror = mirrorForTest();
    const ids = ['one', 'two', 'three'].map((callId) => call(mirror, callId));
    change(mirror, ids[0] ?? 0, { flagged: true, reviewed: true });
    change(mirror, ids[1] ?? 0, { reviewed: true });
    expect(idsOf(mirror, 3)).toEqual(['one']);
  });

  test('of the last days leave out what ended before', () => {
    const mirror = mirrorForTest();
    call(mirror, 'today', { endedAt: Date.now() - hourMs });
    call(mirror, 'long ago', { endedAt: Date.now() - 9 * 24 * hourMs });
    expect(idsOf(mirror, queue(mirror, { days: 7 }))).toEqual(['today']);
  });

  test('that are sampled hold the same calls each time, page by page, and a larger sample holds the smaller', () => {
    const mirror = mirrorForTest();
    for (let n = 0; n < 500; n += 1) call(mirror, `call-${n}`, { endedAt: at + n * 1000 });
    const tenth = idsOf(mirror, queue(mirror, { sample: 10 }));
    const third = idsOf(mirror, queue(mirror, { sample: 33 }));
    expect(tenth).toEqual(idsOf(mirror, queue(mirror, { sample: 10 })));
    expect(new Set(tenth).size).toBe(tenth.length);
    expect(tenth.every((callId) => third.includes(callId))).toBe(true);
    expect(tenth.length).toBeGreaterThan(25);
    expect(tenth.length).toBeLessThan(80);
    const all = idsOf(mirror, queue(mirror, {}));
    expect(tenth).toEqual(all.filter((callId) => isSampled(connectionId, callId, 10)));
  });

  test('say how many wait and how many were done today, in the day of the zone', () => {
    const mirror = mirrorForTest();
    const mine = queue(mirror, { goal: 5 });
    const ids = ['one', 'two', 'three'].map((callId) => call(mirror, callId));
    change(mirror, ids[0] ?? 0, { reviewed: true, queue: mine }, Date.now());
    change(mirror, ids[1] ?? 0, { reviewed: true }, Date.now() - 30 * hourMs);
    const { queues, today } = mirror.read.reviewQueues('Asia/Kolkata');
    expect(queues.find(({ id }) => id === mine)).toMatchObject({ waiting: { count: 1, exact: true }, today: 1 });
    expect(today).toBe(1);
  });
});

test.each([0.5, 5, 50])('a sample of %d %% is about that share of many calls', (percent) => {
  const n = 40_000;
  let taken = 0;
  for (let index = 0; index < n; index += 1) if (isSampled('c1', `call-${index}`, percent)) taken += 1;
  const expected = (n * percent) / 100;
  expect(Math.abs(taken - expected)).toBeLessThan(4 * Math.sqrt(expected));
});

describe('the report', () => {
  test('sums by agent what ended in the period, and what was said of it', () => {
    const mirror = mirrorForTest();
    mirror.writer.reviews.saveCard([{ id: 'a', name: 'A', description: '', weight: 1 }], 'eve', at);
    const ada = [1, 2, 3].map((n) => call(mirror, `ada-${n}`));
    const bob = call(mirror, 'bob', { agent: 'Bob' });
    const before = call(mirror, 'before', { endedAt: at - 24 * hourMs });
    change(mirror, ada[0] ?? 0, { reviewed: true, score: 4, card: { a: 2 } });
    change(mirror, ada[1] ?? 0, { reviewed: true, score: 1, card: { a: 5 }, flagged: true });
    change(mirror, bob, { flagged: true });
    change(mirror, before, { reviewed: true, score: 5 });
    const report = mirror.read.reviewReport({ from: at, to: at + hourMs });
    expect(report.agents.map(({ agent }) => agent)).toContain('Ada');
    expect(report.agents.find(({ agent }) => agent === 'Ada')).toMatchObject({
      reviewed: 2,
      flagged: 1,
      scored: 2,
      score: 2.5,
      items: { a: { n: 2, mean: 3.5 } },
    });
    expect(report.agents.find(({ agent }) => agent === 'Bob')).toMatchObject({ reviewed: 0, flagged: 1, score: null });
    expect(report.all).toMatchObject({ reviewed: 2, flagged: 2, score: 2.5 });
  });

  test('counts the calls of an agent as the overview does', () => {
    const mirror = mirrorForTest();
    mirror.commit(callEnded('altur', 'one', {}, { id: 'one' }), callEnded('altur', 'two', {}, { id: 'two' }));
    const [{ agent = '', ended = 0 } = {}] = mirror.rows<{ agent: string; ended: number }>(
      `SELECT coalesce(agent_name, agent_id, '') AS agent, ended_at AS ended FROM call`,
    );
    const report = mirror.read.reviewReport({ from: ended, to: ended + 1 });
    expect(report.agents).toEqual([expect.objectContaining({ agent, calls: 2, reviewed: 0 })]);
  });

  test('keeps the answers to what is no longer asked, and says so', () => {
    const mirror = mirrorForTest();
    const id = call(mirror, 'one');
    mirror.writer.reviews.saveCard([{ id: 'old', name: 'Old', description: '', weight: 1 }], 'eve', at);
    change(mirror, id, { card: { old: 3 }, reviewed: true });
    mirror.writer.reviews.saveCard([{ id: 'new', name: 'New', description: '', weight: 1 }], 'eve', at);
    const { items } = mirror.read.reviewReport({ from: at, to: at + hourMs });
    expect(items.map(({ name, asked }) => [name, asked])).toEqual([
      ['New', true],
      ['Old', false],
    ]);
  });

  test('reads the index of the period, and nothing else', () => {
    const mirror = mirrorForTest();
    const plan = mirror.db
      .prepare<[object], { detail: string }>(`EXPLAIN QUERY PLAN ${reportSql}`)
      .all({ from: 0, to: 1 })
      .map(({ detail }) => detail);
    expect(plan).toEqual([
      'SEARCH review USING COVERING INDEX review_ended (ended_at>? AND ended_at<?)',
      'USE TEMP B-TREE FOR GROUP BY',
    ]);
  });
});
