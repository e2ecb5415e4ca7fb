/**
 * A histogram as few bytes: one row holds that of an hour, because a percentile over months would otherwise be read from tens of
 * thousands of rows. Buckets are those of `bucketOf`; each is written as its distance from the one before and its count, LEB128.
 */
import type { BucketCount } from './latency.ts';

/** The same counts give the same bytes, in whatever order they are; buckets are named once, and empty ones left out. */
export function packHistogram(counts: readonly BucketCount[]): Buffer {
  const bytes: number[] = [];
  let before = 0;
  for (const { bucket, n } of counts.toSorted((one, other) => one.bucket - other.bucket)) {
    if (n === 0) continue;
    putVarint(bytes, bucket - before);
    putVarint(bytes, n);
    before = bucket;
  }
  return Buffer.from(bytes);
}

/** Ends a histogram where several follow each other, in hexadecimal: a bucket of nothing, which none has. */
export const hexEnd = '0000';

/**
 * Adds what was packed to `counts`, where a bucket's count lies at its index; of one histogram, or of several with `hexEnd` between. Charts
 * read thousands of these, so nothing is made here.
 */
export function addPacked(packed: Uint8Array, counts: number[]): void {
  let bucket = 0;
  let isGap = true;
  let value = 0;
  let scale = 1;
  for (let at = 0; at < packed.length; at += 1) {
    const byte = packed[at] ?? 0;
    value += (byte & 127) * scale;
    if (byte >= 128) {
      scale *= 128;
      continue;
    }
    if (isGap) bucket += value;
    else if (value === 0) bucket = 0;
    else counts[bucket] = (counts[bucket] ?? 0) + value;
    isGap = !isGap;
    value = 0;
    scale = 1;
  }
}

function putVarint(bytes: number[], value: number): void {
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) | 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
}
