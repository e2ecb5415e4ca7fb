/** A payload's values with the JSONata path to each, and what kind of thing each looks like. */
import { isBag } from '../../dialects/fields.ts';

export interface Leaf {
  /** JSONata. */
  path: string;
  /** The key's words in lower case, parents' first: `data.callStartedAt` gives `data`, `call`, `started`, `at`. */
  words: string[];
  /** Of its own key alone. */
  own: string[];
  value: unknown;
  depth: number;
}

const mostLeaves = 2000;
const deepest = 8;
/** Words of JSONata itself. */
const reserved = new Set(['and', 'or', 'in', 'true', 'false', 'null', 'function']);

/** Every value that is no object; a list is one value. Keys that JSONata cannot name are left out. */
export function leavesOf(payload: unknown): Leaf[] {
  const leaves: Leaf[] = [];
  const walk = (value: unknown, path: string, words: string[], own: string[], depth: number): void => {
    if (leaves.length >= mostLeaves) return;
    if (!isBag(value)) {
      if (path !== '') leaves.push({ path, words, own, value, depth });
      return;
    }
    if (path !== '') leaves.push({ path, words, own, value, depth });
    if (depth >= deepest) return;
    for (const [key, inner] of Object.entries(value)) {
      if (key === '' || key.includes('`')) continue;
      const name = /^[A-Za-z_]\w*$/.test(key) && !reserved.has(key) ? key : `\`${key}\``;
      const split = wordsOf(key);
      walk(inner, path === '' ? name : `${path}.${name}`, [...words, ...split], split, depth + 1);
    }
  };
  walk(payload, '', [], [], 0);
  return leaves;
}

/** `callStartedAt`, `call_started_at` and `Call-Started-At` are the same words. */
function wordsOf(key: string): string[] {
  return key
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\d]+/u)
    .filter((word) => word !== '');
}

export const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';

/** Seven to fifteen digits, as telephone numbers have them. */
export function looksLikeNumber(value: unknown): boolean {
  const text = typeof value === 'number' ? String(value) : value;
  if (!isText(text) || !/^[+(]?[\d\s().-]+$/.test(text.replace(/^(tel|sip):/, ''))) return false;
  const digits = text.replace(/\D/g, '').length;
  return digits >= 7 && digits <= 15 && !looksLikeTime(value);
}

const [earliestS, latestS] = [631_152_000, 4_102_444_800];

export function looksLikeTime(value: unknown): boolean {
  if (typeof value === 'number' || (isText(value) && /^\d{10}(\d{3})?(\.\d+)?$/.test(value))) {
    const number = Number(value);
    const inS = number >= latestS ? number / 1000 : number;
    // A telephone number of ten digits is no time unless it lies in our days.
    return inS > 1_200_000_000 && inS < 2_200_000_000 && inS > earliestS;
  }
  return isText(value) && /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/.test(value);
}

/** Up to a day in seconds, or in milliseconds, or as a clock's text. */
export function looksLikeLength(value: unknown): boolean {
  if (isText(value) && /^(\d{1,2}:)?\d{1,2}:\d\d$/.test(value)) return true;
  const number = isText(value) && /^\d+(\.\d+)?$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && number >= 0 && number <= 86_400_000;
}

export const looksLikeAddress = (value: unknown): boolean => isText(value) && /^https?:\/\/\S+$/i.test(value);

/** Prose rather than a word: several words. */
export const looksLikeProse = (value: unknown): boolean => isText(value) && value.trim().split(/\s+/).length >= 4;

/** Lines that begin with a speaker. */
export const looksLikeDialogue = (value: unknown): boolean =>
  isText(value) && (value.match(/(^|\n)\s*[\p{L} ]{2,30}:\s/gu) ?? []).length >= 2;

const textKeys = ['text', 'content', 'message', 'utterance', 'transcript'];
const speakerKeys = ['role', 'speaker', 'sent_by', 'from', 'participant', 'channel'];

/** The keys of a list of turns: who speaks, and what is said; `null` when it is none. `plain`: keys that are understood as they are. */
export function turnKeysOf(value: unknown): { speaker: string | null; text: string; plain: boolean } | null {
  if (!Array.isArray(value)) return null;
  const items: unknown[] = value.slice(0, 20);
  const bags = items.filter(isBag);
  if (bags.length === 0 || bags.length < items.length) return null;
  const [first] = bags;
  if (!first) return null;
  const text = Object.keys(first).find(
    (key) => matches(key, [...textKeys, 'words', 'body', 'said', 'line', 'sentence']) && isText(first[key]),
  );
  if (text === undefined) return null;
  const speaker =
    Object.keys(first).find((key) => matches(key, [...speakerKeys, 'author', 'party', 'who', 'sender', 'agent'])) ??
    null;
  const plain = textKeys.includes(text) && (speaker === null || speakerKeys.includes(speaker));
  return { speaker, text, plain };
}

const matches = (key: string, names: readonly string[]): boolean =>
  names.includes(key) || wordsOf(key).some((word) => names.includes(word));
