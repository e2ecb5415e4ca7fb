/** Cursors and search patterns. */
import { expect, test } from 'vitest';
import { reversedDigits } from '../../../electron/core/mirror/projections/call-record.ts';
import { fromCursor, likePattern, toCursor } from '../../../electron/core/mirror/readers/paging.ts';

test('a cursor comes back as the key it was made of', () => {
  for (const key of [
    { at: 0, id: 1 },
    { at: Date.UTC(2026, 10, 1), id: 123_456 },
    { at: -5, id: 7 },
  ])
    expect(fromCursor(toCursor(key))).toEqual(key);
});

test.each([undefined, '', '1', '1.', '.1', '1.2.3', 'a.b', '1e3.4', `${'9'.repeat(17)}.1`])(
  '%s stands for the top',
  (cursor) => {
    expect(fromCursor(cursor)).toEqual({ at: Number.MAX_SAFE_INTEGER, id: Number.MAX_SAFE_INTEGER });
  },
);

test('signs with a meaning of their own are searched for as they are', () => {
  expect(likePattern('100%_\\')).toBe('%100\\%\\_\\\\%');
});

test.each([
  [null, null],
  ['', null],
  ['anonymous', null],
  ['+49 (151) 123-45', '5432115194'],
  ['1'.repeat(50), '1'.repeat(32)],
])('the digits of %s, last first, are %s', (number, digits) => {
  expect(reversedDigits(number)).toBe(digits);
});
