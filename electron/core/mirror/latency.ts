/**
 * Durations as a histogram whose bounds grow by 20 %: a percentile of any stretch of time is then a sum of small numbers, and the
 * middle of a bucket is within 10 % of every duration in it. A day has about a hundred buckets.
 */

const growth = 1.2;

/** Of a duration in milliseconds: 0 up to one millisecond, then bucket `b` holds what is above 1.2 to the power of b − 1 and up to that of b. */
export function bucketOf(ms: number): number {
  return ms <= 1 ? 0 : Math.ceil(Math.log(ms) / Math.log(growth));
}

export interface BucketCount {
  bucket: number;
  n: number;
}

/** The duration in milliseconds that the share `p` (0 to 1) stays within; `null` of nothing. In any order, buckets may repeat. */
export function percentile(counts: readonly BucketCount[], p: number): number | null {
  const lying: number[] = [];
  for (const { bucket, n } of counts) lying[bucket] = (lying[bucket] ?? 0) + n;
  const [found = null] = percentilesOf(lying, [p]);
  return found;
}

/** The same for several shares, of counts that lie at their buckets' indexes, in one pass: a chart has a hundred of these. */
export function percentilesOf(counts: readonly number[], shares: readonly number[]): (number | null)[] {
  let total = 0;
  for (let bucket = 0; bucket < counts.length; bucket += 1) total += counts[bucket] ?? 0;
  const found: (number | null)[] = shares.map(() => null);
  if (total === 0) return found;
  let below = 0;
  for (let bucket = 0; bucket < counts.length; bucket += 1) {
    const before = below;
    below += counts[bucket] ?? 0;
    if (below === before) continue;
    for (const [index, share] of shares.entries()) {
      const rank = Math.max(1, Math.ceil(total * share));
      if (rank > before && rank <= below) found[index] = middleOf(bucket);
    }
  }
  return found;
}

/** To a tenth of a millisecond: the harmonic mean of the bounds, from which both are equally far in parts of themselves. */
function middleOf(bucket: number): number {
  const upper = growth ** bucket;
  return bucket === 0 ? 1 : Math.round((20 * upper) / (1 + growth)) / 10;
}
