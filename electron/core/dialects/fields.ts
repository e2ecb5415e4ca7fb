/**
 * Reading fields of an unknown payload: a value of the wrong type becomes `null` and a remark for the operator, never an exception.
 * Written by hand instead of with a schema library because every event of the stream passes through here.
 */

export type Bag = Record<string, unknown>;

/** One object of the payload. `path` precedes its fields' names in remarks, e.g. `assistant.`. */
export interface Fields {
  of: Bag;
  path: string;
  remarks: string[];
}

const maxRemarks = 40;
const maxShortText = 2000;
const maxId = 200;

export const isBag = (value: unknown): value is Bag =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const fields = (of: Bag, remarks: string[] = [], path = ''): Fields => ({ of, path, remarks });

/** Adds a remark once; a payload that is wrong everywhere does not fill the page with it. */
export function remark(remarks: string[], text: string): void {
  if (remarks.length > maxRemarks || remarks.includes(text)) return;
  remarks.push(remarks.length < maxRemarks ? text : 'more fields could not be understood');
}

/** The field's own value; `undefined` when it is absent or null. */
export function take(from: Fields, key: string): unknown {
  return Object.hasOwn(from.of, key) ? (from.of[key] ?? undefined) : undefined;
}

/** What an operator would call the value. */
export function kindOf(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  if (typeof value === 'string') return 'a text';
  if (typeof value === 'number') return 'a number';
  if (typeof value === 'boolean') return 'true or false';
  return Array.isArray(value) ? 'a list' : 'an object';
}

/** Says that the field was ignored, and gives the `null` that stands for it. */
export function ignored(from: Fields, key: string, why: string): null {
  remark(from.remarks, `\`${from.path}${key}\` ${why}, ignored`);
  return null;
}

const wrongType = (from: Fields, key: string, value: unknown): null => ignored(from, key, `was ${kindOf(value)}`);

function nonEmpty(value: string): string | null {
  const text = value.trim();
  return text === '' ? null : text.toWellFormed();
}

/** A name, number, word or address: trimmed, an empty one is `null`, one too long to be that is ignored. */
export function text(from: Fields, key: string): string | null {
  const value = take(from, key);
  if (value === undefined) return null;
  if (typeof value !== 'string') return wrongType(from, key, value);
  if (value.length > maxShortText) return ignored(from, key, `was longer than ${maxShortText} characters`);
  return nonEmpty(value);
}

/** Text of any length, as said or written. */
export function prose(from: Fields, key: string): string | null {
  const value = take(from, key);
  if (value === undefined) return null;
  return typeof value === 'string' ? nonEmpty(value) : wrongType(from, key, value);
}

/** Like `text`, for what may as well be written as a whole number: ids and telephone numbers, kept as given. */
export function numberOrText(from: Fields, key: string): string | null {
  const value = take(from, key);
  return Number.isSafeInteger(value) ? String(value) : text(from, key);
}

/** The call's id, without which nothing can be told of a call. */
export function callId(from: Fields, key: string): { ok: true; id: string } | { ok: false; problem: string } {
  const value = take(from, key);
  const name = `\`${from.path}${key}\``;
  if (value === undefined) return { ok: false, problem: `${name}, the id of the call, is missing` };
  if (Number.isSafeInteger(value)) return { ok: true, id: String(value) };
  if (typeof value === 'number') return { ok: false, problem: `${name}, the id of the call, is not a whole number` };
  if (typeof value !== 'string') return { ok: false, problem: `${name}, the id of the call, is ${kindOf(value)}` };
  const id = value.length > maxId ? value.slice(0, maxId + 1).trim() : value.trim();
  if (id.length > maxId)
    return { ok: false, problem: `${name}, the id of the call, is longer than ${maxId} characters` };
  if (id === '') return { ok: false, problem: `${name}, the id of the call, is empty` };
  return { ok: true, id: id.toWellFormed() };
}

export function number(from: Fields, key: string): number | null {
  const value = take(from, key);
  if (value === undefined) return null;
  if (typeof value !== 'number') return wrongType(from, key, value);
  return Number.isFinite(value) ? value : ignored(from, key, 'was not a finite number');
}

export function flag(from: Fields, key: string): boolean | null {
  const value = take(from, key);
  if (value === undefined) return null;
  return typeof value === 'boolean' ? value : wrongType(from, key, value);
}

export function list(from: Fields, key: string): unknown[] | null {
  const value = take(from, key);
  if (value === undefined) return null;
  return Array.isArray(value) ? value : wrongType(from, key, value);
}

/** An object within the object; `null` when absent or something else. */
export function child(from: Fields, key: string): Fields | null {
  const value = take(from, key);
  if (value === undefined) return null;
  return isBag(value) ? fields(value, from.remarks, `${from.path}${key}.`) : wrongType(from, key, value);
}

/** One of a vendor's fixed words, whatever their case. */
export function choice<T extends string>(from: Fields, key: string, allowed: readonly T[]): T | null {
  const value = text(from, key);
  if (value === null) return null;
  const word = value.toLowerCase();
  return allowed.find((one) => one === word) ?? ignored(from, key, `was "${value.slice(0, 40).toWellFormed()}"`);
}

/** A web address. Other schemes (`javascript:`, `file:`) are ignored: what is kept here may become a link. */
export function webAddress(from: Fields, key: string): string | null {
  const value = text(from, key);
  if (value === null) return null;
  return /^https?:\/\//i.test(value) && URL.canParse(value) ? value : ignored(from, key, 'was not a web address');
}

/** A list of short texts; what is no text in it is left out with a remark. */
export function texts(from: Fields, key: string): string[] | null {
  const values = list(from, key);
  if (values === null) return null;
  const kept: string[] = [];
  for (const value of values.slice(0, 1000)) {
    const word = typeof value === 'string' ? nonEmpty(value.slice(0, maxShortText)) : null;
    if (word !== null) kept.push(word);
    else remark(from.remarks, `\`${from.path}${key}\` held ${kindOf(value)}, ignored`);
  }
  if (values.length > 1000) remark(from.remarks, `\`${from.path}${key}\` held more than 1,000 entries, cut`);
  return kept;
}
