/** When received events are committed, and in what company. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Received, receive } from '../../../electron/core/mirror/receive.ts';
import { type BatchOptions, createBatches, mostEvents } from '../../../electron/core/sources/batches.ts';

const waitMs = 50;

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

const event = (n: number): Received =>
  receive(Buffer.from(JSON.stringify({ specversion: '1.0', id: `e${n}`, source: '//s', type: 't' })), 0);

/** The pool of threads has done its part; the clock stands still meanwhile. */
async function until(done: () => boolean): Promise<void> {
  while (!done()) await new Promise((resolve) => setImmediate(resolve));
}

function setUp(options: Partial<BatchOptions> = {}) {
  const committed: number[] = [];
  const told: string[] = [];
  const tell = (what: string) => () => void told.push(what);
  const batches = createBatches({
    commit: (batch) => void committed.push(batch.length),
    waitMs,
    onRest: tell('rest'),
    onResume: tell('resume'),
    onFull: tell('full'),
    onRoom: tell('room'),
    ...options,
  });
  const add = (count: number, most = 100_000) => {
    for (let n = 0; n < count; n += 1) batches.add(event(n), most);
  };
  return { batches, add, committed, told };
}

test('few events wait for others, and no longer than they may', () => {
  const { add, committed } = setUp();
  add(3);
  vi.advanceTimersByTime(waitMs - 1);
  expect(committed).toEqual([]);
  add(2);
  vi.advanceTimersByTime(1);
  expect(committed).toEqual([5]);
});

test('a platform with a small window does not wait at all', () => {
  const { add, committed } = setUp();
  add(7, 3);
  expect(committed).toEqual([3, 3]);
});

test('enough events are committed once they are packed, those after them later', async () => {
  const { add, committed, told } = setUp();
  add(mostEvents + 10);
  expect(committed).toEqual([]);
  await until(() => committed.length > 0);
  expect(committed).toEqual([mostEvents]);
  vi.advanceTimersByTime(waitMs);
  expect(committed).toEqual([mostEvents, 10]);
  expect(told).toEqual([]);
});

test('with twice as many the source is asked to wait, until they are packed', async () => {
  const { add, committed, told } = setUp();
  add(2 * mostEvents + 5);
  expect([committed, told]).toEqual([[], ['full']]);
  await until(() => committed.length === 2);
  expect(committed).toEqual([mostEvents, mostEvents + 5]);
  expect(told).toEqual(['full', 'room']);
});

test('what has to be committed now is, packed or not', () => {
  const { batches, add, committed, told } = setUp();
  add(2 * mostEvents + 5);
  batches.flush();
  expect(committed.reduce((sum, n) => sum + n, 0)).toBe(2 * mostEvents + 5);
  expect(told).toEqual(['full', 'room']);
});

test('what the disk refuses is given again, nothing of it lost or twice', async () => {
  let refuses = true;
  const taken: Received[] = [];
  const { batches, add, told } = setUp({
    commit(batch) {
      if (refuses) throw new Error('the disk is full');
      taken.push(...batch);
    },
  });
  add(mostEvents + 10);
  await until(() => told.length > 0);
  expect([told, batches.resting]).toEqual([['rest'], true]);
  add(mostEvents);
  vi.advanceTimersByTime(1000);
  expect(taken).toEqual([]);
  refuses = false;
  vi.advanceTimersByTime(1000);
  expect(taken.length).toBe(2 * mostEvents + 10);
  expect(new Set(taken).size).toBe(taken.length);
  expect(batches.resting).toBe(false);
  expect(told.at(-1)).toMatch(/resume|room/);
});
