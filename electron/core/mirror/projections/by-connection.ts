/** Things by their connection and by what they are called there; two connections may call theirs the same. */

export interface ByConnection<V> {
  get(connectionId: string, name: string): V | undefined;
  set(connectionId: string, name: string, value: V): void;
  /** In the order in which they were set first, a connection after the other. */
  values(): Iterable<V>;
  clear(): void;
}

export function byConnection<V>(): ByConnection<V> {
  const connections = new Map<string, Map<string, V>>();
  return {
    get: (connectionId, name) => connections.get(connectionId)?.get(name),
    set(connectionId, name, value) {
      const known = connections.get(connectionId);
      if (known) known.set(name, value);
      else connections.set(connectionId, new Map([[name, value]]));
    },
    *values() {
      for (const known of connections.values()) yield* known.values();
    },
    clear: () => connections.clear(),
  };
}
