/** Sums that are kept in memory until the commit, so that a batch of events writes each of them once. */

export interface Tally<V> {
  add(key: string, value: V): void;
  /** Gives what was added since the last time, and forgets it. */
  take(): Iterable<[string, V]>;
  /** Forgets all of it; after a rollback. */
  discard(): void;
}

/** `together`: what two values of one key make. */
export function tally<V>(together: (one: V, other: V) => V): Tally<V> {
  let kept = new Map<string, V>();
  return {
    add(key, value) {
      const known = kept.get(key);
      kept.set(key, known === undefined ? value : together(known, value));
    },
    take() {
      const taken = kept;
      kept = new Map();
      return taken;
    },
    discard: () => kept.clear(),
  };
}
