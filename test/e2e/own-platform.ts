/** A platform whose every event a test writes itself, and a receiver on loopback that keeps what arrives. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { seq, startStreamServer } from '../fixtures/stream-server.ts';

export interface OwnPlatform {
  streamUrl: string;
  close(): Promise<void>;
}

/** Sends `events` once, in their order, and is quiet from then on. Each gets its place in the stream. */
export async function startOwnPlatform(events: readonly object[]): Promise<OwnPlatform> {
  const server = await startStreamServer({
    onConsumer(consumer) {
      const after = Number(consumer.url.searchParams.get('after') ?? 0);
      consumer.hello({ floor: seq(1), head: seq(events.length), keepalive_s: 600 });
      for (const [index, event] of events.entries()) {
        if (index < after) continue;
        consumer.send({ ...event, sequence: seq(index + 1), prevsequence: seq(index), epoch: 'epoch-1' });
      }
      consumer.caughtUp(events.length);
    },
  });
  return { streamUrl: server.url, close: () => server.close() };
}

export interface Arrived {
  path: string;
  headers: NodeJS.Dict<string | string[]>;
  body: string;
}

export interface OwnReceiver {
  /** `http://127.0.0.1:port` */
  origin: string;
  host: string;
  arrived: Arrived[];
  close(): Promise<void>;
}

/** Answers 200 unless `answer` says otherwise. */
export async function startOwnReceiver(answer: (request: Arrived) => number = () => 200): Promise<OwnReceiver> {
  const arrived: Arrived[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const one = { path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString('utf8') };
      arrived.push(one);
      response.writeHead(answer(one), { 'content-type': 'application/json' }).end('{"ok":true}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    host: `127.0.0.1:${port}`,
    arrived,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
