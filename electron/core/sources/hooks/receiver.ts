/**
 * A connection to which platforms send webhooks. A request is answered 2xx only when what it brought is in the mirror; what is refused is
 * in the mirror too, as a dead letter, unless it had no right to be there at all.
 */
import type { ConnectionPhase, HookCounts } from '../../../../shared/domain/connection.ts';
import type { SigningScheme } from '../../../../shared/domain/signing.ts';
import { receiverSource } from '../../local-source.ts';
import type { Batch, Committed } from '../../mirror/event-writer.ts';
import type { DeadLetterCode, Received } from '../../mirror/receive.ts';
import { createBackoff } from '../backoff.ts';
import { createRate } from '../rate.ts';
import type { StreamSource, StreamState } from '../stream.ts';
import { createGroupCommit, type GroupCommitOptions } from './group-commit.ts';
import { mostUnpacked, readExcerpt, readHook } from './read.ts';
import type { HookRequest } from './request.ts';
import { type HookAnswer, type HookServer, mostBytes } from './server.ts';

/** What a receiver needs of the mirror. */
export interface HookSink {
  commit(batch: Batch): Committed;
  /** Why an event that is kept cannot be read; `null` when it can, or is not there. */
  problemOf(source: string, eventId: string): { code: DeadLetterCode; reason: string } | null;
  /** Whether the connection's own mapping reads what no dialect does. */
  hasMapping(connectionId: string): boolean;
}

export interface ReceiverOptions {
  connection: { id: string; url: string; zone: string; scheme: SigningScheme };
  token: string;
  secrets: readonly string[];
  server: HookServer;
  sink: HookSink;
  onChange: () => void;
  now?: () => number;
  timing?: GroupCommitOptions['timing'];
}

export function createReceiver(options: ReceiverOptions): StreamSource {
  const { connection, token, secrets, server, sink, onChange } = options;
  const now = options.now ?? Date.now;
  const setup = { connectionId: connection.id, scheme: connection.scheme, secrets };
  const source = receiverSource(connection.id);
  const port = Number(new URL(connection.url).port);
  const rate = createRate();
  const backoff = createBackoff(Math.random);
  const group = createGroupCommit({ commit, onTrouble, ...(options.timing && { timing: options.timing }) });
  const counts: HookCounts = { taken: 0, duplicates: 0, refused: 0, badSignatures: 0, turnedAway: 0 };
  const log: StreamState['log'] = [];
  let phase: ConnectionPhase = { phase: 'disabled' };
  let lastEventAt: number | null = null;
  let retryTimer: NodeJS.Timeout | undefined;
  let stopped = true;

  function become(next: ConnectionPhase): void {
    phase = next;
    onChange();
  }

  function note(what: string): void {
    if (log[0]?.what === what && now() - log[0].at < 60_000) return;
    log.unshift({ at: now(), what });
    log.length = Math.min(log.length, 50);
  }

  function commit(received: readonly Received[]): void {
    const done = sink.commit({
      connectionId: connection.id,
      zone: connection.zone,
      received,
      position: null,
      local: true,
    });
    counts.duplicates += done.duplicates;
    rate.add(received.length);
  }

  function onTrouble(error: unknown | null): void {
    if (stopped) return;
    if (error === null) return become({ phase: 'live', since: now() });
    const why = `The mirror cannot be written (${error instanceof Error ? error.message : String(error)}).`;
    note(why);
    become({ phase: 'paused', why });
  }

  async function keep(received: Received): Promise<boolean> {
    const durable = await group.add(received);
    if (durable) lastEventAt = now();
    else turnedAway('The mirror could not be written in time; the sender was asked to send it again.');
    return durable;
  }

  async function handle(request: HookRequest): Promise<HookAnswer> {
    const read = await readHook(request, setup);
    if (!(await keep(read.received))) return unavailable;
    onChange();
    if (!read.ok) {
      if (read.status === 401) counts.badSignatures += 1;
      else counts.refused += 1;
      note(
        read.status === 401 ? `A signature does not hold: ${read.problem}` : `A webhook was refused: ${read.problem}`,
      );
      return { status: read.status, body: { error: read.problem, kept: true } };
    }
    const { id } = read.received.event;
    const problem = sink.problemOf(source, id);
    const toBeMapped = problem?.code === 'unknown dialect' && sink.hasMapping(connection.id);
    if (problem && !toBeMapped) {
      counts.refused += 1;
      note(`A webhook was refused: ${problem.reason}`);
      return { status: 400, body: { error: `Unknown event type: ${problem.reason}`, kept: true, id } };
    }
    counts.taken += 1;
    return { status: 200, body: { received: true, id } };
  }

  async function tooLarge(request: HookRequest, bytes: number | null): Promise<HookAnswer> {
    const size = bytes === null ? 'of unknown size' : `of ${bytes.toLocaleString('en-US')} bytes`;
    const reason = `A body ${size} is larger than ${mostBytes >> 20} MiB; only its beginning was kept.`;
    counts.refused += 1;
    note(reason);
    if (!(await keep(readExcerpt(request, setup, reason)))) return unavailable;
    onChange();
    return {
      status: 413,
      body: { error: `The body may have ${mostBytes >> 20} MiB (${mostUnpacked >> 20} MiB unpacked).`, kept: true },
    };
  }

  function turnedAway(why: string): void {
    counts.turnedAway += 1;
    note(why);
    onChange();
  }

  async function open(): Promise<void> {
    clearTimeout(retryTimer);
    become({ phase: 'connecting', attempt: backoff.failures + 1 });
    try {
      await server.open(port, connection.id, { token, handle, tooLarge, turnedAway });
      if (stopped) return await server.close(port, connection.id);
      backoff.reset();
      note('Listening.');
      become({ phase: 'live', since: now() });
    } catch (error) {
      if (!stopped) retryLater(error);
    }
  }

  function retryLater(error: unknown): void {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (code === 'EACCES') {
      const why = `Port ${port} may not be used by you.`;
      return become({ phase: 'stopped', why, fix: 'Give the receiver a port above 1023.' });
    }
    const why =
      code === 'EADDRINUSE' ? `Another program uses port ${port}.` : `Port ${port} cannot be opened (${error}).`;
    note(why);
    const delayMs = Math.max(1000, backoff.next());
    become({ phase: 'waiting', attempt: backoff.failures, retryAt: now() + delayMs, why });
    retryTimer = setTimeout(() => void open(), delayMs);
  }

  return {
    start() {
      stopped = false;
      void open();
    },
    async stop() {
      stopped = true;
      clearTimeout(retryTimer);
      group.stop();
      become({ phase: 'disabled' });
      await server.close(port, connection.id);
    },
    reconnect() {
      backoff.reset();
      if (!stopped && phase.phase !== 'live') void open();
    },
    state: () => ({
      state: phase,
      epoch: null,
      position: null,
      head: null,
      capabilities: [],
      lastEventAt,
      rate: rate.perSecond(),
      hooks: { ...counts },
      log: [...log],
    }),
    command: async () => ({ accepted: false, doubtful: false, error: 'a receiver takes no commands' }),
  };
}

const unavailable: HookAnswer = { status: 503, body: { error: 'It could not be kept; send it again later.' } };
