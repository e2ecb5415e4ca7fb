/** When a process that died is started again: later each time it dies young, and not at all once it keeps dying. */

export interface Restarts {
  /** Counts a death after `livedMs` of life; says how long to wait before the next start, or `null` to give up. */
  died(livedMs: number): number | null;
  /** Forgets what has happened: somebody asked for another try. */
  forgive(): void;
}

/**
 * Waits `firstMs`, doubling to `longestMs` with each death in a row; a life of `calmMs` ends the row. Gives up after `patience` deaths
 * in a row; never, if `patience` is `Infinity`.
 */
export function createRestarts({
  patience,
  firstMs = 500,
  longestMs = 30_000,
  calmMs = 60_000,
}: {
  patience: number;
  firstMs?: number;
  longestMs?: number;
  calmMs?: number;
}): Restarts {
  let inARow = 0;
  return {
    died(livedMs) {
      inARow = livedMs >= calmMs ? 1 : inARow + 1;
      if (inARow > patience) return null;
      return Math.min(longestMs, firstMs * 2 ** Math.min(inARow - 1, 30));
    },
    forgive() {
      inARow = 0;
    },
  };
}
