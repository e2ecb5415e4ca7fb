/** Histograms keep every count, in few bytes, and the same counts give the same bytes. */
import { describe, expect, test } from 'vitest';
import { addPacked, hexEnd, packHistogram } from '../../../electron/core/mirror/histogram.ts';
import { chance } from '../../fixtures/random.ts';

function unpacked(packed: Uint8Array): { bucket: number; n: number }[] {
  const counts: number[] = [];
  addPacked(packed, counts);
  return counts.flatMap((n, bucket) => ({ bucket, n }));
}

describe('a packed histogram', () => {
  test.each([
    [[]],
    [[{ bucket: 0, n: 1 }]],
    [
      [
        { bucket: 127, n: 127 },
        { bucket: 128, n: 128 },
      ],
    ],
    [[{ bucket: 300, n: 5_000_000_000 }]],
  ])('gives back %j', (counts) => {
    expect(unpacked(packHistogram(counts))).toEqual(counts);
  });

  test('gives back any counts, in whatever order they came, and the same bytes', () => {
    const { below, shuffled } = chance(3);
    for (let round = 0; round < 200; round += 1) {
      const counts = Array.from({ length: 200 }, (_, bucket) => ({ bucket, n: below(4) === 0 ? 1 + below(1e6) : 0 }));
      const packed = packHistogram(shuffled(counts));
      expect(unpacked(packed)).toEqual(counts.filter(({ n }) => n > 0));
      expect(packHistogram(counts).equals(packed)).toBe(true);
    }
  });

  test('of an hour of calls takes under three bytes a bucket', () => {
    const counts = Array.from({ length: 40 }, (_, at) => ({ bucket: 40 + at, n: 1 + at }));
    expect(packHistogram(counts).length).toBeLessThan(120);
  });

  test('adds to what is there', () => {
    const counts: number[] = [];
    addPacked(packHistogram([{ bucket: 2, n: 3 }]), counts);
    addPacked(
      packHistogram([
        { bucket: 2, n: 4 },
        { bucket: 5, n: 1 },
      ]),
      counts,
    );
    expect(counts[2]).toBe(7);
    expect(counts[5]).toBe(1);
  });

  test('several, one after the other in hexadecimal, add up to all of them', () => {
    const { below } = chance(4);
    const hours = Array.from({ length: 60 }, (_, hour) =>
      // Hours without a call, too, and counts in the first bucket.
      hour % 7 === 0 ? [] : Array.from({ length: 150 }, (_, bucket) => ({ bucket, n: below(3) * below(300) })),
    );
    const text = hours.map((counts) => packHistogram(counts).toString('hex')).join(hexEnd);
    const apart: number[] = [];
    for (const counts of hours) addPacked(packHistogram(counts), apart);
    const together: number[] = [];
    addPacked(Buffer.from(text, 'hex'), together);
    expect(together).toEqual(apart);
  });
});
