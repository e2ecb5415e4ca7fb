/** How a receiver answers. The misbehaving ones are the failures that integrations meet in earnest. */
import type { HttpError } from '../../../shared/domain/webhook.ts';

export const modes = [
  'ok',
  '401',
  '422',
  '429',
  '500',
  '503',
  'timeout',
  'reset',
  '301',
  '410',
  'huge',
  'html',
  'non-json',
  /** As `ok`, but only to what is signed; to everything else as `401`. */
  'strict',
] as const;
export type Mode = (typeof modes)[number];

export const isMode = (word: unknown): word is Mode => modes.some((mode) => mode === word);

/** What to send back; `hang` and `reset` send nothing. */
export type Answer =
  | { kind: 'reply'; status: number; headers: Record<string, string>; body: string }
  | { kind: 'hang' }
  | { kind: 'reset' };

/** How core's sender tells of no answer, after the five seconds that every webhook and chain of the demo is given. */
export const silence: Record<'hang' | 'reset', HttpError> = {
  hang: { kind: 'timeout', message: 'No complete answer within 5.0 s.' },
  reset: { kind: 'reset', message: 'The receiver closed the connection without an answer.' },
};

/** … and of a host that no name server knows. */
export const unknownName = (host: string): HttpError => ({
  kind: 'dns',
  message: `The name ${host} could not be resolved (no such name).`,
});

/** `reference` goes into the answer, as services like to give one; `hint` tells whoever tries the demo what to do about it. */
export function answer(mode: Mode, reference: string, hint: string | null = null): Answer {
  switch (mode) {
    case 'ok':
    case 'strict':
      return json(200, { received: true, id: reference });
    case '401':
      return json(401, {
        error: 'invalid_signature',
        message:
          'The signature does not match: the signing secret was rotated, and the former one is no longer accepted.',
        ...(hint === null ? {} : { hint }),
      });
    case '422':
      return json(422, { error: 'validation_failed', message: 'phone_number: the list of countries is out of date' });
    case '500':
      return json(500, { error: 'internal_error', message: 'An unexpected error occurred while saving the record.' });
    case '503':
      return json(
        503,
        { errorCode: 'SERVER_UNAVAILABLE', message: 'Instance is under maintenance' },
        { 'retry-after': '120' },
      );
    case '429':
      return json(429, { error: 'rate_limited', message: 'Too many requests' }, { 'retry-after': '3' });
    case 'timeout':
      return { kind: 'hang' };
    case 'reset':
      return { kind: 'reset' };
    case '301':
      return text(301, 'Moved Permanently', { location: 'https://crm.example/v3/hooks' });
    case '410':
      return json(410, { error: 'gone', message: 'This hook was deleted.' });
    case 'huge':
      return { kind: 'reply', status: 200, headers: { 'content-type': 'application/json' }, body: hugeBody() };
    case 'html':
      return page(502, 'Bad Gateway');
    case 'non-json':
      return text(200, 'ok', {});
  }
}

function json(status: number, body: object, headers: Record<string, string> = {}): Answer {
  const type = { 'content-type': 'application/json; charset=utf-8' };
  return { kind: 'reply', status, headers: { ...type, ...headers }, body: JSON.stringify(body) };
}

function text(status: number, body: string, headers: Record<string, string>): Answer {
  return { kind: 'reply', status, headers: { 'content-type': 'text/plain; charset=utf-8', ...headers }, body };
}

/** What a proxy says when what lies behind it is down. */
function page(status: number, title: string): Answer {
  const body =
    `<html>\r\n<head><title>${status} ${title}</title></head>\r\n<body>\r\n<center><h1>${status} ${title}</h1></center>\r\n` +
    '<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n';
  return { kind: 'reply', status, headers: { 'content-type': 'text/html; charset=utf-8', server: 'nginx' }, body };
}

let huge: string | undefined;

/** About a megabyte: an answer nobody wants to keep whole. */
function hugeBody(): string {
  huge ??= makeHugeBody();
  return huge;
}

function makeHugeBody(): string {
  const row = (n: number) => ({
    row: n,
    table: 'calls_raw',
    partition: `p${n % 64}`,
    etag: (n * 2_654_435_761) % 2 ** 32,
  });
  return JSON.stringify({ ok: true, written: Array.from({ length: 14_000 }, (_, n) => row(n)) });
}
