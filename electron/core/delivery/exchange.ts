/**
 * One request and its answer over one open connection. An undici `Client` is given that very socket and never opens another; it
 * reads HTTP/1.1, while redirects, decompression and retries do not exist at this level at all.
 */
import { Client, errors } from 'undici';
import type { Certificate, HeaderList, HttpError, HttpResponseRecord } from '../../../shared/domain/webhook.ts';
import { recordBody } from './body.ts';
import type { OpenSocket } from './connect.ts';
import type { Stop } from './deadline.ts';
import type { Target } from './guard.ts';
import type { BodySink } from './types.ts';

/** How much of an answer's body is kept; reading stops there. */
const keptBodyBytes = 128 * 1024;

/** Hints and other announcements that may come before an answer; one or two are usual. */
const mostAnnouncements = 32;

export interface Connection {
  client: Client;
  address: string;
  certificate: Certificate | null;
  origin: string;
  /** True once its socket is gone. */
  lost: boolean;
  close: () => Promise<void>;
}

export interface ExchangeRequest {
  method: string;
  path: string;
  headers: HeaderList;
  body: Buffer;
  sink?: BodySink | undefined;
}

export interface ExchangeResult {
  /** Whether any part of the request may have left this machine. */
  sent: boolean;
  response: HttpResponseRecord | null;
  error: HttpError | null;
  /** From the start of the exchange to the first byte of the answer's head. */
  firstByteMs: number | null;
  /** Whether the connection can carry another request. */
  reusable: boolean;
}

/** Wraps an open socket. A connection lost later is not replaced: the next exchange then fails before it sends anything. */
export function httpConnection(target: Target, { socket, address, certificate }: OpenSocket): Connection {
  let handedOver = false;
  const client = new Client(target.origin, {
    connect: (_options, callback) => {
      const lost = handedOver || socket.destroyed;
      handedOver = true;
      // The client is not ready to be called back from within its own call.
      queueMicrotask(() => (lost ? callback(new Error('the connection was closed'), null) : callback(null, socket)));
    },
    allowH2: false,
    // One deadline covers the whole request; it comes in as `stop`.
    headersTimeout: 0,
    bodyTimeout: 0,
    maxHeaderSize: 64 * 1024,
    // Short, so that a request seldom meets a connection that the receiver is just closing.
    keepAliveTimeout: 2_000,
    keepAliveMaxTimeout: 10_000,
  });
  // The client listens only once the socket has been handed to it.
  socket.on('error', () => undefined);
  const connection: Connection = {
    client,
    address,
    certificate,
    origin: target.origin,
    lost: false,
    close: async () => {
      socket.destroy();
      await client.destroy();
    },
  };
  client.once('disconnect', () => {
    connection.lost = true;
  });
  return connection;
}

/** Sends and reads. Never rejects. `stop` ends it at any moment and says the error. */
export function exchange(connection: Connection, request: ExchangeRequest, stop: Stop): Promise<ExchangeResult> {
  const { client } = connection;
  const begun = performance.now();
  return new Promise((resolve) => {
    let sent = false;
    let firstByteMs: number | null = null;
    let head: { status: number; headers: HeaderList } | null = null;
    const chunks: Buffer[] = [];
    let size = 0;
    let announcements = 0;
    let finished = false;
    let withdraw = () => {};

    const finish = (error: HttpError | null, truncated: boolean) => {
      if (finished) return;
      finished = true;
      withdraw();
      const intact = error === null && !truncated;
      if (!intact) void connection.close();
      const [only] = chunks;
      const { body, encoding } = recordBody(only && chunks.length === 1 ? only : Buffer.concat(chunks), truncated);
      const response = head && { status: head.status, headers: head.headers, body, encoding, truncated };
      resolve({ sent, response, error, firstByteMs, reusable: intact });
    };
    withdraw = stop.on(() => finish(stop.error(), true));
    if (finished) return;

    client.dispatch(
      {
        method: request.method,
        path: request.path,
        headers: flat(request.headers),
        body: request.body.length > 0 ? request.body : null,
      },
      {
        onRequestStart: () => {
          sent = true;
        },
        onResponseStart: (controller, status) => {
          firstByteMs ??= performance.now() - begun;
          // 100 to 199 announce the answer, they are not it (RFC 9110, 15.2).
          if (status < 200) {
            announcements += 1;
            if (announcements > mostAnnouncements) finish(endlessAnnouncements, true);
            return;
          }
          head = { status, headers: rawHeaderList(controller.rawHeaders) };
          if (request.sink?.head(status, head.headers) === false) finish(null, true);
        },
        onResponseData: (_controller, chunk) => {
          if (finished) return;
          if (request.sink) {
            if (!request.sink.chunk(chunk)) finish(null, true);
            return;
          }
          const room = keptBodyBytes - size;
          if (chunk.length > room) {
            if (room > 0) chunks.push(chunk.subarray(0, room));
            finish(null, true);
            return;
          }
          chunks.push(chunk);
          size += chunk.length;
        },
        onResponseEnd: () => finish(null, false),
        onResponseError: (_controller, error) => finish(errorOf(error, head !== null), true),
      },
    );
  });
}

/** Name and value in turn, as bytes, in the order and spelling of the wire; several of one name stay several. */
function rawHeaderList(raw: unknown): HeaderList {
  if (!Array.isArray(raw)) return [];
  const list: [string, string][] = [];
  for (let at = 0; at + 1 < raw.length; at += 2) list.push([latin1(raw[at]), latin1(raw[at + 1])]);
  return list;
}

const latin1 = (part: unknown): string => (Buffer.isBuffer(part) ? part.toString('latin1') : String(part));

/** As undici takes them without an object between: name and value in turn. */
function flat(headers: HeaderList): string[] {
  const list: string[] = [];
  for (const [name, value] of headers) list.push(name, value);
  return list;
}

const endlessAnnouncements: HttpError = {
  kind: 'protocol',
  message: 'The receiver keeps announcing an answer (1xx) and gives none.',
};

function errorOf(error: Error, answered: boolean): HttpError {
  if (error instanceof errors.HeadersOverflowError) {
    return { kind: 'protocol', message: "The head of the receiver's answer is longer than 64 KiB." };
  }
  // "bad upgrade": an answer of 101, which nothing sent here asks for. The mismatch: two lengths that differ.
  if (
    error instanceof errors.HTTPParserError ||
    error instanceof errors.ResponseContentLengthMismatchError ||
    error.message === 'bad upgrade'
  ) {
    return { kind: 'protocol', message: "The receiver's answer is not valid HTTP." };
  }
  if (error instanceof errors.InvalidArgumentError)
    return { kind: 'blocked', message: `Cannot be sent: ${error.message}.` };
  if (answered) return { kind: 'body', message: 'The connection broke off in the middle of the answer.' };
  const code = 'code' in error ? String(error.code) : '';
  if (error instanceof errors.SocketError || ['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'ETIMEDOUT'].includes(code)) {
    return { kind: 'reset', message: 'The receiver closed the connection without an answer.' };
  }
  return { kind: 'other', message: error.message };
}
