/**
 * The ingest thread's inside: the only writer, and every source beside it, so that a received event is parsed once and committed
 * where it was received. The rest of core talks to it through `ingest-thread.ts`.
 */
import type { Topic } from '../../../shared/contract/index.ts';
import type { JsonObject } from '../../../shared/domain/chain.ts';
import type { Connection } from '../../../shared/domain/connection.ts';
import type { Opening } from '../../../shared/domain/opening.ts';
import type { SavedView } from '../../../shared/domain/view.ts';
import { filesSourceOf } from '../sources/files/source.ts';
import { intakeThread } from '../sources/intake/intake-thread.ts';
import { createStreamSource, type StreamSink, type StreamSource, type StreamState } from '../sources/stream.ts';
import { salvaged } from '../upkeep/recovery.ts';
import type { MirrorUnavailableCode } from './errors.ts';
import { type Doing, ingestEndpoints } from './ingest-endpoints.ts';
import { ingestNotes } from './ingest-notes.ts';
import { ingestOperations } from './ingest-operations.ts';
import { ingestReviews } from './ingest-reviews.ts';
import { ingestSources } from './ingest-sources.ts';
import { ingestUpkeep, type UpkeepNotices } from './ingest-upkeep.ts';
import { asUnavailable, mirrorFile, type OpenMirror, openMirror, type Writable } from './open.ts';
import { projectAnewIfDue } from './rebuild.ts';
import { isDamage } from './search/open.ts';
import type { StoredSettings } from './setting-store.ts';
import type { ViewToSave } from './view-store.ts';
import { createWriter, type Writer } from './writer.ts';

/** What the ingest thread tells the rest of core. */
export interface IngestEvents extends UpkeepNotices {
  /** While the mirror is opened, where that takes long; a few times a second. */
  opening(opening: Opening): void;
  changed(topics: Topic[]): void;
  streamState(connectionId: string, state: StreamState): void;
}

export type Opened =
  | { ok: true; machineId: string; connections: Connection[]; settings: StoredSettings; interrupted: number }
  | { ok: false; code: MirrorUnavailableCode; message: string };

const lettersAtOnce = 256;
const openingEveryMs = 200;

export type Ingest = ReturnType<typeof createIngest>;

export function createIngest(emit: IngestEvents) {
  const sources = new Map<string, { source: StreamSource; hush: () => void }>();
  /** Per connection, the last of its starts and stops: the next one waits for it. */
  const turns = new Map<string, Promise<unknown>>();
  const intake = intakeThread();
  let mirror: OpenMirror | null = null;
  let opened: Writer | null = null;

  function db(): Writable {
    if (!mirror) throw new Error('the mirror is not open');
    return mirror.db;
  }

  function writer(): Writer {
    if (!opened) throw new Error('the mirror is not open');
    return opened;
  }

  const more = ingestSources(writer, tell);

  function tell(topics: Iterable<Topic>): void {
    const list = [...topics];
    if (list.length > 0) emit.changed(list);
  }

  /** Told at once when the phase changes, at most five times a second otherwise. */
  function stateTeller(id: string, read: () => StreamState): { tell: () => void; hush: () => void } {
    let timer: NodeJS.Timeout | undefined;
    let phase = '';
    const tell = () => {
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
    return { tell, hush: () => clearTimeout(timer) };
  }

  /** The writer, with every console told of what it wrote. */
  function streamSink(): StreamSink {
    return {
      ...writer(),
      commit(batch) {
        try {
          const committed = writer().commit(batch);
          tell(committed.topics);
          return committed;
        } catch (error) {
          if (isDamage(error)) emit.damaged();
          throw error;
        }
      },
      recordGap(...gap) {
        writer().recordGap(...gap);
        tell(['connections']);
      },
      stepOver(...step) {
        writer().stepOver(...step);
        tell(['deadLetters']);
      },
    };
  }

  function inTurn<T>(id: string, work: () => Promise<T>): Promise<T> {
    const done = (turns.get(id) ?? Promise.resolve()).then(work, work);
    turns.set(id, done);
    return done;
  }

  async function stop(id: string): Promise<void> {
    const running = sources.get(id);
    sources.delete(id);
    await running?.source.stop();
    running?.hush();
  }

  return {
    ...ingestOperations(writer, tell),
    ...ingestEndpoints(writer, tell),
    ...ingestUpkeep(db, writer, tell, emit),
    ...ingestReviews(writer, tell),
    ...ingestNotes(writer, tell),
    open(dataDir: string): Opened {
      try {
        mirror = openMirror(dataDir);
        projectAnewIfDue(
          mirror.db,
          nowAndThen((done, of) => emit.opening({ done, of })),
        );
        opened = createWriter(mirror.db);
        const { restored } = mirror;
        if (restored) {
          const { at, actor, path, setAside } = restored;
          if (path === null) takeOver(opened, salvaged(mirrorFile(setAside)), actor);
          const detail = `${path ?? 'a new mirror'}, what was there lies in ${setAside}`;
          opened.noteUpkeep({ what: 'restore', at, durationMs: 0, problem: null, detail }, actor);
        }
        const interrupted = opened.operations.recover(Date.now());
        opened.imports.interrupt();
        const machineId = mirror.db.prepare<[], { id: string }>('SELECT id FROM machine').get()?.id ?? '';
        return { ok: true, machineId, connections: opened.connections(), settings: opened.settings(), interrupted };
      } catch (error) {
        mirror?.close();
        mirror = null;
        const { code, message } = asUnavailable(error, dataDir);
        return { ok: false, code, message };
      }
    },
    async close(): Promise<void> {
      await Promise.all([...sources.keys()].map((id) => inTurn(id, () => stop(id))));
      await intake.close();
      if (mirror) await more.closeImports();
      mirror?.close();
      mirror = null;
      opened = null;
    },

    ...more.calls,

    /** Starts or restarts the connection's source. `secrets`: with which its senders sign, the current one first. */
    connect: (connection: Connection, token: string | null, secrets: readonly string[] = []): Promise<void> =>
      inTurn(connection.id, async () => {
        await stop(connection.id);
        const onChange = () => teller.tell();
        const source =
          connection.kind === 'stream'
            ? createStreamSource({ connection, token, sink: streamSink(), subscribe: intake.subscribe, onChange })
            : connection.kind === 'receiver'
              ? more.receiver(connection, token, secrets, onChange)
              : filesSourceOf(onChange);
        const teller = stateTeller(connection.id, () => source.state());
        sources.set(connection.id, { source, hush: teller.hush });
        source.start();
      }),
    disconnect: (id: string): Promise<void> => inTurn(id, () => stop(id)),
    reconnect: (id: string): boolean => {
      const running = sources.get(id);
      running?.source.reconnect();
      return running !== undefined;
    },
    /** Sends a platform-side command; the effect arrives as an ordinary event. */
    async command(connectionId: string, type: string, data: { id: string } & JsonObject) {
      const running = sources.get(connectionId);
      return running
        ? running.source.command(type, data)
        : { accepted: false, doubtful: false, error: 'the connection is switched off' };
    },

    removedConnectionAt: (url: string): string | null => writer().removedConnectionAt(url),
    saveConnection(connection: Connection, actor: string, action: string, newToken: boolean): void {
      writer().saveConnection(connection, actor, action, newToken);
      tell(['connections', 'audit']);
    },
    removeConnection(id: string, actor: string): boolean {
      const removed = writer().removeConnection(id, actor);
      tell(['connections', 'audit']);
      return removed;
    },

    saveSettings(sections: StoredSettings, doings: Doing[]): void {
      writer().saveSettings(sections, doings);
      tell(['settings', 'audit']);
    },

    saveView(view: ViewToSave): SavedView | null {
      const saved = writer().saveView(view);
      if (saved) tell(['views']);
      return saved;
    },
    removeView(id: number): boolean {
      const removed = writer().removeView(id);
      if (removed) tell(['views']);
      return removed;
    },

    async retryDeadLetters(ids: number[] | undefined): Promise<{ tried: number; resolved: number }> {
      const all = ids ?? writer().openDeadLetters();
      const counts = { tried: 0, resolved: 0 };
      for (let from = 0; from < all.length; from += lettersAtOnce) {
        const { topics, tried, resolved } = writer().retryDeadLetters(all.slice(from, from + lettersAtOnce));
        counts.tried += tried;
        counts.resolved += resolved;
        tell(topics);
        // The streams have their turn in between.
        await new Promise((resolve) => setImmediate(resolve));
      }
      if (ids === undefined) {
        const held = await more.calls.recheckSignatures();
        counts.tried += held.tried;
        counts.resolved += held.resolved;
      }
      return counts;
    },
  };
}

/** A mirror that begins anew asks the same platforms again. */
function takeOver(writer: Writer, { connections, settings }: ReturnType<typeof salvaged>, actor: string): void {
  for (const connection of connections) writer.saveConnection(connection, actor, 'connection taken over');
  writer.saveSettings(settings, []);
}

/** `tell`, called the first time and then at most so often. */
function nowAndThen(tell: (done: number, of: number) => void): (done: number, of: number) => void {
  let last = Number.NEGATIVE_INFINITY;
  return (done, of) => {
    const now = performance.now();
    if (now - last < openingEveryMs) return;
    last = now;
    tell(done, of);
  };
}
