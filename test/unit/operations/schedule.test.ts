/** The schedule on a clock of its own: what may begin when, and what stops it. */
import { describe, expect, test } from 'vitest';
import {
  createSchedule,
  type Ending,
  type Schedule,
  type ScheduleItem,
} from '../../../electron/core/operations/schedule.ts';
import type { Pace } from '../../../shared/domain/bulk.ts';

const fine: Ending = { error: null, transient: false, retryAfterMs: null };
const down: Ending = { error: 'HTTP 503', transient: true, retryAfterMs: null };
const refused: Ending = { error: 'HTTP 422', transient: false, retryAfterMs: null };

const unhurried: Pace = { perHostPerS: 10_000, perHostAtOnce: 64, canary: 0, stopAfter: 0 };

const item = (position: number, overrides: Partial<ScheduleItem> = {}): ScheduleItem => ({
  id: `i${position}`,
  position,
  host: 'crm:443',
  endpoint: 'CRM',
  customerNumber: null,
  ...overrides,
});

const many = (count: number, of: (position: number) => Partial<ScheduleItem> = () => ({})): ScheduleItem[] =>
  Array.from({ length: count }, (_, position) => item(position, of(position)));

interface Options {
  pace?: Partial<Pace>;
  canaryLeft?: number | null;
  breaker?: boolean;
}

const schedule = (items: ScheduleItem[], { pace, canaryLeft = null, breaker = true }: Options = {}): Schedule =>
  createSchedule({ pace: { ...unhurried, ...pace }, items, canaryLeft, breaker });

const ids = (taken: ScheduleItem[]): string[] => taken.map(({ id }) => id);

/** Drives it until nothing more happens by itself; every item takes `tookMs`. Returns who began when. */
function drive(plan: Schedule, ending: (item: ScheduleItem) => Ending, tookMs = 0, from = 0): [string, number][] {
  const began: [string, number][] = [];
  const underWay: { item: ScheduleItem; at: number }[] = [];
  let now = from;
  for (let step = 0; step < 100_000; step += 1) {
    for (const taken of plan.take(now, 64)) {
      began.push([taken.id, now]);
      underWay.push({ item: taken, at: now + tookMs });
    }
    const next = underWay.toSorted((one, other) => one.at - other.at)[0];
    const at = plan.nextAt();
    if (next && (at === null || next.at <= Math.max(at, now))) {
      now = Math.max(now, next.at);
      underWay.splice(underWay.indexOf(next), 1);
      plan.ended(next.item.id, now, ending(next.item));
    } else if (at !== null) now = Math.max(now + 1, Math.ceil(at));
    else return began;
  }
  throw new Error('it goes on without end');
}

describe('order', () => {
  test('is that of the plan, whatever order the items come in', () => {
    expect(ids(schedule([item(2), item(0), item(1)]).take(0, 9))).toEqual(['i0', 'i1', 'i2']);
  });

  test('of one customer is strict: the next waits for the one before, across hosts', () => {
    const plan = schedule([
      item(0, { customerNumber: '+1', host: 'a' }),
      item(1, { customerNumber: '+1', host: 'b' }),
      item(2, { customerNumber: '+2', host: 'b' }),
      item(3, { customerNumber: '+1', host: 'a' }),
    ]);
    expect(ids(plan.take(0, 9))).toEqual(['i0', 'i2']);
    plan.ended('i2', 1, fine);
    expect(plan.take(1, 9)).toEqual([]);
    plan.ended('i0', 2, refused);
    expect(ids(plan.take(2, 9))).toEqual(['i1']);
    plan.skipped('i1');
    expect(ids(plan.take(3, 9))).toEqual(['i3']);
  });
});

describe('a host', () => {
  test('gets no more at once than the pace says, another host its own', () => {
    const plan = schedule(
      many(6, (n) => ({ host: n < 4 ? 'a' : 'b' })),
      { pace: { perHostAtOnce: 2 } },
    );
    expect(ids(plan.take(0, 9))).toEqual(['i0', 'i1', 'i4', 'i5']);
    plan.ended('i1', 5, fine);
    expect(ids(plan.take(5, 9))).toEqual(['i2']);
  });

  test.each([1, 5, 20, 100])('gets %i a second and no more', (perHostPerS) => {
    const began = drive(schedule(many(perHostPerS * 5), { pace: { perHostPerS } }), () => fine);
    expect(began).toHaveLength(perHostPerS * 5);
    for (const [, at] of began) {
      const inSecond = began.filter(([, other]) => other >= at && other < at + 1000).length;
      // A few may catch up on what a late timer cost.
      expect(inSecond).toBeLessThanOrEqual(perHostPerS + Math.ceil(perHostPerS * 0.04) + 1);
    }
    expect(began.at(-1)?.[1]).toBeGreaterThanOrEqual(3900);
  });

  test('that asks to wait is left alone for so long, and only it', () => {
    const plan = schedule(
      many(6, (n) => ({ host: n % 2 === 0 ? 'busy' : 'free' })),
      { pace: { perHostAtOnce: 1 } },
    );
    const began = drive(plan, ({ id }) => (id === 'i0' ? { ...down, retryAfterMs: 30_000 } : fine), 10);
    const at = new Map(began);
    expect(at.get('i5')).toBeLessThan(100);
    expect(at.get('i2')).toBeGreaterThanOrEqual(30_010);
    expect(plan.phase()).toEqual({ phase: 'done' });
  });

  test('that asks to wait is named while it does', () => {
    const plan = schedule(many(2), { pace: { perHostAtOnce: 1 } });
    plan.take(0, 9);
    plan.ended('i0', 0, { ...down, retryAfterMs: 1000 });
    expect(plan.holds(500)).toEqual(['crm:443 asked to wait until 1970-01-01T00:00:01.000Z.']);
    expect(plan.nextAt()).toBe(1000);
    expect(plan.holds(1000)).toEqual([]);
  });
});

describe('what is begun ahead', () => {
  /** As of `flow.ts`. */
  const stretchMs = 120;

  /** Sends so many in one stretch of time, then is at the start of the next. */
  function flowing(count: number, plan: Schedule): void {
    for (const { id } of plan.take(0, count)) plan.ended(id, 1, fine);
    expect(plan.take(stretchMs, 0)).toEqual([]);
  }

  const ahead = (plan: Schedule, now: number, most = 512): string[] => {
    const found = ids(plan.ahead(now, most));
    for (const id of found) plan.begun(id);
    return found;
  };

  test('is as much as went out a moment ago, and more of it only when a quarter of it has gone', () => {
    const plan = schedule(many(1000), { pace: { perHostAtOnce: 1000 } });
    flowing(100, plan);
    expect(ahead(plan, stretchMs)).toHaveLength(100);
    expect(ahead(plan, stretchMs)).toEqual([]);
    expect(ids(plan.take(stretchMs, 24))).toEqual(many(24).map((_, n) => `i${100 + n}`));
    expect(ahead(plan, stretchMs)).toEqual([]);
    plan.take(stretchMs, 1);
    expect(ahead(plan, stretchMs)).toHaveLength(25);
    expect(ahead(plan, 2.5 * stretchMs)).toEqual([]);
    expect(plan.left()).toBe(1000 - 125);
  });

  test('is nothing where little goes out, during the canary, and while it is paused', () => {
    const slow = schedule(many(1000));
    flowing(63, slow);
    expect(ahead(slow, stretchMs)).toEqual([]);
    const canary = schedule(many(1000), { canaryLeft: 500, pace: { perHostAtOnce: 1000 } });
    flowing(100, canary);
    expect(ahead(canary, stretchMs)).toEqual([]);
    const paused = schedule(many(1000), { pace: { perHostAtOnce: 1000 } });
    flowing(100, paused);
    paused.pause('enough');
    expect(ahead(paused, stretchMs)).toEqual([]);
  });

  test('counts as waiting until it is its turn, and what is not begun of it lets its customer’s next one go', () => {
    const plan = schedule(
      many(300, (n) => ({ customerNumber: n === 150 || n === 299 ? '+1' : null })),
      { pace: { perHostAtOnce: 100 } },
    );
    flowing(100, plan);
    const found = ids(plan.ahead(stretchMs, 512));
    expect(found).toHaveLength(100);
    expect(plan.underWay()).toBe(0);
    // Others would set out later than these and go before them.
    expect(plan.take(stretchMs, 9)).toEqual([]);
    for (const id of found) {
      if (id === 'i150') plan.skipped(id);
      else plan.begun(id);
    }
    const began = drive(plan, () => fine, 0, stretchMs + 1).map(([id]) => id);
    expect(began).toHaveLength(199);
    expect(began).toContain('i299');
    expect(began).not.toContain('i150');
    expect(plan.phase()).toEqual({ phase: 'done' });
  });

  test('is taken back when it is paused, when its host asks to wait, when its endpoint fails; then it has its turn again', () => {
    const causes: ((plan: Schedule) => void)[] = [
      (plan) => plan.pause('enough'),
      (plan) => {
        const [taken] = plan.take(stretchMs, 1);
        plan.ended(taken?.id ?? '', stretchMs + 1, { ...down, retryAfterMs: 1000 });
      },
      (plan) => {
        for (const { id } of plan.take(stretchMs, 20)) plan.ended(id, stretchMs + 1, down);
      },
    ];
    for (const cause of causes) {
      const plan = schedule(many(300), { pace: { perHostAtOnce: 100 } });
      flowing(100, plan);
      const found = ahead(plan, stretchMs);
      expect(plan.takeBack(stretchMs, false)).toEqual([]);
      cause(plan);
      const back = plan.takeBack(stretchMs + 2, false);
      expect(back.length).toBeGreaterThanOrEqual(80);
      expect(found).toEqual(expect.arrayContaining(back));
      expect(plan.takeBack(stretchMs + 2, true)).toEqual([]);
      const before = plan.left();
      plan.goOn();
      expect(drive(plan, () => fine, 0, stretchMs + 20)).toHaveLength(before);
    }
  });
});

describe('the canary', () => {
  test('goes first; then nothing begins until somebody says go on', () => {
    const plan = schedule(many(10), { canaryLeft: 3 });
    expect(drive(plan, () => fine)).toHaveLength(3);
    expect(plan.phase()).toMatchObject({ phase: 'waiting' });
    expect(plan.take(1e9, 9)).toEqual([]);
    plan.goOn();
    expect(drive(plan, () => fine, 0, 10)).toHaveLength(7);
    expect(plan.phase()).toEqual({ phase: 'done' });
  });

  test('waits for its own to end before it asks', () => {
    const plan = schedule(many(3), { canaryLeft: 1 });
    plan.take(0, 9);
    expect(plan.phase()).toEqual({ phase: 'running' });
    plan.ended('i0', 1, refused);
    expect(plan.phase()).toMatchObject({ phase: 'waiting' });
  });

  test('does not count what was skipped', () => {
    const plan = schedule(many(4), { canaryLeft: 1 });
    expect(ids(plan.take(0, 9))).toEqual(['i0']);
    plan.skipped('i0');
    expect(ids(plan.take(0, 9))).toEqual(['i1']);
  });

  test('of which none are left waits at once; one as long as the plan never waits', () => {
    expect(schedule(many(4), { canaryLeft: 0 }).phase()).toMatchObject({ phase: 'waiting' });
    const plan = schedule(many(2), { canaryLeft: 2 });
    drive(plan, () => fine);
    expect(plan.phase()).toEqual({ phase: 'done' });
  });
});

describe('identical errors', () => {
  test('in a row pause it, and a resume counts anew', () => {
    const plan = schedule(many(20), { pace: { stopAfter: 4, perHostAtOnce: 1 } });
    expect(drive(plan, () => refused)).toHaveLength(4);
    expect(plan.phase()).toEqual({ phase: 'paused', why: 'Stopped after 4 in a row ended the same way: HTTP 422.' });
    plan.goOn();
    expect(drive(plan, () => refused, 0, 10)).toHaveLength(4);
  });

  test.each<[string, (n: number) => Ending]>([
    ['a success in between', (n) => (n % 3 === 2 ? fine : refused)],
    ['different ones', (n) => (n % 2 === 0 ? refused : { ...refused, error: 'HTTP 404' })],
  ])('broken by %s do not', (_name, ending) => {
    const plan = schedule(many(20), { pace: { stopAfter: 4, perHostAtOnce: 1 } });
    expect(drive(plan, ({ position }) => ending(position))).toHaveLength(20);
  });

  test('are borne without end when the pace says never', () => {
    expect(drive(schedule(many(50)), () => refused)).toHaveLength(50);
  });
});

describe('an endpoint with limits of its own', () => {
  const limits = new Map([
    ['slow', { name: 'Slow', perS: 10, atOnce: null }],
    ['narrow', { name: 'Narrow', perS: null, atOnce: 1 }],
  ]);
  const limited = (items: ScheduleItem[], pace: Partial<Pace> = {}) =>
    createSchedule({ pace: { ...unhurried, ...pace }, items, canaryLeft: null, breaker: true, limits });

  test('begins no more per second, and holds up no other on its host', () => {
    const items = many(20, (position) => ({ endpoint: position < 10 ? 'slow' : 'quick' }));
    const began = new Map(drive(limited(items), () => fine));
    expect(Math.max(...items.slice(10).map(({ id }) => began.get(id) ?? Number.NaN))).toBeLessThan(20);
    const last = Math.max(...items.slice(0, 10).map(({ id }) => began.get(id) ?? Number.NaN));
    expect(last).toBeGreaterThanOrEqual(850);
    expect(last).toBeLessThanOrEqual(1000);
  });

  test('has no more under way at once', () => {
    const plan = limited(many(4, (position) => ({ endpoint: position < 2 ? 'narrow' : 'wide' })));
    expect(ids(plan.take(0, 64))).toEqual(['i0', 'i2', 'i3']);
    expect(plan.take(0, 64)).toEqual([]);
    expect(plan.nextAt()).toBe(null);
    plan.ended('i0', 5, fine);
    expect(ids(plan.take(5, 64))).toEqual(['i1']);
  });

  test('is held to the pace where that is slower', () => {
    const began = drive(
      limited(
        many(10, () => ({ endpoint: 'slow' })),
        { perHostPerS: 5 },
      ),
      () => fine,
    );
    expect(began.at(-1)?.[1]).toBeGreaterThanOrEqual(1700);
  });
});

describe('an endpoint that keeps failing', () => {
  const two = () =>
    many(400, (n) => (n % 2 === 0 ? { endpoint: 'Bad', host: 'bad' } : { endpoint: 'Good', host: 'good' }));
  const pace = { perHostAtOnce: 1, perHostPerS: 2 };

  test('is held and tried now and then, while others go on', () => {
    const plan = schedule(two(), { pace });
    const began = drive(plan, ({ endpoint }) => (endpoint === 'Bad' ? down : fine));
    const bad = began.filter(([id]) => Number(id.slice(1)) % 2 === 0);
    expect(began.length - bad.length).toBe(200);
    // 100 s: ten failures, then a try after 30 s and one 60 s after that.
    expect(bad).toHaveLength(12);
    expect(plan.phase()).toEqual({
      phase: 'paused',
      why: 'Bad keeps failing: 12 times in a row. Everything that is left goes there or waits behind it.',
    });
  });

  test('gets the rest once a try succeeds', () => {
    const plan = schedule(two(), { pace });
    let failures = 0;
    const began = drive(plan, ({ endpoint }) => (endpoint === 'Bad' && ++failures <= 10 ? down : fine));
    expect(began).toHaveLength(400);
    expect(plan.phase()).toEqual({ phase: 'done' });
  });

  test('alone pauses the operation; a resume tries one', () => {
    const plan = schedule(many(40), { pace });
    expect(drive(plan, () => down)).toHaveLength(10);
    expect(plan.phase()).toMatchObject({ phase: 'paused' });
    plan.goOn();
    expect(drive(plan, () => down, 0, 1e6)).toHaveLength(1);
    plan.goOn();
    expect(drive(plan, () => fine, 0, 2e6)).toHaveLength(29);
  });

  test('is not one that refuses what it gets', () => {
    expect(drive(schedule(many(40), { pace }), () => refused)).toHaveLength(40);
  });

  test('does not hold a single item', () => {
    expect(drive(schedule(many(40), { pace, breaker: false }), () => down)).toHaveLength(40);
  });
});

describe('an operator', () => {
  test('pauses: nothing begins, what is under way ends, and resumes', () => {
    const plan = schedule(many(5), { pace: { perHostAtOnce: 2 } });
    plan.take(0, 9);
    plan.pause('Paused by tester.');
    plan.ended('i0', 1, fine);
    expect(plan.take(2, 9)).toEqual([]);
    expect(plan.nextAt()).toBe(null);
    expect(plan.underWay()).toBe(1);
    expect(plan.phase()).toEqual({ phase: 'paused', why: 'Paused by tester.' });
    plan.goOn();
    expect(ids(plan.take(3, 9))).toEqual(['i2']);
  });

  test('who resumes within the canary does not say go on', () => {
    const plan = schedule(many(5), { canaryLeft: 2 });
    plan.pause('x');
    plan.goOn();
    expect(drive(plan, () => fine)).toHaveLength(2);
    expect(plan.phase()).toMatchObject({ phase: 'waiting' });
  });
});

test('a hundred thousand items of a thousand customers on fifty hosts each run once', () => {
  const plan = schedule(
    many(100_000, (n) => ({ host: `h${n % 50}`, endpoint: `e${n % 50}`, customerNumber: `c${n % 1000}` })),
  );
  const seen = new Set<string>();
  for (let now = 0; plan.phase().phase !== 'done'; now += 50) {
    for (const { id } of plan.take(now, 100_000)) {
      expect(seen.has(id)).toBe(false);
      seen.add(id);
      plan.ended(id, now, fine);
    }
  }
  expect(seen.size).toBe(100_000);
});
