/** What a try in the past got for an answer, made up to look exactly as a real one is recorded. */
import type { WebhookAttemptedData } from '../../../shared/stream/events.ts';
import type { Random } from '../generator/random.ts';
import type { Endpoint, PastFailure } from '../receivers/endpoints.ts';
import { answer } from '../receivers/modes.ts';

export type PastResult = Pick<WebhookAttemptedData, 'response' | 'error' | 'durationMs'>;

const situation = { receiver: '', count: 1, sinceStartMs: 0, sinceAcceptedMs: 0 };

export function pastResult(endpoint: Endpoint, delivered: boolean, at: number, random: Random): PastResult {
  if (!delivered) return failures[endpoint.past](at, random);
  if (endpoint.mode === 'huge')
    return reply(200, [['content-type', 'application/json']], '{"ok":true,"written":412}', at, random);
  if (endpoint.mode === 'non-json') return reply(200, [['content-type', 'text/plain']], 'ok', at, random);
  const body = `{"received":true,"id":"${endpoint.receiver}-${random.between(1000, 99_999)}"}`;
  return reply(200, [['content-type', 'application/json; charset=utf-8']], body, at, random);
}

const failures: Record<PastFailure, (at: number, random: Random) => PastResult> = {
  'server error': (at, random) => sent('500', at, random),
  unavailable: (at, random) =>
    reply(
      503,
      [
        ['content-type', 'application/json'],
        ['retry-after', '120'],
      ],
      '{"errorCode":"SERVER_UNAVAILABLE","message":"Instance is under maintenance"}',
      at,
      random,
    ),
  'rate limited': (at, random) => sent('429', at, random),
  'bad gateway page': (at, random) => sent('html', at, random),
  moved: (at, random) => sent('301', at, random),
  gone: (at, random) => sent('410', at, random),
  timeout: () => ({
    response: null,
    error: { kind: 'timeout', message: 'no answer within 5,000 ms' },
    durationMs: 5_000,
  }),
  reset: (_, random) => ({
    response: null,
    error: { kind: 'reset', message: 'the receiver closed the connection before it answered' },
    durationMs: random.between(4, 90),
  }),
};

function sent(mode: '500' | '429' | '301' | '410' | 'html', at: number, random: Random): PastResult {
  const given = answer(mode, situation);
  if (given.kind !== 'reply') throw new Error(`mode ${mode} gives no reply`);
  return reply(given.status, Object.entries(given.headers), given.body, at, random);
}

function reply(status: number, headers: [string, string][], body: string, at: number, random: Random): PastResult {
  const all: [string, string][] = [
    ...headers,
    ['date', new Date(at).toUTCString()],
    ['content-length', Buffer.byteLength(body).toString()],
  ];
  return {
    response: { status, headers: all, body, bodyEncoding: 'utf8', truncated: false },
    error: null,
    durationMs: random.between(18, 480),
  };
}
