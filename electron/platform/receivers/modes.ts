/** How a receiver answers. The misbehaving ones are the failures that integrations meet in earnest. */
export const modes = [
  'ok',
  '500',
  '429',
  'timeout',
  'reset',
  '301',
  '410',
  'huge',
  'html',
  'non-json',
  'limited',
  'outages',
  'html outages',
] as const;
export type Mode = (typeof modes)[number];

export const isMode = (word: unknown): word is Mode => modes.some((mode) => mode === word);

/** What to send back; `hang` and `reset` send nothing. */
export type Answer =
  | { kind: 'reply'; status: number; headers: Record<string, string>; body: string }
  | { kind: 'hang' }
  | { kind: 'reset' };

const json = (status: number, body: object, headers: Record<string, string> = {}): Answer => ({
  kind: 'reply',
  status,
  headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
  body: JSON.stringify(body),
});

const page = (status: number, title: string): Answer => ({
  kind: 'reply',
  status,
  headers: { 'content-type': 'text/html; charset=utf-8', server: 'nginx' },
  body: `<html>\r\n<head><title>${status} ${title}</title></head>\r\n<body>\r\n<center><h1>${status} ${title}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n`,
});

const hugeBody = JSON.stringify({
  ok: true,
  written: Array.from({ length: 12_000 }, (_, row) => ({
    row,
    table: 'calls_raw',
    partition: `p${row % 64}`,
    etag: (row * 2_654_435_761) >>> 0,
  })),
});

/** When receivers with outages are down: not in the first five minutes, then one minute in every fifteen. */
export function inOutage(sinceStartMs: number): boolean {
  return sinceStartMs >= 300_000 && (sinceStartMs - 300_000) % 900_000 < 60_000;
}

export interface Situation {
  receiver: string;
  /** How often it has been called, this time included. */
  count: number;
  sinceStartMs: number;
  /** Since the last request that it took; infinite for the first. */
  sinceAcceptedMs: number;
}

export function answer(mode: Mode, situation: Situation): Answer {
  switch (mode) {
    case 'ok':
      return json(200, { received: true, id: `${situation.receiver}-${situation.count}` });
    case '500':
      return json(500, { error: 'internal_error', message: 'An unexpected error occurred while saving the record.' });
    case '429':
      return json(429, { error: 'rate_limited', message: 'Too many requests' }, { 'retry-after': '3' });
    case 'limited':
      return situation.sinceAcceptedMs < 400 ? answer('429', situation) : answer('ok', situation);
    case 'timeout':
      return { kind: 'hang' };
    case 'reset':
      return { kind: 'reset' };
    case '301':
      return {
        kind: 'reply',
        status: 301,
        headers: { location: 'https://crm.example/v3/hooks', 'content-type': 'text/plain' },
        body: 'Moved Permanently',
      };
    case '410':
      return json(410, { error: 'gone', message: 'This hook was deleted.' });
    case 'huge':
      return { kind: 'reply', status: 200, headers: { 'content-type': 'application/json' }, body: hugeBody };
    case 'html':
      return page(502, 'Bad Gateway');
    case 'non-json':
      return { kind: 'reply', status: 200, headers: { 'content-type': 'text/plain' }, body: 'ok' };
    case 'outages':
      return inOutage(situation.sinceStartMs) ? answer('500', situation) : answer('ok', situation);
    case 'html outages':
      return inOutage(situation.sinceStartMs) ? answer('html', situation) : answer('ok', situation);
  }
}
