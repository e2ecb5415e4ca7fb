/**
 * The intake thread's inside: the sockets of streams, and all that can be done with an event before it is written. The source that asked
 * for a subscription lives on the ingest thread, and decides; what it was not told to have taken holds the socket back.
 */
import type { StreamPosition } from '../../mirror/connection-store.ts';
import { readAhead } from '../../mirror/projections/read-event.ts';
import { receive } from '../../mirror/receive.ts';
import type { Reaction } from '../refusals.ts';
import { type Subscription, subscribe } from '../subscription.ts';
import type { WireRun } from './run-wire.ts';
import { createRuns, type Runs } from './runs.ts';

export interface Opening {
  url: string;
  /** Resumes after it. */
  position: StreamPosition | null;
  token: string | null;
  /** IANA zone of the connection. */
  zone: string;
  maxPayload: number;
  handshakeMs: number;
  waitMs: number;
}

/** Of a subscription that is open; `id` is the asker's. */
export interface IntakeCalls {
  open(id: number, opening: Opening): void;
  send(id: number, text: string): void;
  /** From now on, so much silence means that the connection is dead; and so many events are enough for a run. */
  expect(id: number, silenceMs: number, runEvents: number): void;
  pause(id: number): void;
  resume(id: number): void;
  /** So many bytes were taken over. */
  taken(id: number, bytes: number): void;
  /** Ends it without a word; nothing more is told of it. */
  drop(id: number): void;
  /** Says goodbye properly; nothing more is told of it. */
  close(id: number): Promise<void>;
}

export interface IntakeEvents {
  run(id: number, run: WireRun): void;
  ended(id: number, reaction: Reaction): void;
}

/** So much may be on its way to the ingest thread: a few commits. */
const mostAhead = 4 << 20;

interface Open {
  subscription: Subscription;
  runs: Runs;
  /** Bytes received and not taken over yet. */
  ahead: number;
  /** By the source's wish. */
  isPaused: boolean;
  isFull: boolean;
}

export function createIntake(tell: IntakeEvents, now: () => number = Date.now): IntakeCalls {
  const all = new Map<number, Open>();

  function open(id: number, { url, position, zone, waitMs, ...rest }: Opening): void {
    const runs = createRuns(waitMs, (run) => tell.run(id, run));
    const subscription = subscribe({
      ...rest,
      url: addressOf(url, position),
      onFrame(bytes) {
        const received = receive(bytes, now());
        const isPlaced = received.kind === 'event' && received.sequence !== null;
        runs.add(received, isPlaced ? readAhead(received, zone) : undefined);
        own.ahead += bytes.length;
        settle(own);
      },
      onEnd(reaction) {
        runs.end(() => {
          all.delete(id);
          tell.ended(id, reaction);
        });
      },
    });
    const own: Open = { subscription, runs, ahead: 0, isPaused: false, isFull: false };
    all.set(id, own);
  }

  /** Half of it taken over, there is room again: a socket is not to stop and go with every frame. */
  function settle(own: Open): void {
    const isFull = own.ahead > (own.isFull ? mostAhead / 2 : mostAhead);
    if (isFull === own.isFull) return;
    own.isFull = isFull;
    if (own.isPaused) return;
    if (isFull) own.subscription.pause();
    else own.subscription.resume();
  }

  function forgotten(id: number): Open | undefined {
    const own = all.get(id);
    all.delete(id);
    own?.runs.discard();
    return own;
  }

  return {
    open(id, opening) {
      try {
        open(id, opening);
      } catch (error) {
        const why = `“${opening.url}” cannot be connected to: ${error instanceof Error ? error.message : String(error)}.`;
        const fix = 'Check the address of the connection; it begins with ws:// or wss://.';
        tell.ended(id, { do: 'stop', why, fix });
      }
    },
    send(id, text) {
      all.get(id)?.subscription.send(text);
    },
    expect(id, silenceMs, runEvents) {
      const own = all.get(id);
      own?.subscription.expectWithin(silenceMs);
      own?.runs.limit(runEvents);
    },
    pause(id) {
      const own = all.get(id);
      if (!own) return;
      own.isPaused = true;
      own.subscription.pause();
    },
    resume(id) {
      const own = all.get(id);
      if (!own) return;
      own.isPaused = false;
      if (!own.isFull) own.subscription.resume();
    },
    taken(id, bytes) {
      const own = all.get(id);
      if (!own) return;
      own.ahead -= bytes;
      settle(own);
    },
    drop(id) {
      forgotten(id)?.subscription.drop();
    },
    async close(id) {
      await forgotten(id)?.subscription.close();
    },
  };
}

function addressOf(base: string, position: StreamPosition | null): URL {
  const url = new URL(base);
  if (position?.sequence) {
    url.searchParams.set('epoch', position.epoch);
    url.searchParams.set('after', position.sequence);
  }
  return url;
}
