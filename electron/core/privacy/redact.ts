/**
 * Taking what is personal out of text and JSON, for what leaves the console. What is left says of what kind it was ("[number]"), and JSON
 * stays JSON: keys in their order, strings where strings were. To redact twice is to redact once.
 */
import type { Json } from '../../../shared/domain/chain.ts';
import { findPersonal, type Known, type PersonalKind } from './personal.ts';

/** Puts something else in the place of what is personal in a text. */
export type Replace = (text: string) => string;

/** What stands for what was found: `text` is what was there. */
export type Render = (kind: PersonalKind, text: string) => string;

const placeholder = /\[(?:number|name|link|e-mail|card|IBAN)\]/;
const asKind: Render = (kind) => `[${kind}]`;

/** A text may hold JSON, as bodies do: then what its strings say counts, not how they are escaped. */
export function redacted(text: string, known: Known): string {
  return inText(text, (part) => settled(part, (once) => besidePlaceholders(once, known)), known);
}

/** Keys too: they may be numbers or names. */
export function redactedJson(value: Json, known: Known): Json {
  return inJson(value, (text) => redacted(text, known), known);
}

export function replacing(known: Known, patterns: boolean, render: Render): Replace {
  return (text) => {
    let done = '';
    let from = 0;
    for (const { start, end, kind } of findPersonal(text, known, patterns)) {
      done += text.slice(from, start) + render(kind, text.slice(start, end));
      from = end;
    }
    return done + text.slice(from);
  };
}

/** Every string of a JSON value, and every number of it that is a known one. What has nothing to replace is the same object. */
function inJson(value: Json, replace: Replace, known: Known): Json {
  if (typeof value === 'string') return replace(value);
  if (typeof value === 'number') return isKnownNumber(String(value), known) ? replace(String(value)) : value;
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((item) => inJson(item, replace, known));
  const done: [string, Json][] = [];
  const taken = new Set<string>();
  for (const [key, item] of Object.entries(value)) {
    let name = replace(key);
    while (taken.has(name)) name += '·';
    taken.add(name);
    done.push([name, inJson(item, replace, known)]);
  }
  return Object.fromEntries(done);
}

/** Of a text that is JSON, string by string; nothing else of it changes, not even a space. */
export function inText(text: string, replace: Replace, known: Known | null = null): string {
  if (!isJson(text)) return replace(text);
  return text.replace(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g, (token) => {
    if (!token.startsWith('"')) return known && isKnownNumber(token, known) ? JSON.stringify(replace(token)) : token;
    const said: unknown = JSON.parse(token);
    const after = typeof said === 'string' ? inText(said, replace, known) : said;
    return after === said ? token : JSON.stringify(after);
  });
}

function isJson(text: string): boolean {
  if (!/^\s*[[{]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const isKnownNumber = (digits: string, { numbers }: Known): boolean =>
  digits.length >= 7 && numbers.some((number) => digits.includes(number.length > 9 ? number.slice(-9) : number));

/** What replacing leaves may read as personal together with what stood beside it. */
function settled(text: string, once: Replace): string {
  for (let before = text; ; ) {
    const after = once(before);
    if (after === before) return after;
    before = after;
  }
}

function besidePlaceholders(text: string, known: Known): string {
  const replace = replacing(known, true, asKind);
  const kept = text.match(new RegExp(placeholder, 'g')) ?? [];
  return text
    .split(placeholder)
    .map((part, index) => replace(part) + (kept[index] ?? ''))
    .join('');
}
