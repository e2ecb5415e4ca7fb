/**
 * The HTTP server of a port on this machine: `POST /hooks/<connection>/<token>`. Everything about a request that is no webhook ends here;
 * the rest is handed to the connection's receiver. Bounded in every direction: time, size, sockets, and bytes held at once.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { HeaderList } from '../../../../shared/domain/webhook.ts';
import type { HookRequest } from './request.ts';

export interface HookAnswer {
  status: number;
  body: Record<string, unknown>;
}

/** One connection's part of a server. */
export interface HookTarget {
  token: string;
  handle(request: HookRequest): Promise<HookAnswer>;
  /** A body that is too large: `request` has its beginning. */
  tooLarge(request: HookRequest, bytes: number | null): Promise<HookAnswer>;
  /** Refused without anything being kept. */
  turnedAway(why: string): void;
}

export interface HookServer {
  /** Opens the port with its first receiver. Rejects with the system's error. */
  open(port: number, connectionId: string, target: HookTarget): Promise<void>;
  close(port: number, connectionId: string): Promise<void>;
}

/** Of a request's body as it comes; what it may grow to is `read.ts`'s. */
export const mostBytes = 10 << 20;
/** Of a body that is too large, so much is kept to tell what it was. */
const keptOfTooLarge = 64 << 10;
/** Bodies of all requests together. */
const mostHeld = 128 << 20;
const limits = {
  // Whoever sends a header or a body drop by drop is cut off.
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 2_000,
  maxHeaderSize: 32 << 10,
};
const mostSockets = 1024;
const path = /^\/hooks\/([^/]{1,64})\/([^/]{1,200})\/?$/;

interface Opened {
  server: Server;
  targets: Map<string, HookTarget>;
  listening: Promise<void>;
}

export function createHookServer(): HookServer {
  const ports = new Map<number, Opened>();

  function start(port: number): Opened {
    const targets = new Map<string, HookTarget>();
    const gate = { held: 0 };
    const server = createServer(limits, (request, response) => {
      void serve(request, response, targets, gate);
    });
    server.maxConnections = mostSockets;
    server.on('clientError', refuseGarbage);
    const listening = new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host: '127.0.0.1', port }, () => resolve());
    });
    return { server, targets, listening };
  }

  return {
    async open(port, connectionId, target) {
      const opened = ports.get(port) ?? start(port);
      ports.set(port, opened);
      opened.targets.set(connectionId, target);
      try {
        await opened.listening;
      } catch (error) {
        if (ports.get(port) === opened) ports.delete(port);
        throw error;
      }
    },
    async close(port, connectionId) {
      const opened = ports.get(port);
      opened?.targets.delete(connectionId);
      if (!opened || opened.targets.size > 0) return;
      ports.delete(port);
      await opened.listening.catch(() => {});
      const closed = new Promise((resolve) => opened.server.close(resolve));
      opened.server.closeIdleConnections();
      // What is under way has been answered by its receiver already, or never will be.
      setTimeout(() => opened.server.closeAllConnections(), 200).unref();
      await closed;
    },
  };
}

/** What is no HTTP, or too slow, or with too long headers. */
function refuseGarbage(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable) return void socket.destroy();
  const status =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? '431 Request Header Fields Too Large'
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? '408 Request Timeout'
        : '400 Bad Request';
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  targets: ReadonlyMap<string, HookTarget>,
  gate: { held: number },
): Promise<void> {
  request.on('error', () => {});
  response.on('error', () => {});
  const [route = '', ...query] = (request.url ?? '').split('?');
  const [, id = '', token = ''] = path.exec(route) ?? [];
  const target = targets.get(id);
  if (!target) return say(response, request, 404, 'There is no receiver at this address.');
  if (!isSame(token, target.token)) {
    target.turnedAway('The token in the address is wrong.');
    // The same words as above: whoever guesses learns nothing.
    return say(response, request, 404, 'There is no receiver at this address.');
  }
  if (request.method !== 'POST') {
    // Those that only look bring nothing that could be lost.
    const looks = ['GET', 'HEAD', 'OPTIONS'].includes(request.method ?? '');
    if (!looks) target.turnedAway(`A ${request.method} request was sent; only POST brings webhooks.`);
    response.setHeader('allow', 'POST');
    return say(response, request, 405, 'Send webhooks with POST.');
  }
  const taken = await readBody(request, gate);
  if (taken.ended === 'broken') return void response.destroy();
  const hook: HookRequest = {
    method: 'POST',
    query: query.join('?'),
    headers: headersOf(request),
    body: taken.body,
    receivedAt: Date.now(),
  };
  try {
    if (taken.ended === 'crowded') {
      target.turnedAway('Too much arrived at once.');
      response.setHeader('retry-after', '5');
      return say(response, request, 503, 'Too much is arriving at once; send it again later.');
    }
    const answer = await (taken.ended === 'too large'
      ? target.tooLarge(hook, Number(request.headers['content-length']) || null)
      : target.handle(hook));
    if (answer.status === 503) response.setHeader('retry-after', '5');
    answerWith(response, request, answer);
  } catch {
    // A fault of this machine's: nothing is durable, so the sender must try again.
    say(response, request, 503, 'It could not be kept; send it again later.');
  } finally {
    gate.held -= taken.body.length;
  }
}

type Taken = { ended: 'whole' | 'too large' | 'crowded' | 'broken'; body: Buffer };

/** The caller gives back what `gate` counts of the body it gets. */
async function readBody(request: IncomingMessage, gate: { held: number }): Promise<Taken> {
  const chunks: Buffer[] = [];
  let size = 0;
  const end = (ended: Taken['ended'], body: Buffer): Taken => {
    gate.held += body.length - size;
    return { ended, body };
  };
  if (Number(request.headers['content-length'] ?? 0) > mostHeld) return end('too large', Buffer.alloc(0));
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      const bytes: Buffer = chunk;
      chunks.push(bytes);
      size += bytes.length;
      gate.held += bytes.length;
      if (size > mostBytes) return end('too large', Buffer.concat(chunks).subarray(0, keptOfTooLarge));
      if (gate.held > mostHeld) return end('crowded', Buffer.alloc(0));
    }
  } catch {
    return end('broken', Buffer.alloc(0));
  }
  return end('whole', Buffer.concat(chunks));
}

function headersOf({ rawHeaders }: IncomingMessage): HeaderList {
  const list: [string, string][] = [];
  for (let n = 0; n + 1 < rawHeaders.length; n += 2) list.push([rawHeaders[n] ?? '', rawHeaders[n + 1] ?? '']);
  return list;
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
const isSame = (one: string, other: string): boolean => timingSafeEqual(digest(one), digest(other));

const say = (response: ServerResponse, request: IncomingMessage, status: number, error: string): void =>
  answerWith(response, request, { status, body: { error } });

/** A request whose body was not read to its end takes its connection with it. */
function answerWith(response: ServerResponse, request: IncomingMessage, { status, body }: HookAnswer): void {
  const text = JSON.stringify(body);
  if (!request.complete) {
    response.setHeader('connection', 'close');
    response.once('finish', () => lingerThenClose(request));
  }
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  response.end(text);
}

/** Closing at once would reset the connection before the sender, still sending, has read the answer. */
function lingerThenClose(request: IncomingMessage): void {
  request.resume();
  const timer = setTimeout(() => request.destroy(), 1000);
  request.once('close', () => clearTimeout(timer));
}
