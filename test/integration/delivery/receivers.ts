/** Receivers on loopback for the sender to meet: well-behaved ones over HTTP, and raw sockets for everything HTTP servers avoid. */
import { createServer as createHttpServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import { afterEach } from 'vitest';

const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

export interface Receiver {
  port: number;
  url: string;
  /** How many connections were opened to it. */
  connections: () => number;
}

export async function httpReceiver(listener: RequestListener): Promise<Receiver> {
  const server = createHttpServer(listener);
  return listening(server, () => server.closeAllConnections());
}

/** `onData` gets the socket when the first bytes of a request arrive. */
export async function rawReceiver(onData: (socket: Socket) => void): Promise<Receiver> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    socket.once('data', () => onData(socket));
  });
  return listening(server, () => {
    for (const socket of sockets) socket.destroy();
  });
}

async function listening(server: Server | ReturnType<typeof createTcpServer>, drop: () => void): Promise<Receiver> {
  let connections = 0;
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  closers.push(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        drop();
      }),
  );
  return { port, url: `http://127.0.0.1:${port}/hook`, connections: () => connections };
}

export async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** A port where nothing listens: taken and given back. */
export async function closedPort(): Promise<number> {
  const server = createTcpServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
