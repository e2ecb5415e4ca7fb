/** Sums in memory: what is taken, and what is discarded. */
import { expect, test } from 'vitest';
import { tally } from '../../../electron/core/mirror/tally.ts';

const sums = () => tally<number>((one, other) => one + other);

test('values of one key come together, and are given once', () => {
  const kept = sums();
  kept.add('a', 1);
  kept.add('b', 5);
  kept.add('a', 2);
  expect(new Map(kept.take())).toEqual(
    new Map([
      ['a', 3],
      ['b', 5],
    ]),
  );
  expect([...kept.take()]).toEqual([]);
});

test('what is discarded is gone', () => {
  const kept = sums();
  kept.add('a', 1);
  kept.discard();
  expect([...kept.take()]).toEqual([]);
});
