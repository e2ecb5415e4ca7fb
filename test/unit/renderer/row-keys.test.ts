import { expect, test } from 'vitest';
import { rowKeys } from '../../../renderer/ui/table/row-keys.ts';

function keys() {
  let made = 0;
  const make = () => {
    made += 1;
    return `key ${made}`;
  };
  let last = new Map<number | string, string>();
  return (ids: readonly number[], own?: number) => {
    last = rowKeys(last, ids, own, make);
    return [...last.values()];
  };
}

test('a row keeps its key for as long as it is drawn, wherever it comes to stand', () => {
  const next = keys();
  expect(next([1, 2, 3])).toEqual(['key 1', 'key 2', 'key 3']);
  expect(next([1, 2, 3])).toEqual(['key 1', 'key 2', 'key 3']);
  expect(next([3, 1, 2])).toEqual(['key 3', 'key 1', 'key 2']);
});

test('rows that come take the keys of those that went, and no key is given twice', () => {
  const next = keys();
  next([1, 2, 3]);
  expect(next([4, 2, 5, 6])).toEqual(['key 1', 'key 2', 'key 3', 'key 4']);
  expect(next([7])).toEqual(['key 1']);
  expect(new Set(next([8, 7, 9])).size).toBe(3);
});

test('the key of the row that may have the focus goes with it', () => {
  const next = keys();
  next([1, 2], 1);
  expect(next([3, 4], 1)).toEqual(['key 2', 'key 3']);
});
