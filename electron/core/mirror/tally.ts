/** Sums that are kept in memory until the commit, so that a batch of events writes each of them once. */

export interface Tally<V> {
  add(key: string, value: V): void;
  /** Gives what was added since the last time, and forgets it. */
  take(): Iterable<[string, V]>;
  /** Forgets all of it; after a rollback. */
  discard(): void;
  /** Remembers this moment; calling the answer forgets what was added since. Of several marks only the newest counts. */
  mark(): () => void;
}

/** `together`: what two values of one key make. */
export function tally<V>(together: (one: V, other: V) => V): Tally<V> {
  let kept = new Map<string, V>();
  /** What was added since the last mark lies apart, so that a mark costs nothing however much is kept. */
  const fresh = new Map<string, V>();

  function put(into: Map<string, V>, key: string, value: V): void {
    const known = into.get(key);
    into.set(key, known === undefined ? value : together(known, value));
  }

  function keep(): void {
    for (const [key, value] of fresh) put(kept, key, value);
    fresh.clear();
  }

  return {
    add: (key, value) => put(fresh, key, value),
    take() {
      keep();
      const taken = kept;
      kept = new Map();
      return taken;
    },
    discard() {
      kept.clear();
      fresh.clear();
    },
    mark() {
      keep();
      return () => fresh.clear();
    },
  };
}
