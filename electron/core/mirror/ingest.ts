/**
 * The ingest thread's inside: the only writer, and every source beside it, so that a received event is parsed once and committed
 * where it was received. The rest of core talks to it through `ingest-thread.ts`.
 */
import type { Topic } from '../../../shared/contract/index.ts';
import type { JsonObject } from '../../../shared/domain/chain.ts';
import type { Connection } from '../../../shared/domain/connection.ts';
import type { CloudEvent } from '../../../shared/stream/protocol.ts';
import { createStreamSource, type StreamSource, type StreamState } from '../sources/stream.ts';
import { MirrorUnavailable, type MirrorUnavailableCode } from './errors.ts';
import { type OpenMirror, openMirror } from './open.ts';
import type { PlannedOperation, Started } from './operation-store.ts';
import { isStorageFault } from './projections/guarded.ts';
import { rebuildProjections } from './rebuild.ts';
import { type Batch, createWriter, type Writer } from './writer.ts';

/** What the ingest thread tells the rest of core. */
export interface IngestEvents {
  changed(topics: Topic[]): void;
  streamState(connectionId: string, state: StreamState): void;
}

export type Opened =
  | { ok: true; machineId: string; connections: Connection[]; interrupted: number }
  | { ok: false; code: MirrorUnavailableCode; message: string };

export type Ingest = ReturnType<typeof createIngest>;

export function createIngest(emit: IngestEvents) {
  const sources = new Map<string, StreamSource>();
  let mirror: OpenMirror | null = null;
  let opened: Writer | null = null;

  function writer(): Writer {
    if (!opened) throw new Error('the mirror is not open');
    return opened;
  }

  function tell(topics: Iterable<Topic>): void {
    const list = [...topics];
    if (list.length > 0) emit.changed(list);
  }

  /** Told at once when the phase changes, at most five times a second otherwise. */
  function stateTeller(id: string, read: () => StreamState): () => void {
    let timer: NodeJS.Timeout | undefined;
    let phase = '';
    return () => {
      const state = read();
      if (state.state.phase !== phase) {
        phase = state.state.phase;
        emit.streamState(id, state);
        return;
      }
      if (timer) return;
      timer = setTimeout(() => {
        timer = undefined;
        emit.streamState(id, read());
      }, 200);
    };
  }

  async function stop(id: string): Promise<void> {
    const source = sources.get(id);
    sources.delete(id);
    await source?.stop();
  }

  return {
    open(dataDir: string): Opened {
      try {
        mirror = openMirror(dataDir);
      } catch (error) {
        if (error instanceof MirrorUnavailable) return { ok: false, code: error.code, message: error.message };
        throw error;
      }
      opened = createWriter(mirror.db);
      const interrupted = opened.operations.recover(Date.now());
      const machineId = mirror.db.prepare<[], { id: string }>('SELECT id FROM machine').get()?.id ?? '';
      return { ok: true, machineId, connections: opened.connections(), interrupted };
    },
    async close(): Promise<void> {
      await Promise.all([...sources.keys()].map(stop));
      mirror?.close();
      mirror = null;
      opened = null;
    },

    /** Starts or restarts the connection's stream. */
    async connect(connection: Connection, token: string | null): Promise<void> {
      await stop(connection.id);
      const sink = {
        ...writer(),
        commit(batch: Batch) {
          const committed = writer().commit(batch);
          tell(committed.topics);
          return committed;
        },
        recordGap(...gap: Parameters<Writer['recordGap']>) {
          writer().recordGap(...gap);
          tell(['connections']);
        },
        stepOver(...step: Parameters<Writer['stepOver']>) {
          writer().stepOver(...step);
          tell(['deadLetters']);
        },
      };
      const source = createStreamSource({ connection, token, sink, onChange: () => onChange() });
      const onChange = stateTeller(connection.id, () => source.state());
      sources.set(connection.id, source);
      source.start();
    },
    disconnect: stop,
    reconnect: (id: string): boolean => {
      const source = sources.get(id);
      source?.reconnect();
      return source !== undefined;
    },
    /** Sends a platform-side command; the effect arrives as an ordinary event. */
    async command(connectionId: string, type: string, data: { id: string } & JsonObject) {
      const source = sources.get(connectionId);
      return source
        ? source.command(type, data)
        : { accepted: false, doubtful: false, error: 'the connection is switched off' };
    },

    saveConnection(connection: Connection, actor: string, action: string): void {
      writer().saveConnection(connection, actor, action);
      tell(['connections', 'audit']);
    },
    removeConnection(id: string, actor: string): boolean {
      const removed = writer().removeConnection(id, actor);
      tell(['connections', 'audit']);
      return removed;
    },

    /**
     * Answers `recorded: false` when the disk refuses; worth trying again. `understood: false`: it is kept, but as a dead letter, so no
     * row tells of it.
     */
    appendLocal(
      connectionId: string,
      zone: string,
      event: CloudEvent,
    ): { recorded: true; understood: boolean } | { recorded: false; why: string } {
      try {
        const { topics, deadLetters } = writer().appendLocal(connectionId, zone, event);
        tell(topics);
        return { recorded: true, understood: deadLetters === 0 };
      } catch (error) {
        if (!isStorageFault(error)) throw error;
        return { recorded: false, why: String(error) };
      }
    },
    planOperation(operation: PlannedOperation): void {
      writer().operations.plan(operation);
      tell(['operations', 'audit']);
    },
    startOperation(id: string, reason: string | null): Started {
      const started = writer().operations.start(id, reason, Date.now());
      tell(['operations', 'audit']);
      return started;
    },
    settleItem(itemId: string, outcome: 'succeeded' | 'failed' | 'unknown', result: string): void {
      writer().operations.settle({ itemId, outcome, result }, Date.now());
      tell(['operations', 'audit']);
    },
    expireItem(itemId: string, result: string): void {
      writer().operations.expire(itemId, result, Date.now());
      tell(['operations', 'audit']);
    },
    abortOperation(id: string): boolean {
      const aborted = writer().operations.abort(id, Date.now());
      tell(['operations', 'audit']);
      return aborted;
    },
    refuseOperation(id: string, why: string): void {
      writer().operations.refused(id, why, Date.now());
      tell(['audit']);
    },
    retryDeadLetters(ids: number[] | undefined): { tried: number; resolved: number } {
      const { topics, ...counts } = writer().retryDeadLetters(ids);
      tell(topics);
      return counts;
    },
    rebuild(): { projected: number } {
      if (!mirror) throw new Error('the mirror is not open');
      const { projected, topics } = rebuildProjections(mirror.db);
      tell(topics);
      return { projected };
    },
  };
}
