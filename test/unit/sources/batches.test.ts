/** When received events are committed, and in what company. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Received, receive } from '../../../electron/core/mirror/receive.ts';
import { type BatchOptions, createBatches, mostEvents } from '../../../electron/core/sources/batches.ts';

const waitMs = 50;

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

const event = (n: number): Received =>
  receive(Buffer.from(JSON.stringify({ specversion: '1.0', id: `e${n}`, source: '//s', type: 't' })), 0);

function setUp(options: Partial<BatchOptions> = {}) {
  const committed: number[] = [];
  const told: string[] = [];
  const tell = (what: string) => () => void told.push(what);
  const batches = createBatches({
    commit: (batch) => void committed.push(batch.length),
    waitMs,
    onRest: tell('rest'),
    onResume: tell('resume'),
    ...options,
  });
  const add = (count: number, most = 100_000) => {
    batches.add(
      Array.from({ length: count }, (_, n) => event(n)),
      most,
    );
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
  add(2, 3);
  expect(committed).toEqual([]);
  add(2, 3);
  expect(committed).toEqual([4]);
});

test('enough events are committed at once, with those that came with them', () => {
  const { add, committed } = setUp();
  add(mostEvents - 1);
  expect(committed).toEqual([]);
  add(10);
  expect(committed).toEqual([mostEvents + 9]);
  add(2);
  vi.advanceTimersByTime(waitMs);
  expect(committed).toEqual([mostEvents + 9, 2]);
});

test('many bytes are enough, too', () => {
  const { batches, committed } = setUp();
  const large = { ...event(1), bytes: Buffer.alloc(9 << 20) };
  batches.add([event(0), large], 100_000);
  expect(committed).toEqual([2]);
});

test('what has to be committed now is', () => {
  const { batches, add, committed } = setUp();
  add(5);
  batches.flush();
  expect(committed).toEqual([5]);
  vi.advanceTimersByTime(waitMs);
  expect(committed).toEqual([5]);
});

test('what the disk refuses is given again, nothing of it lost or twice', () => {
  let refuses = true;
  const taken: Received[] = [];
  const { batches, add, told } = setUp({
    commit(batch) {
      if (refuses) throw new Error('the disk is full');
      taken.push(...batch);
    },
  });
  add(mostEvents + 10);
  expect([told, batches.resting]).toEqual([['rest'], true]);
  add(2 * mostEvents);
  vi.advanceTimersByTime(1000);
  expect(taken).toEqual([]);
  refuses = false;
  vi.advanceTimersByTime(1000);
  expect(taken.length).toBe(3 * mostEvents + 10);
  expect(new Set(taken).size).toBe(taken.length);
  expect(batches.resting).toBe(false);
  expect(told.at(-1)).toBe('resume');
});
