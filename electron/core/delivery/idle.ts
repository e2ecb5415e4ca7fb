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
  const idle = new Set<Connection>();
  /** A connection comes back here many times; its loss is listened for once. */
  const watched = new WeakSet<Connection>();
  let closed = false;

  return {
    take(origin, addresses) {
      for (const connection of idle) {
        if (connection.lost || connection.origin !== origin || !addresses.includes(connection.address)) continue;
        idle.delete(connection);
        return connection;
      }
      return undefined;
    },
    put(connection) {
      const sameOrigin = [...idle].filter(({ origin }) => origin === connection.origin).length;
      if (closed || connection.lost || sameOrigin >= keptPerOrigin || idle.size >= keptInAll) {
        void connection.close();
        return;
      }
      idle.add(connection);
      if (watched.has(connection)) return;
      watched.add(connection);
      connection.client.once('disconnect', () => idle.delete(connection));
    },
    async close() {
      closed = true;
      const all = [...idle];
      idle.clear();
      await Promise.all(all.map((connection) => connection.close()));
    },
  };
}
