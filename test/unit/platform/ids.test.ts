import { expect, test } from 'vitest';
import { decodeId, encodeId } from '../../../electron/platform/generator/ids.ts';

test('an id leads back to its call and slot', () => {
  for (const index of [0, 1, 399, 400, 1_000_000, 9_999_999]) {
    for (const slot of [0, 1, 7, 15]) expect(decodeId('msg', encodeId('msg', index, slot))).toEqual({ index, slot });
  }
});

test('ids do not repeat and do not look alike', () => {
  const ids = Array.from({ length: 20_000 }, (_, n) => encodeId('run', n, n % 3));
  expect(new Set(ids).size).toBe(ids.length);
  expect(new Set(ids.slice(0, 50).map((id) => id.slice(0, 6))).size).toBeGreaterThan(40);
});

test.each(['', 'msg_', 'msg_0000000l', 'run_00000000', 'msg_000000000', 'msg_zzzzzzzz', 'msg_-1'])(
  '%j is no message of this platform',
  (id) => {
    expect(decodeId('msg', id)).toBeNull();
  },
);
