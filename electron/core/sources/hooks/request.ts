/** A webhook as it arrived, and what is kept of it: everything but tokens. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { SigningScheme } from '../../../../shared/domain/signing.ts';
import type { HeaderList } from '../../../../shared/domain/webhook.ts';
import { isSecretHeader, mask } from '../../delivery/headers.ts';
import { signatureHeaderOf } from '../../delivery/scheme.ts';
import { parseJson } from '../../mirror/parse.ts';

export interface HookRequest {
  method: string;
  /** From after the `?`, as it came. */
  query: string;
  headers: HeaderList;
  /** As it came, maybe compressed. */
  body: Buffer;
  /** Epoch milliseconds UTC. */
  receivedAt: number;
}

/** What was found of the signature. `verified` is also what asks for none. */
export interface Judgement {
  verified: boolean;
  scheme: SigningScheme['kind'];
  /** In one sentence. */
  verdict: string;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function bodyText(body: Buffer): { body: string; bodyEncoding: 'utf8' | 'base64' } {
  try {
    return { body: utf8.decode(body), bodyEncoding: 'utf8' };
  } catch {
    return { body: body.toString('base64'), bodyEncoding: 'base64' };
  }
}

/** The `hook` of an event. The body is left out where the event's data is the body itself, character by character. */
export function recordOf(request: HookRequest, judged: Judgement, scheme: SigningScheme, withBody: boolean) {
  const { method, query } = request;
  const carrier = scheme.kind === 'bearer' ? null : signatureHeaderOf(scheme)?.toLowerCase();
  const headers = request.headers.map(([name, value]): [string, string] => {
    const signs = name.toLowerCase() === carrier || /signature/i.test(name);
    return [name, !signs && isSecretHeader(name) ? mask : value];
  });
  return { method, query, headers, signature: judged, ...(withBody && bodyText(request.body)) };
}

const record = z.object({
  time: z.string(),
  hook: z.object({
    method: z.string(),
    query: z.string(),
    headers: z.array(z.tuple([z.string(), z.string()])),
    body: z.string(),
    bodyEncoding: z.enum(['utf8', 'base64']),
  }),
});

/** The request that was kept whole as a dead letter; `null` when these bytes are something else. */
export function requestOf(bytes: Buffer): HookRequest | null {
  let value: unknown;
  try {
    value = parseJson(bytes.toString('utf8'));
  } catch {
    return null;
  }
  const parsed = record.safeParse(value);
  if (!parsed.success) return null;
  const { body, bodyEncoding, ...rest } = parsed.data.hook;
  return { ...rest, body: Buffer.from(body, bodyEncoding), receivedAt: Date.parse(parsed.data.time) };
}

/** The same for every try of a sender that sends the same. */
export const digestOf = ({ query, body }: Pick<HookRequest, 'query' | 'body'>): string =>
  createHash('sha256').update(`${query}\n`).update(body).digest('hex');
