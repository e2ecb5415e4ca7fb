/** Configured connections: their settings in the mirror, their tokens in the secret store, their streams in the ingest thread. */
import { randomUUID } from 'node:crypto';
import type { Connection, ConnectionStatus } from '../../shared/domain/connection.ts';
import type { IngestThread } from './mirror/ingest-thread.ts';
import type { MirrorFigures } from './mirror/readers/system.ts';
import type { SecretStore } from './secrets.ts';
import type { StreamState } from './sources/stream.ts';

/** What a shell or the console gives for a connection; `token` undefined leaves the stored one as it is. */
export interface ConnectionSettings extends Omit<Connection, 'kind' | 'enabled'> {
  token?: string | undefined;
}

export interface Connections {
  list(): Connection[];
  find(id: string): Connection | undefined;
  streamState(id: string): StreamState | undefined;
  noteState(id: string, state: StreamState): void;
  /** An id for a new connection to `url`: that of a removed one to the same address, whose data is then its own again. */
  idFor(url: string): Promise<string>;
  /** Adds it, or updates and restarts it. */
  save(connection: Connection, token: string | undefined, action: string): Promise<Connection>;
  /** Whether `token` is what is stored already; undefined stands for "as it is". */
  hasToken(id: string, token: string | undefined): Promise<boolean>;
  remove(id: string): Promise<boolean>;
  reconnect(id: string): Promise<boolean>;
  startAll(): Promise<void>;
  status(figures: MirrorFigures): Promise<ConnectionStatus[]>;
}

const secretOf = (id: string): string => `connection:${id}:token`;

const notStarted: StreamState = {
  state: { phase: 'disabled' },
  epoch: null,
  position: null,
  head: null,
  capabilities: [],
  lastEventAt: null,
  rate: 0,
  log: [],
};

export interface ConnectionEvents {
  onState: () => void;
  /** Before it leaves the list. */
  onRemove: (id: string) => Promise<void>;
}

export function createConnections(
  ingest: IngestThread,
  secrets: SecretStore,
  actor: string,
  { onState, onRemove }: ConnectionEvents,
): Connections {
  const known = new Map(ingest.opened.connections.map((connection) => [connection.id, connection]));
  const states = new Map<string, StreamState>();

  async function start(connection: Connection): Promise<void> {
    if (!connection.enabled) return ingest.call.disconnect(connection.id);
    await ingest.call.connect(connection, await secrets.get(secretOf(connection.id)));
  }

  return {
    list: () => [...known.values()],
    find: (id) => known.get(id),
    streamState: (id) => states.get(id),
    noteState(id, state) {
      states.set(id, state);
      onState();
    },
    idFor: async (url) => (await ingest.call.removedConnectionAt(url)) ?? randomUUID(),
    async save(connection, token, action) {
      if (token !== undefined) await secrets.set(secretOf(connection.id), token);
      await ingest.call.saveConnection(connection, actor, action, token !== undefined);
      known.set(connection.id, connection);
      await start(connection);
      return connection;
    },
    hasToken: async (id, token) => token === undefined || (await secrets.get(secretOf(id))) === token,
    async remove(id) {
      await ingest.call.disconnect(id);
      await secrets.delete(secretOf(id));
      await onRemove(id);
      known.delete(id);
      states.delete(id);
      return ingest.call.removeConnection(id, actor);
    },
    reconnect: (id) => ingest.call.reconnect(id),
    async startAll() {
      await Promise.all([...known.values()].map(start));
    },
    async status({ perConnection }) {
      return Promise.all(
        [...known.values()].map(async (connection) => {
          const stored = perConnection[connection.id];
          const live = states.get(connection.id) ?? notStarted;
          return {
            ...connection,
            ...live,
            hasToken: (await secrets.get(secretOf(connection.id))) !== null,
            epoch: live.epoch ?? stored?.epoch ?? null,
            position: live.position ?? stored?.position ?? null,
            gaps: stored?.gaps ?? 0,
            deadLetters: stored?.deadLetters ?? 0,
          };
        }),
      );
    },
  };
}
