/** The contract over both its transports; one router, one behaviour. */
import { onError } from '@orpc/server';
import { RPCHandler as PortHandler } from '@orpc/server/message-port';
import { RPCHandler as SocketHandler } from '@orpc/server/ws';
import { type ApiContext, api } from './context.ts';
import { endpoints } from './endpoints.ts';
import { incidents, reconcile } from './incidents.ts';
import { operations } from './operations.ts';
import { overview } from './overview.ts';
import { audit, calls, chains, events, webhooks } from './read.ts';
import { recordings } from './recordings.ts';
import { review } from './review.ts';
import { settings } from './settings.ts';
import { sources } from './sources.ts';
import { connections, deadLetters, system } from './system.ts';
import { upkeep } from './upkeep.ts';
import { views } from './views.ts';

const router = api.router({
  system,
  overview,
  connections,
  sources,
  calls,
  settings,
  review,
  recordings,
  events,
  webhooks,
  endpoints,
  incidents,
  reconcile,
  upkeep,
  views,
  chains,
  operations,
  audit,
  deadLetters,
});

type Port = Parameters<PortHandler<ApiContext>['upgrade']>[0];
type Socket = Parameters<SocketHandler<ApiContext>['upgrade']>[0];

export interface Served {
  /** Serves a MessagePort: a worker's, Electron's, a browser's. Node's ports must be started by the caller. */
  port(port: Port): void;
  /** Serves an open WebSocket. */
  socket(socket: Socket): void;
}

export function serveContract(context: ApiContext, log: (line: string) => void): Served {
  const report = (error: unknown) => {
    if (!isForClient(error)) log(error instanceof Error ? (error.stack ?? error.message) : String(error));
  };
  const ports = new PortHandler(router, { interceptors: [onError(report)] });
  const sockets = new SocketHandler(router, { interceptors: [onError(report)] });
  return {
    port: (port) => ports.upgrade(port, { context }),
    socket: (socket) => void sockets.upgrade(socket, { context }),
  };
}

/** Errors the contract declares, refused input and cancellation are answers, not faults of core. */
function isForClient(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error.name === 'AbortError') return true;
  return 'status' in error && typeof error.status === 'number' && error.status < 500;
}
