/**
 * The platform's door: upgrades a consumer's request to a subscription, or refuses it before the upgrade with the reason
 * (`shared/stream/protocol.ts`).
 */
import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { padSequence, streamPath, subprotocol } from '../../../shared/stream/protocol.ts';
import type { CommandResult } from '../commands.ts';
import type { Faults } from '../faults.ts';
import { Random } from '../generator/random.ts';
import type { Log } from '../log/log.ts';
import { refuse } from './refuse.ts';
import { type StreamSettings, type Subscription, subscribe } from './subscription.ts';

export interface StreamServerParts {
  server: Server;
  log: Log;
  token: string;
  settings: StreamSettings;
  faults: Faults;
  seed: number;
  command(type: string, data: unknown): CommandResult;
}

export interface StreamServer {
  readonly consumers: number;
  closeAll(code: number, reason: string): void;
  /** Says goodbye to every consumer and waits until they are gone, at most twice `graceMs`. */
  end(graceMs: number): Promise<void>;
}

export function serveStream(parts: StreamServerParts): StreamServer {
  const { server, log, token, faults, settings } = parts;
  const random = new Random(parts.seed);
  const subscriptions = new Set<Subscription>();
  const sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: 1 << 20,
    handleProtocols: (offered) => (offered.has(subprotocol) ? subprotocol : false),
  });

  server.on('upgrade', (request: IncomingMessage, transport: Duplex, rest: Buffer) => {
    transport.on('error', () => transport.destroy());
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    if (url.pathname !== streamPath) return refuse(transport, 404, 'there is no stream here');
    if (faults.refuse401 > 0 && faults.refuse401--) return refuse(transport, 401, 'refused on purpose');
    if (faults.refuse403 > 0 && faults.refuse403--) return refuse(transport, 403, 'refused on purpose');
    if (faults.refuse503 > 0 && faults.refuse503--) return refuse(transport, 503, 'refused on purpose');
    if (!bears(request, token)) return refuse(transport, 401, 'the bearer token is missing or wrong');
    if (request.headers.origin !== undefined)
      return refuse(transport, 403, 'pages in a browser may not read the stream');
    if (!offers(request, subprotocol)) return refuse(transport, 400, `the subprotocol is ${subprotocol}`);

    const after = url.searchParams.get('after');
    if (after !== null && !/^\d{1,20}$/.test(after)) return refuse(transport, 400, 'after is up to 20 digits');
    const range = { epoch: log.epoch, floor: padSequence(log.floor), head: padSequence(log.head) };
    if (faults.refuse410 > 0 && faults.refuse410--) return refuse(transport, 410, 'refused on purpose', range);
    const epoch = url.searchParams.get('epoch');
    if (epoch !== null && epoch !== log.epoch) return refuse(transport, 410, 'the log began anew', range);
    const position = after === null ? null : Number(after);
    if (position !== null && position > log.head) {
      return refuse(transport, 409, 'the position lies in the future', { head: range.head });
    }
    if (position !== null && position < log.floor - 1) {
      return refuse(transport, 410, 'the position is older than what is kept', range);
    }
    const types = url.searchParams.get('types');

    sockets.handleUpgrade(request, transport, rest, (socket) => {
      const subscription = subscribe(socket, transport, {
        log,
        settings,
        faults,
        random,
        after: position,
        types: types === null || types === '' ? null : new Set(types.split(',')),
        command: parts.command,
        onEnd: () => void subscriptions.delete(subscription),
      });
      subscriptions.add(subscription);
    });
  });

  return {
    get consumers() {
      return subscriptions.size;
    },
    closeAll(code, reason) {
      for (const subscription of subscriptions) subscription.close(code, reason);
    },
    async end(graceMs) {
      for (const subscription of subscriptions) subscription.bye(graceMs);
      const deadline = Date.now() + 2 * graceMs;
      while (subscriptions.size > 0 && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 20));
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
    },
  };
}

function bears(request: IncomingMessage, token: string): boolean {
  const given = Buffer.from(request.headers.authorization ?? '');
  const wanted = Buffer.from(`Bearer ${token}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

function offers(request: IncomingMessage, protocol: string): boolean {
  const offered = request.headers['sec-websocket-protocol'] ?? '';
  return offered.split(',').some((one) => one.trim() === protocol);
}
