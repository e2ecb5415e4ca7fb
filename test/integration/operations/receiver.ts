/** A receiver on loopback that keeps what arrives, byte for byte, and answers as a test likes. */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import type { HostAllowance } from '../../../shared/domain/connection.ts';

export interface Arrived {
  method: string;
  path: string;
  headers: NodeJS.Dict<string | string[]>;
  body: Buffer;
}

export interface Receiver {
  url: string;
  /** Allows loopback for it. */
  allow: HostAllowance[];
  arrived: Arrived[];
  /** Status of the next answers; `null`: none at all, the connection stays open. */
  answer: number | null;
  /** Answers 200 to those that got none. */
  release: () => void;
  /** Of the next answers. */
  headers: Record<string, string>;
  connections: () => number;
}

export async function startReceiver(): Promise<Receiver> {
  let connections = 0;
  const unanswered: ServerResponse[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      receiver.arrived.push({ method, path: url, headers, body: Buffer.concat(chunks) });
      if (receiver.answer === null) unanswered.push(response);
      else response.writeHead(receiver.answer, receiver.headers).end('{"ok":true}');
    });
  });
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const host = `127.0.0.1:${port}`;
  const receiver: Receiver = {
    url: `http://${host}/hooks`,
    allow: [{ host, ranges: ['loopback'] }],
    arrived: [],
    answer: 200,
    release: () => {
      for (const response of unanswered.splice(0)) response.writeHead(200).end();
    },
    headers: {},
    connections: () => connections,
  };
  return receiver;
}
