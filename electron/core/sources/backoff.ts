/** Waiting between tries: full jitter under a ceiling that doubles, so that many consoles do not come back at once. */

export interface Backoff {
  /** How long to wait before the next try, in milliseconds. */
  next(): number;
  /** How many tries have failed since the last reset. */
  readonly failures: number;
  reset(): void;
}

/** `random` gives [0, 1). From 0.5 s doubling to 30 s unless told otherwise. */
export function createBackoff(random: () => number, { firstMs = 500, mostMs = 30_000 } = {}): Backoff {
  let failures = 0;
  return {
    next() {
      const ceiling = Math.min(mostMs, firstMs * 2 ** Math.min(failures, 16));
      failures += 1;
      return Math.round(random() * ceiling);
    },
    get failures() {
      return failures;
    },
    reset() {
      failures = 0;
    },
  };
}
