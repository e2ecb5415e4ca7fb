/**
 * Lets a test in another process do to the platform what `startPlatform`'s caller can: `POST /control/…` with the bearer token and a JSON
 * object. `faults` switches faults, `inject` appends an event nobody understands, `epoch` begins the log anew, `trim` forgets its beginning,
 * `disconnect` closes every consumer's connection.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Faults, readFault } from './faults.ts';
import { type BadEventKind, isBadEventKind } from './live/bad-events.ts';

export interface Controlled {
  readonly faults: Faults;
  readonly epoch: string;
  readonly head: number;
  readonly floor: number;
  inject(kind: BadEventKind): number;
  newEpoch(): string;
  trim(floor: number): void;
  disconnect(code: number): void;
}

const maxBodyBytes = 64 << 10;

/** `false` when the path is not one of its own. */
export function handleControl(
  platform: Controlled,
  request: IncomingMessage,
  response: ServerResponse,
  authorised: (request: IncomingMessage) => boolean,
): boolean {
  const match = /^\/control\/(\w+)$/.exec(request.url ?? '');
  if (match === null || request.method !== 'POST') return false;
  const reply = (status: number, body: object) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
  let text = '';
  request.setEncoding('utf8');
  request.on('data', (chunk: string) => {
    text += chunk;
    if (text.length > maxBodyBytes) request.socket.destroy();
  });
  request.on('end', () => {
    if (!authorised(request)) return reply(401, { error: 'the bearer token is missing or wrong' });
    const input = parse(text);
    const problem = input === null ? 'the body is not a JSON object' : perform(platform, match[1] ?? '', input);
    if (problem !== null) return reply(400, { error: problem });
    const { epoch, head, floor, faults } = platform;
    reply(200, { epoch, head, floor, faults });
  });
  return true;
}

/** What is wrong with the request, or `null` when it is done. */
function perform(platform: Controlled, action: string, input: Map<string, unknown>): string | null {
  switch (action) {
    case 'faults':
      for (const [name, value] of input) {
        const problem = readFault(`${name}=${Number(value)}`, platform.faults);
        if (problem !== null) return problem;
      }
      return null;
    case 'inject': {
      const kind = input.get('kind');
      if (!isBadEventKind(kind)) return `there is no kind "${String(kind)}"`;
      platform.inject(kind);
      return null;
    }
    case 'epoch':
      platform.newEpoch();
      return null;
    case 'trim':
      platform.trim(Number(input.get('floor') ?? 1));
      return null;
    case 'disconnect':
      platform.disconnect(Number(input.get('code') ?? 1012));
      return null;
    default:
      return `there is no control "${action}"`;
  }
}

function parse(text: string): Map<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text === '' ? '{}' : text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? new Map(Object.entries(value)) : null;
  } catch {
    return null;
  }
}
