/**
 * One consumer of the stream: sends what the log holds after its position, in order, no faster than it acknowledges and its socket takes,
 * then stays and passes on what is appended. Nothing is queued here: a slow consumer costs a position, not memory.
 */
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { ack, client, closeCodes, cloudEvent, control, padSequence } from '../../../shared/stream/protocol.ts';
import type { CommandResult } from '../commands.ts';
import type { Faults } from '../faults.ts';
import type { Random } from '../generator/random.ts';
import { type Entry, frame } from '../log/entry.ts';
import type { Log } from '../log/log.ts';
import { controlMessage } from './control.ts';
import { disturb } from './disturb.ts';
import { unacknowledged } from './unacknowledged.ts';

export interface StreamSettings {
  keepaliveMs: number;
  window: number;
  maxBytes: number;
  /** A consumer that neither reads nor acknowledges for so long is closed with 4100. */
  slowMs: number;
  capabilities: readonly string[];
}

export interface SubscriptionParts {
  log: Log;
  settings: StreamSettings;
  faults: Faults;
  random: Random;
  /** Exclusive; `null` for the oldest event kept. */
  after: number | null;
  /** `null`: all. */
  types: ReadonlySet<string> | null;
  command(type: string, data: unknown): CommandResult;
  onEnd(): void;
}

export interface Subscription {
  /** Says goodbye, then closes with 1012. */
  bye(graceMs: number): void;
  close(code: number, reason: string): void;
}

const batch = 128;
/** The socket may have so much waiting before the pump lets it catch up. */
const highWaterBytes = 1 << 20;

export function subscribe(socket: WebSocket, transport: Duplex, parts: SubscriptionParts): Subscription {
  const { log, settings, faults, random } = parts;
  const epoch = log.epoch;
  const start = parts.after ?? log.floor - 1;
  const reader = log.reader(start);
  const waiting = unacknowledged(settings.window);
  let lastSent = start;
  let acknowledged = start;
  let events = 0;
  let caughtUp = false;
  /** Read from the log and not sent yet. */
  const held: Entry[] = [];
  let pumping = false;
  let wanted = false;
  let dead = false;
  let stuckSince: number | null = null;

  const send = (text: string) => {
    socket.send(text);
    heartbeat.refresh();
  };
  const heartbeat = setInterval(() => {
    if (dead || faults.noHeartbeat) return;
    socket.send(controlMessage(control.heartbeat, { sequence: padSequence(lastSent), head: padSequence(log.head) }));
  }, settings.keepaliveMs);
  const watchdog = setInterval(
    () => {
      if (stuckSince !== null && Date.now() - stuckSince > settings.slowMs) close(closeCodes.slow, 'slow consumer');
    },
    Math.min(1_000, settings.slowMs),
  );

  const close = (code: number, reason: string) => {
    if (!dead) socket.close(code, reason);
  };

  async function pump(): Promise<void> {
    wanted = true;
    if (pumping) return;
    pumping = true;
    try {
      // Whatever is appended while it works sets `wanted` again, so that nothing waits for the next wake.
      while (wanted && !dead) {
        wanted = false;
        await sendAll();
        if (dead || caughtUp || held.length > 0 || reader.position < log.head) continue;
        caughtUp = true;
        send(controlMessage(control.caughtUp, { head: padSequence(log.head) }));
      }
    } catch (error) {
      close(1011, 'the log cannot be read');
      throw error;
    } finally {
      pumping = false;
      const stuck = waiting.full || transport.writableLength >= highWaterBytes;
      stuckSince = stuck ? (stuckSince ?? Date.now()) : null;
    }
  }

  /** Until the head, the window or the socket's capacity is reached. */
  async function sendAll(): Promise<void> {
    while (!dead && !waiting.full && transport.writableLength < highWaterBytes) {
      if (faults.slow > 0) await new Promise((resolve) => setTimeout(resolve, faults.slow));
      if (untilFault() <= 0) return strike();
      // What it wanted next has been forgotten meanwhile: let it come back and be told so.
      if (held.length === 0 && reader.position < log.floor - 1) return close(closeCodes.resume, 'the log was trimmed');
      const room = Math.min(settings.window - waiting.size, untilFault());
      const entries = held.length > 0 ? held.splice(0, room) : await reader.next(Math.min(batch, room));
      if (entries.length === 0) return;
      // The reader ends on whole calls, so it may give a few more than there is room for.
      held.unshift(...entries.splice(room));
      pass(entries);
      await new Promise(setImmediate);
    }
  }

  function pass(entries: Entry[]): void {
    if (dead) return;
    const frames: string[] = [];
    for (const entry of entries) {
      if (parts.types !== null && !parts.types.has(entry.type)) continue;
      frames.push(frame(entry, lastSent));
      lastSent = entry.sequence;
      waiting.sent(entry.sequence);
    }
    transport.cork();
    for (const text of disturb(frames, faults, random)) send(text);
    transport.uncork();
    events += frames.length;
    if (untilFault() <= 0) strike();
  }

  /** How many more events until this connection is to be broken. */
  function untilFault(): number {
    const silence = faults.halfOpen > 0 ? faults.halfOpen : Number.POSITIVE_INFINITY;
    const closing = faults.closeCode > 0 && faults.closeTimes > 0 ? faults.closeAfter : Number.POSITIVE_INFINITY;
    return Math.min(silence, closing) - events;
  }

  function strike(): void {
    if (faults.halfOpen > 0 && events >= faults.halfOpen) return fallSilent();
    faults.closeTimes--;
    close(faults.closeCode, 'on purpose');
    end();
  }

  /** The socket stays open and nothing comes out of it any more: what a dead router looks like. */
  function fallSilent(): void {
    end();
    transport.pause();
  }

  function end(): void {
    if (dead) return;
    dead = true;
    clearInterval(heartbeat);
    clearInterval(watchdog);
    unwatch();
    transport.off('drain', wake);
    parts.onEnd();
  }

  function receive(text: string): void {
    let message: unknown;
    try {
      message = JSON.parse(text);
    } catch {
      return close(closeCodes.protocol, 'not JSON');
    }
    const event = cloudEvent.safeParse(message);
    if (!event.success) return close(closeCodes.protocol, 'not a CloudEvent');
    if (event.data.type === client.ack) return acknowledge(event.data.data);
    if (event.data.type.startsWith('command.')) {
      return send(controlMessage(control.result, parts.command(event.data.type, event.data.data)));
    }
    close(closeCodes.protocol, 'unknown message type');
  }

  function acknowledge(data: unknown): void {
    const given = ack.safeParse(data);
    if (!given.success) return close(closeCodes.protocol, 'malformed acknowledgement');
    const sequence = Number(given.data.sequence);
    if (given.data.epoch !== epoch) return close(closeCodes.protocol, 'acknowledgement of another epoch');
    if (sequence > lastSent) return close(closeCodes.protocol, 'acknowledgement of what was not sent');
    if (sequence <= acknowledged) return;
    acknowledged = sequence;
    waiting.acknowledged(sequence);
    stuckSince = null;
    wake();
  }

  const wake = () => {
    // An epoch that ended takes its subscriptions with it: what comes next has other sequences.
    if (log.epoch !== epoch) return close(closeCodes.resume, 'the log began anew');
    void pump();
  };
  const unwatch = log.watch(wake);
  transport.on('drain', wake);
  socket.on('message', (data, binary) =>
    binary ? close(closeCodes.protocol, 'binary message') : receive(data.toString()),
  );
  socket.on('error', () => socket.terminate());
  socket.on('close', end);

  send(
    controlMessage(control.hello, {
      epoch,
      floor: padSequence(log.floor),
      head: padSequence(log.head),
      keepalive_s: settings.keepaliveMs / 1000,
      window: settings.window,
      max_bytes: settings.maxBytes,
      capabilities: settings.capabilities,
    }),
  );
  void pump();

  return {
    bye(graceMs) {
      if (dead) return;
      send(controlMessage(control.bye, { grace_ms: graceMs }));
      setTimeout(() => close(closeCodes.restart, 'restarting'), graceMs);
    },
    close,
  };
}
