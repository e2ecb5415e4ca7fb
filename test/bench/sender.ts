/**
 * A platform that does nothing but send what it has written to a file before: real ones are on other machines, and what it costs them to
 * keep and to find events is not to be measured. Arguments: a folder for the file, a seed, and of how many calls. Prints its address.
 */
import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import { type WebSocket, WebSocketServer } from 'ws';
import { client, control, padSequence, streamPath } from '../../shared/stream/protocol.ts';
import { eachFrame } from './mirror/frames.ts';

const epoch = 'bench';
const window = 4096;
const block = 1 << 20;
const mostBuffered = 1 << 20;

interface Kept {
  /** Bytes of each frame, in order. */
  sizes: number[];
  read(): (size: number) => Buffer;
}

async function keep(path: string, seed: number, calls: number): Promise<Kept> {
  const file = openSync(path, 'w');
  const sizes: number[] = [];
  let waiting: Buffer[] = [];
  let size = 0;
  const write = () => {
    writeSync(file, Buffer.concat(waiting, size));
    waiting = [];
    size = 0;
  };
  for await (const bytes of eachFrame(seed, calls, epoch)) {
    sizes.push(bytes.length);
    waiting.push(bytes);
    size += bytes.length;
    if (size >= block) write();
  }
  write();
  closeSync(file);
  return { sizes, read: () => reader(openSync(path, 'r')) };
}

/** Gives the bytes of a file, so many at a time. */
function reader(file: number): (size: number) => Buffer {
  let have = Buffer.alloc(0);
  return (size) => {
    if (have.length < size) {
      const more = Buffer.allocUnsafe(Math.max(block, size));
      have = Buffer.concat([have, more.subarray(0, readSync(file, more))]);
    }
    const bytes = have.subarray(0, size);
    have = have.subarray(size);
    return bytes;
  };
}

function serve(socket: WebSocket, transport: Socket, { sizes, read }: Kept): void {
  const next = read();
  const head = padSequence(sizes.length);
  let sent = 0;
  let safe = 0;
  const tell = (type: string, data: unknown) =>
    socket.send(JSON.stringify({ specversion: '1.0', id: `${type} ${sent}`, source: '//bench', type, data }));

  function pump(): void {
    if (sent === sizes.length) return;
    transport.cork();
    while (sent < Math.min(safe + window, sizes.length) && socket.bufferedAmount < mostBuffered) {
      socket.send(next(sizes[sent] ?? 0), { binary: false });
      sent += 1;
    }
    transport.uncork();
    if (sent === sizes.length) tell(control.caughtUp, { head });
  }

  socket.on('message', (data) => {
    const { type, data: told } = JSON.parse(String(data));
    if (type !== client.ack) return;
    safe = Number(told.sequence);
    pump();
  });
  transport.on('drain', pump);
  const limits = { keepalive_s: 600, window, max_bytes: 16 << 20 };
  tell(control.hello, { epoch, floor: padSequence(1), head, ...limits, capabilities: [] });
  pump();
}

const [folder = '.', seed = '1', calls = '1000'] = process.argv.slice(2);
const kept = await keep(join(folder, 'frames'), Number(seed), Number(calls));
const server = createServer();
const sockets = new WebSocketServer({ server, perMessageDeflate: false });
sockets.on('connection', (socket, request) => serve(socket, request.socket, kept));
process.once('SIGTERM', () => process.exit(0));
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`ws://127.0.0.1:${port}${streamPath}\n`);
});
