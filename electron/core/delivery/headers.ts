/**
 * Which headers mean what: those the connection owns, those that sign one try, those that carry secrets.
 */
import type { HeaderList } from '../../../shared/domain/webhook.ts';

/** Owned by the connection (RFC 9110, 7.6.1) and by the sender; nobody else may set them. */
const owned = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'http2-settings',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Belong to one try: made anew by `sign.ts` for the next one. */
const signing = new Set([
  'webhook-id',
  'webhook-timestamp',
  'webhook-signature',
  'svix-id',
  'svix-timestamp',
  'svix-signature',
  'x-altur-signature',
  'x-replicer-event',
  'x-replicer-delivery-id',
  'x-replicer-timestamp',
  'x-replicer-signature',
]);

/** Those of them that name the message rather than sign it. */
const identifying = new Set(['webhook-id', 'svix-id', 'x-replicer-event', 'x-replicer-delivery-id']);

const secret = new Set([
  'authorization',
  'authentication',
  'cookie',
  'set-cookie',
  'proxy-authorization',
  'www-authenticate',
  'x-amz-security-token',
]);

/** Whole words of a header's name that give a secret away; `x-api-key`, `x-goog-channel-token`, `x-hub-signature-256` … */
const secretWord =
  /(^|[-_])(apikey|api[-_]?key|key|auth|token|secret|signature|password|passwd|pwd|session|credential|credentials)([-_]|$)/;
/** Look secret by that rule and are not. */
const harmless = new Set(['idempotency-key', 'webhook-id', 'sec-websocket-key', 'x-idempotency-key']);

const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** Visible characters, blanks and tabs of Latin-1; no line breaks, so that no header can bring another one in. */
const value = /^[\t\x20-\x7e\x80-\xff]*$/;

/** The first value of a header; `undefined` where there is none. `wanted`: in lower case. */
export const headerOf = (headers: HeaderList, wanted: string): string | undefined =>
  // Most names differ in length already.
  headers.find(([name]) => name.length === wanted.length && name.toLowerCase() === wanted)?.[1];

/** True for what only the sender may set: hop-by-hop headers, `host`, `content-length`. */
export function isOwnedHeader(name: string): boolean {
  return owned.has(name.toLowerCase());
}

/** True for what belongs to one try or names its message, in any scheme: ids, timestamps, signatures. */
export function isSigningHeader(name: string): boolean {
  return signing.has(name.toLowerCase());
}

/** Hardly any request has a `Connection` header that names others. */
function namedHopByHop(headers: HeaderList): Set<string> | null {
  let named: Set<string> | null = null;
  for (const [name, list] of headers) {
    if (name.length !== 'connection'.length || name.toLowerCase() !== 'connection') continue;
    named ??= new Set();
    for (const entry of list.toLowerCase().split(',')) named.add(entry.trim());
  }
  return named;
}

/** The headers that may go out, in their order: without the sender's own and what a `Connection` header names as hop-by-hop. */
export function sendableHeaders(headers: HeaderList): HeaderList {
  const named = namedHopByHop(headers);
  return headers.filter(([name]) => {
    const lower = name.toLowerCase();
    return !owned.has(lower) && !named?.has(lower);
  });
}

/**
 * The headers with which a recorded request is sent again: the sendable ones without the recorded try's signature, then `signature`.
 * Given one, ids that it does not set anew stay: a receiver tells a repetition by them, also when nothing is signed. `signedIn` is the
 * header in which the endpoint's scheme signs, whose recorded value is of that try alone.
 */
export function resendableHeaders(
  recorded: HeaderList,
  signature?: HeaderList,
  signedIn: string | null = null,
): HeaderList {
  const renewed = signature?.map(([name]) => name.toLowerCase());
  const signs = signedIn?.toLowerCase();
  const kept = sendableHeaders(recorded).filter(([name]) => {
    const lower = name.toLowerCase();
    if (renewed?.includes(lower) || lower === signs) return false;
    return signature && identifying.has(lower) ? true : !signing.has(lower);
  });
  return [...kept, ...(signature ?? [])];
}

/** Says what is wrong with the first header that cannot be sent; `null` when all can. */
export function headerProblem(headers: HeaderList): string | null {
  for (const [name, text] of headers) {
    if (!token.test(name)) return `"${name.slice(0, 60)}" cannot be the name of a header; nothing was sent.`;
    if (!value.test(text))
      return `The header "${name}" holds a line break or a character headers cannot carry; nothing was sent.`;
  }
  return null;
}

/** True where a header's value must not be shown. */
export function isSecretHeader(name: string): boolean {
  const lower = name.toLowerCase();
  return secret.has(lower) || (secretWord.test(lower) && !harmless.has(lower));
}

export const mask = '••••••';

/** For display: secret values replaced by a mask. An authorization keeps its scheme (`Bearer ••••••`). */
export function maskHeaders(headers: HeaderList): HeaderList {
  return headers.map(([name, text]) => {
    if (!isSecretHeader(name)) return [name, text] as const;
    const scheme = /^(Basic|Bearer|Digest|Token|ApiKey) /i.exec(text)?.[0] ?? '';
    return [name, `${scheme}${mask}`] as const;
  });
}
