import { describe, expect, it } from 'vitest';
import { bucketOf, percentile, percentilesOf } from '../../../electron/core/mirror/latency.ts';

describe('latencies as a histogram', () => {
  it('tells every whole duration of a day within ten percent', () => {
    for (let ms = 1; ms < 86_400_000; ms = Math.max(ms + 1, Math.floor(ms * 1.03))) {
      const told = percentile([{ bucket: bucketOf(ms), n: 1 }], 0.5) ?? 0;
      expect(Math.abs(told - ms) / ms, `${ms} ms told as ${told} ms`).toBeLessThanOrEqual(0.1);
    }
  });

  it('gives longer durations no smaller bucket', () => {
    let before = 0;
    for (let ms = 0; ms < 5000; ms++) {
      expect(bucketOf(ms)).toBeGreaterThanOrEqual(before);
      before = bucketOf(ms);
    }
    expect(bucketOf(86_400_000)).toBeLessThan(110);
  });

  it('finds percentiles near those of the durations themselves, in whatever order the buckets come', () => {
    const durations = Array.from({ length: 1000 }, (_, at) => (at + 1) * 7);
    const counts = durations.map((ms) => ({ bucket: bucketOf(ms), n: 1 })).reverse();
    expect(percentile(counts, 0.5)).toBeGreaterThan(3500 * 0.9);
    expect(percentile(counts, 0.5)).toBeLessThan(3500 * 1.1);
    expect(percentile(counts, 0.95)).toBeGreaterThan(6650 * 0.9);
    expect(percentile(counts, 0.95)).toBeLessThan(6650 * 1.1);
  });

  it('answers the one duration there is for every share, and nothing of nothing', () => {
    expect(percentile([{ bucket: bucketOf(100), n: 1 }], 0)).toBe(percentile([{ bucket: bucketOf(100), n: 1 }], 1));
    expect(percentile([], 0.5)).toBeNull();
    expect(percentile([{ bucket: 4, n: 0 }], 0.5)).toBeNull();
  });

  it('tells several shares at once as it tells each', () => {
    const counts: number[] = [];
    for (const ms of [1, 40, 40, 900, 900, 900, 7000, 120_000]) counts[bucketOf(ms)] = (counts[bucketOf(ms)] ?? 0) + 1;
    const listed = counts.flatMap((n, bucket) => ({ bucket, n }));
    const shares = [0, 0.01, 0.125, 0.5, 0.9, 0.95, 1];
    expect(percentilesOf(counts, shares)).toEqual(shares.map((share) => percentile(listed, share)));
    expect(percentilesOf([], shares)).toEqual(shares.map(() => null));
  });
});
