/** What is true now, kept beside the rows and in the same transaction, so that no screen ever counts a table. */
import type { Writable } from './open.ts';
import { tally } from './tally.ts';

export type Gauge = 'calls' | 'incidents open' | `messages ${string}` | `runs ${string}`;

const hourMs = 3_600_000;
export const hourOf = (at: number): number => Math.floor(at / hourMs) * hourMs;

export interface Rollups {
  add(metric: Gauge, by: number): void;
  /** Writes what was added since the last flush. Call it before the commit. */
  flush(): void;
  /** Forgets what was added since the last flush; after a rollback. */
  discard(): void;
}

export function rollups(db: Writable): Rollups {
  const pending = tally<number>((one, other) => one + other);
  const write = db.prepare<[string, number], { value: number }>(
    `INSERT INTO rollup (metric, bucket, value) VALUES (?, 0, ?)
     ON CONFLICT DO UPDATE SET value = value + excluded.value RETURNING value`,
  );
  const forget = db.prepare<[string]>('DELETE FROM rollup WHERE metric = ? AND bucket = 0');
  return {
    add: pending.add,
    flush() {
      for (const [metric, by] of pending.take()) {
        if (by === 0) continue;
        // A number that is zero has no row, so that a rebuild, which never saw it otherwise, gives the same table.
        if (write.get(metric, by)?.value === 0) forget.run(metric);
      }
    },
    discard: pending.discard,
  };
}
