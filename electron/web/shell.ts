/**
 * The browser shell: the console's page over HTTP and its contract over a WebSocket, on 127.0.0.1 alone, for machines on which the
 * desktop shell cannot be installed or shown. Getting in takes a one-time link (`access.ts`), staying in a cookie, and every request
 * is checked for where it comes from (`origin.ts`).
 */
import { createServer, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { createAccess } from './access.ts';
import { refuseUpgrade } from './origin.ts';
import { answerRequest } from './pages.ts';

/** The most a page ever sends at once is an edited payload. */
const maxMessageBytes = 8 * 1024 * 1024;
const openSockets = 64;

export interface BrowserShell {
  port: number;
  /** A new link to the console; works once. */
  link(): string;
  /** Ends every connection and stops listening. */
  close(): Promise<void>;
}

/**
 * Starts listening. `port` 0 takes any free one. Rejects with the system's error (`EADDRINUSE`) when the port cannot be had.
 * `serveSocket` is given each admitted contract socket; `onError` whatever goes wrong on our side of a request.
 */
export async function startBrowserShell(options: {
  port: number;
  rendererDir: string;
  serveSocket: (socket: WebSocket) => void;
  onError: (error: unknown) => void;
}): Promise<BrowserShell> {
  const server = createServer({ requestTimeout: 30_000, headersTimeout: 10_000 });
  const port = await listen(server, options.port);
  const access = createAccess(port);
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: maxMessageBytes });

  server.on('request', (request, response) => {
    answerRequest(request, response, { access, rendererDir: options.rendererDir, port }).catch((error: unknown) => {
      options.onError(error);
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });

  server.on('upgrade', (request, stream, head) => {
    stream.on('error', () => stream.destroy());
    const refusal = refuseUpgrade(request.headers, port);
    if (refusal) return reject(stream, refusal.status, refusal.why);
    if (request.url !== '/contract') return reject(stream, 404, 'There is nothing here.');
    if (!access.admits(request.headers.cookie)) return reject(stream, 401, 'Open the console by its link.');
    if (sockets.clients.size >= openSockets) return reject(stream, 503, 'Too many windows are open.');
    sockets.handleUpgrade(request, stream, head, (socket) => {
      socket.on('error', () => socket.terminate());
      options.serveSocket(socket);
    });
  });

  return {
    port,
    link: () => `http://127.0.0.1:${port}/?token=${access.issueToken()}`,
    async close() {
      for (const socket of sockets.clients) socket.close(1001, 'Aftercall is closing');
      // The server counts as closed only when the last socket is gone; a sleeping tab must not hold it open.
      const impatience = setTimeout(() => sockets.clients.forEach(terminate), 300);
      await closeServer(server);
      clearTimeout(impatience);
    },
  };
}

function terminate(socket: WebSocket): void {
  socket.terminate();
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, rejectListen) => {
    server.once('error', rejectListen);
    server.listen({ host: '127.0.0.1', port }, () => {
      server.off('error', rejectListen);
      const address = server.address();
      if (address === null || typeof address === 'string') throw new Error('listening on something that has no port');
      resolve(address.port);
    });
  });
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

const reasons: Record<number, string> = {
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  421: 'Misdirected Request',
  503: 'Service Unavailable',
};

function reject(stream: Duplex, status: number, why: string): void {
  stream.end(
    `HTTP/1.1 ${status} ${reasons[status] ?? ''}\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(why)}\r\n\r\n${why}`,
    () => stream.destroy(),
  );
}
