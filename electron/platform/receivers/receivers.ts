/** The demo's receivers of webhooks: small HTTP services on the platform's own port that answer as their mode says. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { chainReceivers, endpoints } from './endpoints.ts';
import { answer, isMode, type Mode, modes } from './modes.ts';

export interface ReceiverState {
  name: string;
  mode: Mode;
  /** Requests received since the platform started. */
  requests: number;
}

export interface Receivers {
  /** Handles `/receivers/…`; `false` when the path is none of theirs. */
  handle(request: IncomingMessage, response: ServerResponse): boolean;
  list(): ReceiverState[];
  /** Throws for a name nobody has. */
  setMode(name: string, mode: Mode): void;
  count(name: string): number;
}

interface Receiver extends ReceiverState {
  acceptedAt: number;
}

const maxBodyBytes = 32 << 20;

export function createReceivers(options: {
  authorised(request: IncomingMessage): boolean;
  now?: () => number;
}): Receivers {
  const now = options.now ?? Date.now;
  const startedAt = now();
  const all = new Map<string, Receiver>(
    [...endpoints, ...chainReceivers].map(({ receiver, mode }) => [
      receiver,
      { name: receiver, mode, requests: 0, acceptedAt: Number.NEGATIVE_INFINITY },
    ]),
  );
  const known = (name: string): Receiver => {
    const receiver = all.get(name);
    if (receiver === undefined)
      throw new RangeError(`there is no receiver "${name}"; known are ${[...all.keys()].join(', ')}`);
    return receiver;
  };

  function reply(response: ServerResponse, status: number, headers: Record<string, string>, body: string): void {
    response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body);
  }

  function deliver(receiver: Receiver, request: IncomingMessage, response: ServerResponse): void {
    receiver.requests++;
    const at = now();
    const given = answer(receiver.mode, {
      receiver: receiver.name,
      count: receiver.requests,
      sinceStartMs: at - startedAt,
      sinceAcceptedMs: at - receiver.acceptedAt,
    });
    if (given.kind === 'hang') return;
    if (given.kind === 'reset') return void request.socket.resetAndDestroy();
    if (given.status < 300) receiver.acceptedAt = at;
    reply(response, given.status, given.headers, given.body);
  }

  /** `{ "mode": "500" }` from whoever bears the platform's token. */
  function changeMode(receiver: Receiver, body: string, request: IncomingMessage, response: ServerResponse): void {
    const json = { 'content-type': 'application/json' };
    if (!options.authorised(request))
      return reply(response, 401, json, '{"error":"the bearer token is missing or wrong"}');
    const mode = modeIn(body);
    if (mode === null)
      return reply(response, 400, json, JSON.stringify({ error: `mode is one of ${modes.join(', ')}` }));
    receiver.mode = mode;
    reply(response, 200, json, JSON.stringify({ name: receiver.name, mode }));
  }

  return {
    handle(request, response) {
      const match = /^\/receivers\/([\w-]+)(\/mode)?$/.exec((request.url ?? '').split('?')[0] ?? '');
      const receiver = all.get(match?.[1] ?? '');
      if (receiver === undefined) return false;
      const chunks: Buffer[] = [];
      let size = 0;
      request.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > maxBodyBytes) request.socket.destroy();
        else if (match?.[2] !== undefined) chunks.push(chunk);
      });
      request.on('end', () => {
        if (match?.[2] === undefined) deliver(receiver, request, response);
        else changeMode(receiver, Buffer.concat(chunks).toString(), request, response);
      });
      request.on('error', () => response.destroy());
      return true;
    },
    list: () => [...all.values()].map(({ name, mode, requests }) => ({ name, mode, requests })),
    setMode(name, mode) {
      known(name).mode = mode;
    },
    count: (name) => known(name).requests,
  };
}

function modeIn(body: string): Mode | null {
  try {
    const parsed: unknown = JSON.parse(body);
    const mode = typeof parsed === 'object' && parsed !== null && 'mode' in parsed ? parsed.mode : null;
    return isMode(mode) ? mode : null;
  } catch {
    return null;
  }
}
