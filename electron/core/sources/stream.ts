/**
 * A platform's event stream over one WebSocket: resumes after the last commit, acknowledges only what is committed, notices what is
 * missing, and always says how it stands. Protocol: `docs/stream-protocol.md`.
 */
import type { ConnectionPhase, ConnectionStatus, Gap } from '../../../shared/domain/connection.ts';
import {
  bye,
  caughtUp,
  client,
  control,
  type Hello,
  heartbeat,
  hello,
  padSequence,
  result,
} from '../../../shared/stream/protocol.ts';
import type { StreamPosition } from '../mirror/connection-store.ts';
import type { Batch, Committed } from '../mirror/event-writer.ts';
import type { Received } from '../mirror/receive.ts';
import { createBackoff } from './backoff.ts';
import { createBatches } from './batches.ts';
import { type Answer, createCommands } from './commands.ts';
import type { StreamSubscription, Subscribe } from './intake/subscriptions.ts';
import { createRate } from './rate.ts';
import type { Reaction } from './refusals.ts';
import { createSequence } from './sequence.ts';

/** What the source needs of the mirror. `commit` throws when the disk refuses; the batch is then given again later. */
export interface StreamSink {
  commit(batch: Batch): Committed;
  position(connectionId: string): StreamPosition | null;
  maxBytes(connectionId: string): number | null;
  setMaxBytes(connectionId: string, bytes: number): void;
  stepOver(connectionId: string, to: { epoch: string; sequence: string }, reason: string): void;
  recordGap(gap: Omit<Gap, 'id'>, resume: StreamPosition): void;
}

/** What the operator sees of a stream, beside what is stored. */
export type StreamState = Pick<
  ConnectionStatus,
  'state' | 'epoch' | 'position' | 'head' | 'capabilities' | 'lastEventAt' | 'rate' | 'hooks' | 'log'
>;

export interface StreamOptions {
  connection: { id: string; url: string; zone: string };
  token: string | null;
  sink: StreamSink;
  subscribe: Subscribe;
  /** Called whenever `state()` would answer differently; often. */
  onChange: () => void;
  now?: () => number;
  timing?: Partial<typeof defaultTiming>;
}

export interface StreamSource {
  start(): void;
  /** Commits what is pending and closes. */
  stop(): Promise<void>;
  /** Tries again now, whatever it was waiting or stopped for. */
  reconnect(): void;
  state(): StreamState;
  /** Sends a command; resolves with the platform's answer. */
  command(type: string, data: { id: string }): Promise<Answer>;
}

const defaultTiming = {
  handshakeMs: 10_000,
  /**
   * At most so long does an event wait for others to be packed with it, and then for others to share its commit: each commit writes
   * anew what it shares with the next, and leaves readers nothing of their caches. Both and the commit itself take less than 100 ms.
   */
  runMs: 25,
  batchMs: 60,
  firstRetryMs: 500,
  mostRetryMs: 30_000,
  commandMs: 15_000,
};

/** Until the first hello says what the platform's limit is. */
const assumedMaxBytes = 16 << 20;
/** Larger messages are stepped over, whatever a platform announces: they would have to be held in memory whole. */
const mostBytes = 256 << 20;

export function createStreamSource(options: StreamOptions): StreamSource {
  const { connection, token, sink, subscribe, onChange } = options;
  const timing = { ...defaultTiming, ...options.timing };
  const now = options.now ?? Date.now;
  const backoff = createBackoff(Math.random, { firstMs: timing.firstRetryMs, mostMs: timing.mostRetryMs });
  const sequence = createSequence();
  const rate = createRate();
  const commands = createCommands(timing.commandMs);
  const batches = createBatches({ commit, waitMs: timing.batchMs, onRest: rest, onResume: goOn });
  const log: { at: number; what: string }[] = [];

  let phase: ConnectionPhase = { phase: 'disabled' };
  let position: StreamPosition | null = null;
  /** The largest message this subscription takes. */
  let maxPayload = assumedMaxBytes;
  let head: string | null = null;
  let capabilities: string[] = [];
  let lastEventAt: number | null = null;

  let subscription: StreamSubscription | null = null;
  /** The position this subscription began after. */
  let beganAfter: string | null = null;
  let greeting: Hello | null = null;
  let retryTimer: NodeJS.Timeout | undefined;
  let caughtUpAt: number | null = null;
  let catchUpFrom = 0n;

  function become(next: ConnectionPhase): void {
    phase = next;
    onChange();
  }

  function note(what: string): void {
    if (log[0]?.what === what && now() - log[0].at < 1000) return;
    log.unshift({ at: now(), what });
    log.length = Math.min(log.length, 50);
  }

  function connect(): void {
    clearTimeout(retryTimer);
    position = sink.position(connection.id);
    beganAfter = position?.sequence ?? null;
    sequence.begin(beganAfter);
    maxPayload = Math.min(sink.maxBytes(connection.id) ?? assumedMaxBytes, mostBytes);
    greeting = null;
    caughtUpAt = null;
    become({ phase: 'connecting', attempt: backoff.failures + 1 });

    const { url, zone } = connection;
    const { handshakeMs, runMs } = timing;
    subscription = subscribe({ url, position, token, zone, maxPayload, handshakeMs, waitMs: runMs }, { onRun, onEnd });
  }

  /** A subscription is over: commits what it brought, then reacts. */
  function onEnd(reaction: Reaction): void {
    subscription = null;
    commands.failAll('the connection was lost before an answer came');
    batches.flush();
    if (batches.resting) return;
    // Progress was made, so a fault that repeats cannot become a tight loop.
    if (reaction.do === 'resume' && position?.sequence !== beganAfter) backoff.reset();
    react(reaction);
  }

  function leave(reaction: Reaction): void {
    subscription?.leave(reaction);
  }

  function react(reaction: Reaction): void {
    note(reaction.why);
    switch (reaction.do) {
      case 'stop':
        return become({ phase: 'stopped', why: reaction.why, fix: reaction.fix });
      case 'wait':
        return waitThenConnect(reaction.why, Math.max(backoff.next(), reaction.atLeastMs ?? 0));
      case 'resume':
        // Jitter all the same: every console of a restarting platform comes back at this moment.
        return waitThenConnect(reaction.why, backoff.next());
      case 'step over':
      case 'start over':
        return moveThenConnect(reaction);
    }
  }

  /** Where the stream goes on is written down first; if the disk refuses, the platform will say the same again. */
  function moveThenConnect(reaction: Extract<Reaction, { do: 'step over' | 'start over' }>): void {
    try {
      if (reaction.do === 'step over') stepOver(reaction.why);
      else startOver(reaction);
      waitThenConnect(reaction.why, backoff.next());
    } catch (error) {
      waitThenConnect(unwritable(error), backoff.next());
    }
  }

  function waitThenConnect(why: string, delayMs: number): void {
    become({ phase: 'waiting', attempt: backoff.failures, retryAt: now() + delayMs, why });
    clearTimeout(retryTimer);
    retryTimer = setTimeout(connect, delayMs);
  }

  /** The event after the last one is bigger than allowed. Positions are dense, so the next one is it. */
  function stepOver(why: string): void {
    const epoch = position?.epoch ?? greeting?.epoch;
    if (!epoch) return;
    const from = BigInt(position?.sequence ?? greeting?.floor ?? '1') - (position?.sequence ? 0n : 1n);
    const to = padSequence(from + 1n);
    sink.stepOver(connection.id, { epoch, sequence: to }, `${why} The event at ${from + 1n} was not received.`);
  }

  function startOver(reaction: Extract<Reaction, { do: 'start over' }>): void {
    const epoch = reaction.epoch ?? position?.epoch ?? 'unknown';
    sink.recordGap(
      {
        connectionId: connection.id,
        at: now(),
        fromEpoch: position?.epoch ?? null,
        fromPosition: position?.sequence ?? null,
        toEpoch: epoch,
        toPosition: reaction.floor ?? padSequence(0),
        why: reaction.why,
      },
      { epoch, sequence: null },
    );
  }

  function onRun(run: Received[]): void {
    try {
      const [first] = run;
      const handle = first?.kind === 'event' && first.sequence === null ? controls.get(first.event.type) : undefined;
      // What has no position comes by itself.
      if (handle && first?.kind === 'event') handle(first.event.data);
      else onEvents(run);
    } catch (error) {
      leave({ do: 'wait', why: unwritable(error) });
    }
  }

  const handlers: Record<string, (data: unknown) => void> = {
    [control.hello](data) {
      const parsed = hello.safeParse(data);
      if (!parsed.success) return leave(protocolFault('its greeting cannot be read'));
      greeting = parsed.data;
      if (position !== null && position.epoch !== greeting.epoch) {
        return leave({
          do: 'start over',
          epoch: greeting.epoch,
          floor: greeting.floor,
          why: 'The platform began a new epoch; what the old one still held is lost.',
        });
      }
      if (sink.maxBytes(connection.id) !== greeting.max_bytes) sink.setMaxBytes(connection.id, greeting.max_bytes);
      if (Math.min(greeting.max_bytes, mostBytes) > maxPayload) {
        // The limit of a socket stands once it is open, and what the platform may send must be taken.
        return leave({ do: 'resume', why: 'The platform sends larger messages than was assumed.' });
      }
      head = greeting.head;
      capabilities = greeting.capabilities;
      catchUpFrom = standsAt(greeting);
      subscription?.expect(greeting.keepalive_s * 2000, mostWaiting(greeting));
      note('Connected.');
      progress();
    },
    [control.caughtUp](data) {
      const parsed = caughtUp.safeParse(data);
      if (!parsed.success) return leave(protocolFault('“caught up” cannot be read'));
      head = parsed.data.head;
      backoff.reset();
      // Live is what has all of the backlog.
      batches.flush();
      caughtUpAt = now();
      progress();
    },
    [control.heartbeat](data) {
      const parsed = heartbeat.safeParse(data);
      if (!parsed.success) return leave(protocolFault('a heartbeat cannot be read'));
      head = parsed.data.head;
      const before = sequence.last;
      const verdict = sequence.heartbeat(parsed.data.sequence);
      if (!verdict.ok) return missing(verdict.missing);
      batches.flush();
      // Stepped past stored frames that cannot be read: there is progress without an event.
      if (sequence.last !== before) commit([]);
      onChange();
    },
    [control.bye](data) {
      const parsed = bye.safeParse(data);
      const elsewhere = parsed.success && parsed.data.url !== undefined ? ` It suggests ${parsed.data.url}.` : '';
      // The token belongs to the configured address, so a suggested one is told to the operator rather than followed.
      leave({ do: 'resume', why: `The platform asked to move to a new connection.${elsewhere}` });
    },
    [control.result](data) {
      const parsed = result.safeParse(data);
      if (parsed.success) commands.answer(parsed.data.id, parsed.data);
    },
  };

  // A map, because a message's type may be the name of anything an object inherits.
  const controls = new Map(Object.entries(handlers));

  function protocolFault(what: string): Reaction {
    return {
      do: 'stop',
      why: `The platform does not keep to the protocol: ${what}.`,
      fix: 'Check that the address is an event stream and that both sides speak the same version.',
    };
  }

  function onEvents(run: readonly Received[]): void {
    if (!greeting) return leave(protocolFault('its first message is no greeting'));
    const kept: Received[] = [];
    let lost: string | null = null;
    for (const received of run) {
      const verdict = sequence.see(received, greeting.epoch);
      if (!verdict.ok) {
        lost = verdict.missing;
        break;
      }
      lastEventAt = received.receivedAt;
      // An event whose place is doubtful is kept, but is no progress.
      kept.push(received.kind === 'event' && !verdict.positioned ? { ...received, sequence: null } : received);
    }
    batches.add(kept, mostWaiting(greeting));
    if (lost !== null) missing(lost);
  }

  function missing(what: string): void {
    leave({ do: 'resume', why: `A part of the stream is missing (${what}); resuming from the last commit.` });
  }

  /** Commits a batch with the position it reaches, then acknowledges it. Throws when the disk refuses. */
  function commit(batch: readonly Received[]): void {
    const epoch = greeting?.epoch ?? position?.epoch;
    const reached = batch.length === 0 ? sequence.last : lastSequence(batch);
    const next = epoch && reached ? { epoch, sequence: reached } : null;
    sink.commit({ connectionId: connection.id, zone: connection.zone, received: batch, position: next });
    rate.add(batch.length);
    if (!next) return;
    position = next;
    send(client.ack, next);
    progress();
  }

  function send(type: string, data: unknown): boolean {
    const id = crypto.randomUUID();
    const message = { specversion: '1.0', id, source: 'aftercall://console', type, data };
    return subscription?.send(JSON.stringify(message)) ?? false;
  }

  /** The disk refuses: nothing is acknowledged and nothing more is read until it takes the same batch. */
  function rest(error: unknown): void {
    subscription?.pause();
    note(unwritable(error));
    become({ phase: 'paused', why: unwritable(error) });
  }

  function goOn(): void {
    const why = 'The mirror can be written again.';
    if (!subscription) return react({ do: 'resume', why });
    note(why);
    subscription.resume();
    progress();
  }

  /** The last event there is of the stream, or the one before its oldest. */
  function standsAt({ floor }: Hello): bigint {
    return position?.sequence ? BigInt(position.sequence) : BigInt(floor) - 1n;
  }

  function progress(): void {
    if (!greeting) return;
    if (caughtUpAt !== null) return become({ phase: 'live', since: caughtUpAt });
    const total = BigInt(greeting.head) - catchUpFrom;
    const done = standsAt(greeting) - catchUpFrom;
    become({ phase: 'catching up', done: Math.max(0, Number(done)), total: Math.max(0, Number(total)) });
  }

  return {
    start: connect,
    async stop() {
      clearTimeout(retryTimer);
      const last = subscription;
      subscription = null;
      batches.stop();
      commands.failAll('the connection was switched off');
      become({ phase: 'disabled' });
      await last?.close();
    },
    reconnect() {
      backoff.reset();
      leave({ do: 'resume', why: 'Reconnecting on request.' });
      clearTimeout(retryTimer);
      connect();
    },
    state: () => ({
      state: phase,
      epoch: position?.epoch ?? null,
      position: position?.sequence ?? null,
      head,
      capabilities,
      lastEventAt,
      rate: rate.perSecond(),
      log: [...log],
    }),
    command: (type, data) =>
      commands.ask(data.id, () => {
        if (phase.phase !== 'live' && phase.phase !== 'catching up') return 'the platform is not connected';
        return send(type, data) ? null : 'the connection is closed';
      }),
  };
}

/** Half a window: the platform must not have to stop before the acknowledgement is on its way. */
const mostWaiting = ({ window }: Hello): number => Math.ceil(window / 2);

function lastSequence(batch: readonly Received[]): string | null {
  const last = batch.findLast((item) => item.kind === 'event' && item.sequence !== null);
  return last?.kind === 'event' ? last.sequence : null;
}

function unwritable(error: unknown): string {
  return `The mirror cannot be written (${error instanceof Error ? error.message : String(error)}).`;
}
