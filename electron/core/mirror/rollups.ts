/** Numbers kept beside the rows and in the same transaction, so that no screen ever counts a table. */
import type { Writable } from './open.ts';
import { tally } from './tally.ts';

/** Metrics whose bucket 0 holds what is true now. */
export type Gauge = 'calls' | 'incidents open' | `messages ${string}` | `runs ${string}`;

const hourMs = 3_600_000;
export const hourOf = (at: number): number => Math.floor(at / hourMs) * hourMs;

export interface Rollups {
  add(metric: Gauge, by: number): void;
  /** Counts one more (or `by`) in the hour of `at` (epoch milliseconds UTC). */
  addAt(metric: 'calls', at: number, by?: number): void;
  /** Writes what was added since the last flush. Call it before the commit. */
  flush(): void;
  /** Forgets what was added since the last flush; after a rollback. */
  discard(): void;
  /** Remembers this moment; calling the answer forgets what was added since. */
  mark(): () => void;
}

export function rollups(db: Writable): Rollups {
  const pending = tally<number>((one, other) => one + other);
  const write = db.prepare<[string, number, number], { value: number }>(
    `INSERT INTO rollup (metric, bucket, value) VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET value = value + excluded.value RETURNING value`,
  );
  const forget = db.prepare<[string, number]>('DELETE FROM rollup WHERE metric = ? AND bucket = ?');
  return {
    add: (metric, by) => pending.add(`0|${metric}`, by),
    addAt: (metric, at, by = 1) => pending.add(`${hourOf(at)}|${metric}`, by),
    flush() {
      for (const [key, by] of pending.take()) {
        if (by === 0) continue;
        const bar = key.indexOf('|');
        const metric = key.slice(bar + 1);
        const bucket = Number(key.slice(0, bar));
        // A number that is zero has no row, so that a rebuild, which never saw it otherwise, gives the same table.
        if (write.get(metric, bucket, by)?.value === 0) forget.run(metric, bucket);
      }
    },
    discard: pending.discard,
    mark: pending.mark,
  };
}
