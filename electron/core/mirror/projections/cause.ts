/**
 * The cause of a failure: where it failed, how, and the text of the error with everything taken out that differs from one failure to the
 * next. Failures with one cause are one incident.
 */
import { hash } from 'node:crypto';
import type { HttpError } from '../../../../shared/domain/webhook.ts';

/** How something failed, as failures of one cause do. */
export interface Failure {
  status: number | null;
  errorKind: string | null;
  /** As `normalised` gives it. */
  text: string;
}

export interface Cause extends Failure {
  kind: 'webhooks' | 'chains';
  /** The endpoint's id, or the flow's. What it is called makes no difference. */
  scope: string;
  /** `name:port` it was sent to; empty where nothing was. */
  host: string;
  node: { id: string; type: string } | null;
}

/** What makes two failures one. An endpoint that moves, or a node that sends to many hosts, fails of the same cause wherever it does. */
export const causeText = ({ kind, scope, node, status, errorKind, text }: Cause): string =>
  JSON.stringify([kind, scope, node?.id ?? null, status, errorKind, text]);

/** As it is stored; of a cause's text. */
export const causeDigest = (text: string): string => hash('sha256', text, 'base64url').slice(0, 22);

interface Answer {
  status: number;
  body: string;
  bodyEncoding: 'utf8' | 'base64';
}

/** How a try failed: by its answer where there was one, else by the error. */
export function howItFailed(
  response: Answer | null,
  error: HttpError | { kind: string; message: string } | null,
): Failure {
  const refused = response !== null && (response.status < 200 || response.status > 299);
  if (refused) return { status: response.status, errorKind: null, text: normalised(toldBy(response)) };
  return { status: null, errorKind: error?.kind ?? 'other', text: normalised(error?.message ?? '') };
}

const longestRead = 4096;
const longest = 160;

/** Where receivers say what was wrong, most telling first. */
const keys = ['message', 'error_description', 'detail', 'error', 'title', 'reason', 'code'];

/** The error's text in an answer's body; empty when the body tells nothing. */
function toldBy({ body, bodyEncoding }: Answer): string {
  if (bodyEncoding === 'base64') return '';
  const text = body.trim();
  if (/^[[{"]/.test(text)) {
    try {
      return inJson(JSON.parse(text), 3);
    } catch {
      // Cut off, or not JSON after all: its beginning is read as text.
    }
  }
  const head = text.slice(0, longestRead);
  if (/^<(!doctype|html|\?xml|head|body)/i.test(head)) {
    return /<title[^>]*>([^<]*)</i.exec(head)?.[1] ?? /<h1[^>]*>([^<]*)</i.exec(head)?.[1] ?? '';
  }
  return head.split(/[\r\n]/, 1)[0] ?? '';
}

function inJson(value: unknown, deepest: number): string {
  if (typeof value === 'string') return value.slice(0, longestRead);
  if (typeof value !== 'object' || value === null || deepest === 0) return '';
  if (Array.isArray(value)) return inJson(value[0], deepest - 1);
  const bag = new Map(Object.entries(value));
  for (const key of [...keys, 'errors']) {
    const found = inJson(bag.get(key), deepest - 1);
    if (found !== '') return found;
  }
  return '';
}

const replacements: readonly (readonly [RegExp, string])[] = [
  [/[a-z][a-z0-9+.-]*:\/\/[^\s"'<>]+/gi, '…'],
  [/[\w.+-]+@[\w-]+(\.[\w-]+)+/g, '…'],
  [/"[^"]*"|“[^”]*”|`[^`]*`|'[^'\s][^']*'/g, '…'],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '…'],
  // Ids and times: words that have a digit somewhere.
  [/[\w.:+/-]*\d[\w.:+/%-]*/g, '…'],
  [/(…[\s,;:.]*)+…/g, '…'],
];

/** One line without numbers, ids, quoted values and addresses, at most 160 characters. The same for what is normalised already. */
export function normalised(text: string): string {
  let line = text.slice(0, longestRead).replace(/\p{C}+/gu, ' ');
  // What is left out may bring together what then reads as quoted itself.
  for (let before = ''; line !== before; ) {
    before = line;
    for (const [pattern, by] of replacements) line = line.replace(pattern, by);
    line = cut(line.replace(/\s+/g, ' ').trim());
  }
  return line;
}

/** At a whole character. */
function cut(line: string): string {
  return line.length <= longest
    ? line
    : line
        .slice(0, longest)
        .toWellFormed()
        .replace(/\ufffd$/, '')
        .trimEnd();
}
