/**
 * One WebSocket to a platform, from opening to its end. Hands over frames; ends exactly once, with what to do next, whether the
 * platform refused, closed, fell silent or was left.
 */
import type { IncomingMessage } from 'node:http';
import { type RawData, WebSocket } from 'ws';
import { subprotocol } from '../../../shared/stream/protocol.ts';
import { onClose, onRefusal, type Reaction } from './refusals.ts';

export interface SubscriptionOptions {
  url: URL;
  token: string | null;
  maxPayload: number;
  /** For the upgrade, and again for the first message. */
  handshakeMs: number;
  onFrame(bytes: Buffer): void;
  onEnd(reaction: Reaction): void;
}

export interface Subscription {
  /** False when the socket is not open. */
  send(text: string): boolean;
  /** From now on, so much silence means that the connection is dead. */
  expectWithin(ms: number): void;
  pause(): void;
  resume(): void;
  /** Ends it without a word; `onEnd` is not called. */
  drop(): void;
  /** Says goodbye properly; `onEnd` is not called. */
  close(): Promise<void>;
}

/** Refusals are small; more is not read, nor waited for. */
const refusalBytes = 64 << 10;
const refusalMs = 5000;
const goodbyeMs = 500;

export function subscribe({ url, token, maxPayload, handshakeMs, onFrame, onEnd }: SubscriptionOptions): Subscription {
  const socket = new WebSocket(url, [subprotocol], {
    headers: token === null ? {} : { authorization: `Bearer ${token}` },
    handshakeTimeout: handshakeMs,
    // Measured: compression costs twenty times the throughput at 2 KB a message.
    perMessageDeflate: false,
    maxPayload,
  });
  let over = false;
  let refused = false;
  let silenceMs = handshakeMs;
  let silence: NodeJS.Timeout | undefined;

  function finish(): boolean {
    if (over) return false;
    over = true;
    clearTimeout(silence);
    return true;
  }

  function leave(reaction: Reaction): void {
    if (!finish()) return;
    socket.terminate();
    onEnd(reaction);
  }

  function listen(): void {
    clearTimeout(silence);
    silence = setTimeout(() => {
      const why = `Nothing was heard for ${Math.round(silenceMs / 1000)} s; the connection is dead.`;
      leave({ do: 'wait', why });
    }, silenceMs);
  }

  socket.on('open', listen);
  socket.on('message', (data) => {
    if (over) return;
    silence?.refresh();
    onFrame(bytesOf(data));
  });
  socket.on('unexpected-response', (_request, response) => {
    refused = true;
    void readRefusal(response).then(leave);
  });
  socket.on('error', (error) => {
    if (refused) return;
    const tooBig = 'code' in error && error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH';
    leave(tooBig ? onClose(1009, '') : { do: 'wait', why: `Cannot reach the platform: ${plainly(error, url)}.` });
  });
  socket.on('close', (code, reason) => {
    if (!refused) leave(onClose(code, reason.toString('utf8')));
  });

  return {
    send(text) {
      if (socket.readyState !== WebSocket.OPEN) return false;
      socket.send(text);
      return true;
    },
    expectWithin(ms) {
      silenceMs = ms;
      if (!over) listen();
    },
    pause() {
      clearTimeout(silence);
      silence = undefined;
      socket.pause();
    },
    resume() {
      socket.resume();
      if (!over) listen();
    },
    drop() {
      finish();
      socket.terminate();
    },
    async close() {
      finish();
      if (socket.readyState === WebSocket.CLOSED) return;
      await new Promise<void>((done) => {
        const timer = setTimeout(() => socket.terminate(), goodbyeMs);
        socket.once('close', () => {
          clearTimeout(timer);
          done();
        });
        socket.resume();
        socket.close(1000);
      });
    },
  };
}

function bytesOf(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) return data;
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);
}

async function readRefusal(response: IncomingMessage): Promise<Reaction> {
  const chunks: Buffer[] = [];
  let size = 0;
  const timer = setTimeout(() => response.destroy(), refusalMs);
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
  clearTimeout(timer);
  return onRefusal(response.statusCode ?? 0, Buffer.concat(chunks).toString('utf8'), response.headers['retry-after']);
}

/** What keeps people from a platform most often, in words; the system's own word stays, to look it up by. */
function plainly(error: Error, { host, hostname }: URL): string {
  const code = 'code' in error ? error.code : undefined;
  if (code === 'ECONNREFUSED') return `nothing listens at ${host} (${code})`;
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return `no machine is known as ${hostname} (${code})`;
  return error.message;
}
