/**
 * Connections kept for the next request. One is used again only for the same origin, and only while its address is among those
 * the guard has just checked; so a name that changes its answer never rides on an older permission.
 */
import type { Connection } from './exchange.ts';

/** As many as a bulk operation may send to one host at once: fewer would be closed and opened again with every request. */
const keptPerOrigin = 64;
const keptInAll = 256;

export interface IdleConnections {
  take(origin: string, addresses: readonly string[]): Connection | undefined;
  put(connection: Connection): void;
  close(): Promise<void>;
}

export function idleConnections(): IdleConnections {
  const idle = new Map<string, Set<Connection>>();
  /** A connection comes back here many times; its loss is listened for once. */
  const watched = new WeakSet<Connection>();
  let kept = 0;
  let closed = false;

  function remove(connection: Connection): void {
    const same = idle.get(connection.origin);
    if (!same?.delete(connection)) return;
    kept -= 1;
    if (same.size === 0) idle.delete(connection.origin);
  }

  return {
    take(origin, addresses) {
      for (const connection of idle.get(origin) ?? []) {
        if (connection.lost || !addresses.includes(connection.address)) continue;
        remove(connection);
        return connection;
      }
      return undefined;
    },
    put(connection) {
      const same = idle.get(connection.origin) ?? new Set<Connection>();
      if (closed || connection.lost || same.size >= keptPerOrigin || kept >= keptInAll) {
        void connection.close();
        return;
      }
      idle.set(connection.origin, same.add(connection));
      kept += 1;
      if (watched.has(connection)) return;
      watched.add(connection);
      connection.client.once('disconnect', () => remove(connection));
    },
    async close() {
      closed = true;
      const all = [...idle.values()].flatMap((same) => [...same]);
      idle.clear();
      await Promise.all(all.map((connection) => connection.close()));
    },
  };
}
