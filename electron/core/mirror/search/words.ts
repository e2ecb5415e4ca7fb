/** The words of an event: what of it a person would search for, as text for the index. */
import type { CloudEvent } from '../../../../shared/stream/protocol.ts';
import { isTooDeep } from '../receive.ts';
import { indexable } from './tokens.ts';

/** By the columns of the index. */
export interface Words {
  request: string;
  response: string;
  run: string;
}

/** Characters of one event that are indexed. */
const longest = 256 * 1024;

/** The types of events that have words of their own. */
export const wordyTypes: readonly string[] = ['webhook.attempted', 'chain.ran'];

/** `null` for events that are not searched. Bodies that are no text have no words; whatever else is wrong with an event, its words are read. */
export function wordsOf({ type, data }: CloudEvent): Words | null {
  const told = bagOf(data);
  switch (type) {
    case 'webhook.attempted': {
      const request = bodyOf(told.request);
      const response = bodyOf(told.response);
      // Both have room, whichever is the long one.
      const [half, rest] = [request.slice(0, longest / 2), longest - Math.min(request.length, longest / 2)];
      return { ...none, request: indexable(half), response: indexable(response.slice(0, rest)) };
    }
    case 'chain.ran': {
      const steps = (Array.isArray(told.steps) ? told.steps : []).map(bagOf);
      const parts = steps.flatMap(({ error, request, response }) => [
        messageOf(error),
        bodyOf(request),
        bodyOf(response),
      ]);
      return { ...none, run: indexable(clipped([jsonOf(told.vars), jsonOf(told.event), ...parts])) };
    }
    default:
      return null;
  }
}

const none: Words = { request: '', response: '', run: '' };

type Bag = Record<string, unknown>;

const isBag = (value: unknown): value is Bag => typeof value === 'object' && value !== null;
const bagOf = (value: unknown): Bag => (isBag(value) ? value : {});

function bodyOf(value: unknown): string {
  const { body, bodyEncoding = 'utf8' } = bagOf(value);
  return typeof body === 'string' && bodyEncoding === 'utf8' ? unescaped(body) : '';
}

function messageOf(error: unknown): string {
  const { message } = bagOf(error);
  return typeof message === 'string' ? message : '';
}

const jsonOf = (value: unknown): string =>
  value === undefined || isTooDeep(value) ? '' : unescaped(JSON.stringify(value));

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
