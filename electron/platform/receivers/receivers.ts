/** The demo's receivers of webhooks: small HTTP services on the platform's own port that answer as their mode says. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { SigningScheme } from '../../../shared/domain/signing.ts';
import { explainSignature } from '../../core/delivery/verify.ts';
import { receiverSpecs } from './catalogue.ts';
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
  /**
   * The next `times` requests that carry `key` (as `webhook-id` or `x-call-id`) meet the trouble their receiver is prone to. The demo's bad
   * hours are decided by the seed, like those of its past; after them the receiver is well again.
   */
  expectTrouble(key: string, times: number): void;
}

interface Receiver extends ReceiverState {
  trouble: Mode;
}

const maxBodyBytes = 32 << 20;
/** Troubles that never came to pass are forgotten, oldest first. */
const mostTroubles = 10_000;

export interface ReceiversOptions {
  authorised(request: IncomingMessage): boolean;
  /** How what a receiver is sent is signed; `null` where it is not. */
  signing(receiver: string): { scheme: SigningScheme; secret: string } | null;
  /** What a receiver adds to its refusal of a signature. */
  hint(receiver: string): string | null;
}

export function createReceivers(options: ReceiversOptions): Receivers {
  const all = new Map<string, Receiver>(
    receiverSpecs.map(({ name, mode, trouble }) => [name, { name, mode, trouble, requests: 0 }]),
  );
  const troubles = new Map<string, number>();

  function troubled(request: IncomingMessage): boolean {
    for (const header of ['webhook-id', 'x-call-id']) {
      const key = request.headers[header];
      const left = typeof key === 'string' ? troubles.get(key) : undefined;
      if (typeof key !== 'string' || left === undefined) continue;
      if (left <= 1) troubles.delete(key);
      else troubles.set(key, left - 1);
      return true;
    }
    return false;
  }

  function isSigned(receiver: Receiver, request: IncomingMessage, body: Buffer): boolean {
    const signing = options.signing(receiver.name);
    if (signing === null) return false;
    const { rawHeaders: raw } = request;
    const headers = raw.flatMap((name, at) => (at % 2 === 0 ? [[name, raw[at + 1] ?? ''] as const] : []));
    const { signatures } = explainSignature({ headers, body }, signing.scheme, [signing.secret]);
    return signatures.some(({ verdict }) => verdict === 'verified');
  }

  function deliver(receiver: Receiver, request: IncomingMessage, response: ServerResponse, body: Buffer): void {
    receiver.requests++;
    // A mode set by hand is what was asked for; only a receiver that is well has bad hours.
    const well = ['ok', 'huge', 'non-json', 'strict'].includes(receiver.mode);
    const unsigned = receiver.mode === 'strict' && !isSigned(receiver, request, body);
    const mode = unsigned ? '401' : well && troubled(request) ? receiver.trouble : receiver.mode;
    const given = answer(mode, `${receiver.name}-${receiver.requests}`, options.hint(receiver.name));
    if (given.kind === 'hang') return;
    if (given.kind === 'reset') return void request.socket.resetAndDestroy();
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
      const forMode = match?.[2] !== undefined;
      const chunks: Buffer[] = [];
      let size = 0;
      request.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > maxBodyBytes) request.socket.destroy();
        else if (forMode || receiver.mode === 'strict') chunks.push(chunk);
      });
      request.on('end', () => {
        if (forMode) changeMode(receiver, Buffer.concat(chunks).toString(), request, response);
        else deliver(receiver, request, response, Buffer.concat(chunks));
      });
      request.on('error', () => response.destroy());
      return true;
    },
    list: () => [...all.values()].map(({ name, mode, requests }) => ({ name, mode, requests })),
    setMode(name, mode) {
      const receiver = all.get(name);
      if (receiver === undefined)
        throw new RangeError(`there is no receiver "${name}"; known are ${[...all.keys()].join(', ')}`);
      receiver.mode = mode;
    },
    expectTrouble(key, times) {
      troubles.set(key, times);
      const oldest = troubles.size > mostTroubles ? troubles.keys().next().value : undefined;
      if (oldest !== undefined) troubles.delete(oldest);
    },
  };
}

function reply(response: ServerResponse, status: number, headers: Record<string, string>, body: string): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body);
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
