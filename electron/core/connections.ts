/** Configured connections: their settings in the mirror, their tokens in the secret store, their streams in the ingest thread. */
import { randomUUID } from 'node:crypto';
import type { Connection, ConnectionStatus } from '../../shared/domain/connection.ts';
import type { IngestThread } from './mirror/ingest-thread.ts';
import type { MirrorFigures } from './mirror/readers/system.ts';
import type { SecretStore } from './secrets.ts';
import type { StreamState } from './sources/stream.ts';

/** What a shell or the console gives for a connection; `token` undefined leaves the stored one as it is. */
export interface ConnectionSettings extends Omit<Connection, 'kind' | 'enabled' | 'scheme'> {
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
  token(id: string): Promise<string | null>;
  /** Of a receiver: with which its senders sign, the current one first. */
  signingSecrets(id: string): Promise<string[]>;
  /** Stores them and restarts the receiver. */
  setSigningSecrets(id: string, secrets: readonly string[]): Promise<void>;
  remove(id: string): Promise<boolean>;
  reconnect(id: string): Promise<boolean>;
  startAll(): Promise<void>;
  status(figures: MirrorFigures): Promise<ConnectionStatus[]>;
}

const secretOf = (id: string): string => `connection:${id}:token`;
const signingOf = (id: string): string => `connection:${id}:signing`;

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

const isLive = (state: StreamState | undefined): boolean =>
  state?.state.phase === 'live' || state?.state.phase === 'catching up';

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
  const liveUntil = new Map<string, number>();

  async function start(connection: Connection): Promise<void> {
    if (!connection.enabled) return ingest.call.disconnect(connection.id);
    const token = await secrets.get(secretOf(connection.id));
    await ingest.call.connect(connection, token, await signingSecrets(connection.id));
  }

  /** One to a line. */
  async function signingSecrets(id: string): Promise<string[]> {
    const text = await secrets.get(signingOf(id));
    return text === null ? [] : text.split('\n');
  }

  return {
    list: () => [...known.values()],
    find: (id) => known.get(id),
    streamState: (id) => states.get(id),
    noteState(id, state) {
      if (isLive(states.get(id)) && !isLive(state)) liveUntil.set(id, Date.now());
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
    token: (id) => secrets.get(secretOf(id)),
    signingSecrets,
    async setSigningSecrets(id, values) {
      const connection = known.get(id);
      if (!connection) return;
      if (values.length === 0) await secrets.delete(signingOf(id));
      else await secrets.set(signingOf(id), values.join('\n'));
      const detail = { kept: values.length };
      await ingest.call.audit({ at: Date.now(), actor, action: 'signing secret changed', subject: id, detail });
      await start(connection);
    },
    async remove(id) {
      await ingest.call.disconnect(id);
      await secrets.delete(secretOf(id));
      await secrets.delete(signingOf(id));
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
          const last = liveUntil.get(connection.id);
          // A clock that was set back does not make it live until later than now.
          const until = isLive(live) || last === undefined ? undefined : Math.min(last, Date.now());
          return {
            ...connection,
            ...live,
            ...(until !== undefined && { liveUntil: until }),
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
