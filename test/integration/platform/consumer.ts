/** A consumer of the stream as small as can be, for tests of the platform: it keeps what it was sent and acknowledges when told to. */
import { randomUUID } from 'node:crypto';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { type CloudEvent, cloudEvent, padSequence, subprotocol } from '../../../shared/stream/protocol.ts';
import { until } from '../../fixtures/wait.ts';

export interface Consumer {
  /** Everything sent so far that could be read. */
  messages: CloudEvent[];
  /** Every frame, as text. */
  frames: string[];
  closed: { code: number; reason: string } | null;
  /** The domain events among the messages. */
  events(): CloudEvent[];
  sequences(): number[];
  /** Waits for a message of this type. */
  first(type: string): Promise<CloudEvent>;
  send(type: string, data: unknown): void;
  ack(sequence: number, epoch?: string): void;
  raw(text: string): void;
  /** Stops and starts taking bytes from the socket. */
  pause(): void;
  resume(): void;
  close(): void;
}

export interface Refusal {
  status: number;
  type: string;
  body: Record<string, unknown>;
}

export interface ConnectOptions {
  token?: string;
  query?: string;
  protocol?: string;
  headers?: Record<string, string>;
}

/** Connects, or says how it was refused. */
function connect(url: string, options: ConnectOptions = {}): Promise<Consumer | Refusal> {
  const socket = new WebSocket(`${url}${options.query ?? ''}`, options.protocol ?? subprotocol, {
    headers: { authorization: `Bearer ${options.token ?? 't'}`, ...options.headers },
    maxPayload: 0,
  });
  onTestFinished(() => socket.terminate());
  const consumer: Consumer = {
    messages: [],
    frames: [],
    closed: null,
    events: () => consumer.messages.filter((message) => message.sequence !== undefined),
    sequences: () => consumer.events().map((message) => Number(message.sequence)),
    first: (type) => until(`a ${type}`, () => consumer.messages.find((message) => message.type === type)),
    send: (type, data) =>
      socket.send(JSON.stringify({ specversion: '1.0', id: randomUUID(), source: '//test', type, data })),
    ack: (sequence, epoch) => {
      const hello = consumer.messages[0]?.data;
      const own = typeof hello === 'object' && hello !== null && 'epoch' in hello ? hello.epoch : '';
      consumer.send('stream.ack', { epoch: epoch ?? own, sequence: padSequence(sequence) });
    },
    raw: (text) => socket.send(text),
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    close: () => socket.close(),
  };
  socket.on('message', (bytes) => {
    const text = bytes.toString();
    consumer.frames.push(text);
    const message = readable(text);
    if (message !== null) consumer.messages.push(message);
  });
  socket.on('close', (code, reason) => {
    consumer.closed = { code, reason: reason.toString() };
  });
  return new Promise((resolve, reject) => {
    socket.on('open', () => resolve(consumer));
    socket.on('error', reject);
    socket.on('unexpected-response', (_request, response) => {
      let body = '';
      response.on('data', (chunk) => {
        body += chunk;
      });
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          type: response.headers['content-type'] ?? '',
          body: JSON.parse(body),
        }),
      );
    });
  });
}

/** As `connect`, where a refusal would be the test's failure. */
export async function consume(url: string, options: ConnectOptions = {}): Promise<Consumer> {
  const connected = await connect(url, options);
  if ('status' in connected) throw new Error(`refused: ${connected.status} ${JSON.stringify(connected.body)}`);
  return connected;
}

/** As `connect`, where being let in would be the test's failure. */
export async function refused(url: string, options: ConnectOptions = {}): Promise<Refusal> {
  const connected = await connect(url, options);
  if (!('status' in connected)) throw new Error('the connection was not refused');
  return connected;
}

function readable(text: string): CloudEvent | null {
  try {
    const parsed = cloudEvent.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
