/** Sums in memory: what is taken, discarded or forgotten since a mark. */
import { expect, test } from 'vitest';
import { tally } from '../../../electron/core/mirror/tally.ts';

const sums = () => tally<number>((one, other) => one + other);

test('values of one key come together, and are given once', () => {
  const kept = sums();
  kept.add('a', 1);
  kept.mark();
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

test('only what was added since the mark is forgotten', () => {
  const kept = sums();
  kept.add('a', 1);
  const forget = kept.mark();
  kept.add('a', 10);
  kept.add('b', 10);
  forget();
  kept.add('a', 2);
  expect([...kept.take()]).toEqual([['a', 3]]);
});

test('what is discarded is gone, before a mark or after it', () => {
  const kept = sums();
  kept.add('a', 1);
  kept.mark();
  kept.add('a', 1);
  kept.discard();
  expect([...kept.take()]).toEqual([]);
});
