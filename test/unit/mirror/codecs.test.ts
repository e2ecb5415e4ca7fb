/** Bytes as they lie on the disk, and back. */
import { expect, test } from 'vitest';
import { decode, encode } from '../../../electron/core/mirror/packing/codecs.ts';

/** Where the header of a frame says its length in more bytes, and beyond. */
const lengths = [1, 200, 255, 256, 257, 5000, 65_535, 65_536, 65_791, 65_792, 100_000, 262_144, 300_000];

test.each(lengths)('%i of them are the same again, in hardly more memory than they need', (length) => {
  const bytes = Buffer.from(Array.from({ length }, (_, n) => 97 + ((n * 7 + (n >> 3)) % 10)));
  const { codec, packed } = encode(bytes);
  const decoded = decode(codec, packed);
  expect(decoded.equals(bytes)).toBe(true);
  expect(decoded.buffer.byteLength).toBeLessThanOrEqual(Math.max(length + 64, 64 << 10));
});
