/**
 * A platform's event stream over one WebSocket: resumes after the last commit, acknowledges only what is committed, notices what is
 * missing, and always says how it stands. Protocol: `docs/stream-protocol.md`.
 */
import type { IncomingMessage } from 'node:http';
import { type RawData, WebSocket } from 'ws';
import type { ConnectionPhase, Gap } from '../../../shared/domain/connection.ts';
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
  subprotocol,
} from '../../../shared/stream/protocol.ts';
import type { StoredPosition } from '../mirror/connection-store.ts';
import { type Received, receive } from '../mirror/receive.ts';
import type { Batch, Committed, StreamPosition } from '../mirror/writer.ts';
import { createBackoff } from './backoff.ts';
import { createRate } from './rate.ts';
import { onClose, onRefusal, type Reaction } from './refusals.ts';
import { createSequence } from './sequence.ts';

/** What the source needs of the mirror. `commit` throws when the disk refuses; the batch is then given again later. */
export interface StreamSink {
  commit(batch: Batch): Committed;
  position(connectionId: string): StoredPosition | null;
  setMaxBytes(connectionId: string, bytes: number): void;
  stepOver(connectionId: string, to: { epoch: string; sequence: string }, reason: string): void;
  recordGap(gap: Omit<Gap, 'id'>, resume: StreamPosition): void;
}

/** What the operator sees of a stream, beside what is stored. */
export interface StreamState {
  state: ConnectionPhase;
  epoch: string | null;
  position: string | null;
  head: string | null;
  capabilities: string[];
  lastEventAt: number | null;
  rate: number;
  log: { at: number; what: string }[];
}

export interface StreamOptions {
  connection: { id: string; url: string; zone: string };
  token: string | null;
  sink: StreamSink;
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
  command(type: string, data: { id: string }): Promise<{ accepted: boolean; error?: string | undefined }>;
}

const defaultTiming = {
  handshakeMs: 10_000,
  /** At most this long does an event wait for others to share its commit. */
  batchMs: 50,
  firstRetryMs: 500,
  mostRetryMs: 30_000,
  commandMs: 15_000,
};

const batchEvents = 256;
const batchBytes = 4 << 20;
/** Until the first hello says what the platform's limit is. */
const assumedMaxBytes = 16 << 20;
/** Refusals are small; more is not read. */
const refusalBytes = 64 << 10;

export function createStreamSource(options: StreamOptions): StreamSource {
  const { connection, token, sink, onChange } = options;
  const timing = { ...defaultTiming, ...options.timing };
  const now = options.now ?? Date.now;
  const backoff = createBackoff(Math.random, { firstMs: timing.firstRetryMs, mostMs: timing.mostRetryMs });
  const sequence = createSequence();
  const rate = createRate(now);
  const commands = new Map<string, (answer: { accepted: boolean; error?: string | undefined }) => void>();
  const log: { at: number; what: string }[] = [];

  let phase: ConnectionPhase = { phase: 'disabled' };
  let position: StoredPosition | null = null;
  let head: string | null = null;
  let capabilities: string[] = [];
  let lastEventAt: number | null = null;

  let socket: WebSocket | null = null;
  let greeting: Hello | null = null;
  let pending: Received[] = [];
  let pendingBytes = 0;
  let batchTimer: NodeJS.Timeout | undefined;
  let silenceTimer: NodeJS.Timeout | undefined;
  let retryTimer: NodeJS.Timeout | undefined;
  let storageTimer: NodeJS.Timeout | undefined;
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
    sequence.begin(position?.sequence ?? null);
    greeting = null;
    caughtUpAt = null;
    become({ phase: 'connecting', attempt: backoff.failures + 1 });

    const mine = new WebSocket(addressOf(connection.url, position), [subprotocol], {
      headers: token === null ? {} : { authorization: `Bearer ${token}` },
      handshakeTimeout: timing.handshakeMs,
      // Measured: compression costs twenty times the throughput at 2 KB a message.
      perMessageDeflate: false,
      maxPayload: position?.maxBytes ?? assumedMaxBytes,
    });
    socket = mine;
    let refused: Reaction | null = null;
    mine.on('unexpected-response', (_request, response) => {
      void readRefusal(response).then((reaction) => {
        refused = reaction;
        mine.terminate();
        leave(mine, reaction);
      });
    });
    mine.on('open', () => silence(mine, timing.handshakeMs));
    mine.on('message', (data) => {
      if (mine === socket) onFrame(mine, data);
    });
    mine.on('error', (error) => {
      if (mine !== socket || refused) return;
      const tooBig = 'code' in error && error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH';
      if (tooBig) return leave(mine, onClose(1009, ''));
      note(`Connection error: ${error.message}`);
      leave(mine, { do: 'wait', why: `Cannot reach the platform: ${error.message}.` });
    });
    mine.on('close', (code, reason) => leave(mine, onClose(code, reason.toString('utf8'))));
  }

  /** The subscription over `mine` is over; commits what it brought, then reacts. */
  function leave(mine: WebSocket, reaction: Reaction): void {
    if (mine !== socket) return;
    socket = null;
    clearTimeout(silenceTimer);
    mine.terminate();
    failCommands();
    flush();
    if (storageTimer) return;
    react(reaction);
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
        stepOver(reaction.why);
        return waitThenConnect(reaction.why, backoff.next());
      case 'start over':
        startOver(reaction);
        return waitThenConnect(reaction.why, backoff.next());
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

  function silence(mine: WebSocket, limitMs: number): void {
    clearTimeout(silenceTimer);
    silenceTimer = setTimeout(() => {
      leave(mine, {
        do: 'wait',
        why: `Nothing was heard for ${Math.round(limitMs / 1000)} s; the connection is dead.`,
      });
    }, limitMs);
  }

  function onFrame(mine: WebSocket, data: RawData): void {
    if (greeting) silence(mine, greeting.keepalive_s * 2000);
    const bytes = Buffer.isBuffer(data) ? data : Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);
    const received = receive(bytes, now());
    if (received.kind === 'event' && received.event.type in controls && received.sequence === null) {
      const handle = controls[received.event.type];
      return handle?.(mine, received.event.data);
    }
    onEvent(mine, received);
  }

  const controls: Record<string, (mine: WebSocket, data: unknown) => void> = {
    [control.hello](mine, data) {
      const parsed = hello.safeParse(data);
      if (!parsed.success) return leave(mine, protocolFault('its greeting cannot be read'));
      greeting = parsed.data;
      if (position !== null && position.epoch !== greeting.epoch) {
        return leave(mine, {
          do: 'start over',
          epoch: greeting.epoch,
          floor: greeting.floor,
          why: 'The platform began a new epoch; what the old one still held is lost.',
        });
      }
      if (position?.maxBytes !== greeting.max_bytes) sink.setMaxBytes(connection.id, greeting.max_bytes);
      head = greeting.head;
      capabilities = greeting.capabilities;
      catchUpFrom = BigInt(position?.sequence ?? greeting.floor);
      silence(mine, greeting.keepalive_s * 2000);
      note('Connected.');
      progress();
    },
    [control.caughtUp](mine, data) {
      const parsed = caughtUp.safeParse(data);
      if (!parsed.success) return leave(mine, protocolFault('“caught up” cannot be read'));
      head = parsed.data.head;
      caughtUpAt = now();
      backoff.reset();
      flush();
      progress();
    },
    [control.heartbeat](mine, data) {
      const parsed = heartbeat.safeParse(data);
      if (!parsed.success) return leave(mine, protocolFault('a heartbeat cannot be read'));
      head = parsed.data.head;
      const before = sequence.last;
      const verdict = sequence.heartbeat(parsed.data.sequence);
      if (!verdict.ok) return missing(mine, verdict.missing);
      flush();
      if (sequence.last !== before) commit([]);
      onChange();
    },
    [control.bye](mine, data) {
      const parsed = bye.safeParse(data);
      const elsewhere = parsed.success && parsed.data.url !== undefined ? ` It suggests ${parsed.data.url}.` : '';
      // The token belongs to the configured address, so a suggested one is told to the operator rather than followed.
      leave(mine, { do: 'resume', why: `The platform asked to move to a new connection.${elsewhere}` });
    },
    [control.result](_mine, data) {
      const parsed = result.safeParse(data);
      if (parsed.success) commands.get(parsed.data.id)?.(parsed.data);
    },
  };

  function protocolFault(what: string): Reaction {
    return {
      do: 'stop',
      why: `The platform does not keep to the protocol: ${what}.`,
      fix: 'Check that the address is an event stream and that both sides speak the same version.',
    };
  }

  function onEvent(mine: WebSocket, received: Received): void {
    if (!greeting) return leave(mine, protocolFault('its first message is no greeting'));
    const verdict = sequence.see(received);
    if (!verdict.ok) return missing(mine, verdict.missing);
    pending.push(received);
    pendingBytes += received.bytes.length;
    lastEventAt = received.receivedAt;
    // A small window would otherwise be full before the batch is.
    const enough = Math.min(batchEvents, Math.ceil(greeting.window / 2));
    if (pending.length >= enough || pendingBytes >= batchBytes) flush();
    else batchTimer ??= setTimeout(flush, timing.batchMs);
  }

  function missing(mine: WebSocket, what: string): void {
    leave(mine, { do: 'resume', why: `A part of the stream is missing (${what}); resuming from the last commit.` });
  }

  /** Commits what is pending, in batches, and acknowledges it. On a storage fault the socket rests until the disk takes it. */
  function flush(): void {
    clearTimeout(batchTimer);
    batchTimer = undefined;
    while (pending.length > 0 && !storageTimer) {
      const batch = pending.slice(0, batchEvents);
      if (!commit(batch)) return;
      pending = pending.slice(batch.length);
    }
    pendingBytes = 0;
  }

  function commit(batch: readonly Received[]): boolean {
    const epoch = greeting?.epoch ?? position?.epoch;
    const reached = batch.length === 0 ? sequence.last : lastSequence(batch);
    const next = epoch && reached ? { epoch, sequence: reached } : null;
    try {
      sink.commit({ connectionId: connection.id, zone: connection.zone, received: batch, position: next });
    } catch (error) {
      rest(error);
      return false;
    }
    rate.add(batch.length);
    if (next) {
      position = { ...next, maxBytes: greeting?.max_bytes ?? position?.maxBytes ?? null };
      acknowledge(next);
      progress();
    }
    return true;
  }

  function acknowledge(to: { epoch: string; sequence: string }): void {
    send(client.ack, to);
  }

  function send(type: string, data: unknown): boolean {
    if (socket?.readyState !== WebSocket.OPEN) return false;
    const id = crypto.randomUUID();
    socket.send(JSON.stringify({ specversion: '1.0', id, source: 'aftercall://console', type, data }));
    return true;
  }

  /** The disk refuses: nothing is acknowledged, nothing more is read, and the same batch is tried again. */
  function rest(error: unknown): void {
    const why = `The mirror cannot be written (${error instanceof Error ? error.message : String(error)}).`;
    socket?.pause();
    clearTimeout(silenceTimer);
    note(why);
    become({ phase: 'paused', why });
    storageTimer = setTimeout(() => {
      storageTimer = undefined;
      flush();
      if (storageTimer) return;
      note('The mirror can be written again.');
      if (!socket) return react({ do: 'resume', why: 'The mirror can be written again.' });
      socket.resume();
      if (greeting) silence(socket, greeting.keepalive_s * 2000);
      progress();
    }, 1000);
  }

  function progress(): void {
    if (!greeting) return;
    // A fault that repeats at the same place must not turn into a tight loop, so only real progress resets the back-off.
    if (caughtUpAt !== null) return become({ phase: 'live', since: caughtUpAt });
    const total = BigInt(greeting.head) - catchUpFrom;
    const done = BigInt(position?.sequence ?? greeting.floor) - catchUpFrom;
    become({ phase: 'catching up', done: Math.max(0, Number(done)), total: Math.max(0, Number(total)) });
  }

  function failCommands(): void {
    for (const answer of commands.values())
      answer({ accepted: false, error: 'the connection was lost before an answer came' });
    commands.clear();
  }

  return {
    start: connect,
    async stop() {
      for (const timer of [batchTimer, silenceTimer, retryTimer]) clearTimeout(timer);
      const mine = socket;
      socket = null;
      flush();
      clearTimeout(storageTimer);
      failCommands();
      become({ phase: 'disabled' });
      if (!mine || mine.readyState === WebSocket.CLOSED) return;
      await new Promise<void>((done) => {
        const timer = setTimeout(() => mine.terminate(), 500);
        mine.once('close', () => {
          clearTimeout(timer);
          done();
        });
        mine.close(1000);
      });
    },
    reconnect() {
      backoff.reset();
      if (socket) leave(socket, { do: 'resume', why: 'Reconnecting on request.' });
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
    command(type, data) {
      return new Promise((resolve) => {
        const timer = setTimeout(
          () => settle({ accepted: false, error: 'the platform did not answer in time' }),
          timing.commandMs,
        );
        function settle(answer: { accepted: boolean; error?: string | undefined }) {
          clearTimeout(timer);
          commands.delete(data.id);
          resolve(answer);
        }
        commands.set(data.id, settle);
        if (phase.phase !== 'live' && phase.phase !== 'catching up') {
          settle({ accepted: false, error: 'the platform is not connected' });
        } else if (!send(type, data)) {
          settle({ accepted: false, error: 'the connection is closed' });
        }
      });
    },
  };
}

function addressOf(base: string, position: StoredPosition | null): URL {
  const url = new URL(base);
  if (position?.sequence) {
    url.searchParams.set('epoch', position.epoch);
    url.searchParams.set('after', position.sequence);
  }
  return url;
}

function lastSequence(batch: readonly Received[]): string | null {
  const last = batch.findLast((item) => item.kind === 'event' && item.sequence !== null);
  return last?.kind === 'event' ? last.sequence : null;
}

async function readRefusal(response: IncomingMessage): Promise<Reaction> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of response) {
      const bytes = Buffer.from(chunk);
      chunks.push(bytes);
      size += bytes.length;
      if (size >= refusalBytes) break;
    }
  } catch {
    // The body is only an explanation; the status alone decides what to do.
  }
  return onRefusal(response.statusCode ?? 0, Buffer.concat(chunks).toString('utf8'), response.headers['retry-after']);
}
