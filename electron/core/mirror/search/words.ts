/** The words of an event: what of it a person would search for, as text for the index. */
import { z } from 'zod';
import type { CloudEvent } from '../../../../shared/stream/protocol.ts';
import { indexable } from './tokens.ts';

/** By the columns of the index. */
export interface Words {
  request: string;
  response: string;
  run: string;
}

/** Characters of one event that are indexed. */
const longest = 256 * 1024;

/** `null` for events that are not searched. Bodies that are no text have no words. */
export function wordsOf({ type, data }: CloudEvent): Words | null {
  switch (type) {
    case 'webhook.attempted': {
      const { request, response } = attempt.parse(data);
      // Both have room, whichever is the long one.
      const [half, rest] = [request.slice(0, longest / 2), longest - Math.min(request.length, longest / 2)];
      return { ...none, request: indexable(half), response: indexable(response.slice(0, rest)) };
    }
    case 'chain.ran': {
      const { vars, event, steps } = run.parse(data);
      const parts = [vars, event, ...steps.flatMap((step) => [step.error, step.request, step.response])];
      return { ...none, run: indexable(clipped(parts)) };
    }
    default:
      return null;
  }
}

const none: Words = { request: '', response: '', run: '' };

const body = z
  .object({ body: z.string(), bodyEncoding: z.literal('utf8').default('utf8') })
  .transform((record) => unescaped(record.body))
  .catch('');
const json = z.unknown().transform((value) => (value === undefined ? '' : unescaped(JSON.stringify(value))));
const error = z
  .object({ message: z.string() })
  .transform(({ message }) => message)
  .catch('');

/** Whatever else is wrong with an event, its words can be found. */
const attempt = z.object({ request: body, response: body }).catch({ request: '', response: '' });
const run = z
  .object({
    vars: json,
    event: json,
    steps: z
      .array(z.object({ error, request: body, response: body }).catch({ error: '', request: '', response: '' }))
      .catch([]),
  })
  .catch({ vars: '', event: '', steps: [] });

const signs: Record<string, string> = { n: '\n', r: '\n', t: '\t', b: ' ', f: ' ' };

/** JSON with its escapes read, so that they neither hide a word nor grow onto one; other text as it is. */
function unescaped(text: string): string {
  if (!text.includes('\\') || !/^\s*[[{"]/.test(text)) return text;
  return text.replace(/\\(?:u([0-9a-fA-F]{4})|(.))/gs, (_, code: string | undefined, sign: string) =>
    code === undefined ? (signs[sign] ?? sign) : String.fromCharCode(Number.parseInt(code, 16)),
  );
}

function clipped(parts: Iterable<string>): string {
  let text = '';
  for (const part of parts) {
    if (part === '') continue;
    text += `${part}\n`;
    if (text.length >= longest) return text.slice(0, longest);
  }
  return text;
}
