/**
 * Finding what is personal in text: what is known of the people of a call, in whatever form it is written, and what looks like a phone
 * number, an e-mail address, a payment card or an IBAN. How it is then shown is not decided here.
 */

export type PersonalKind = 'number' | 'name' | 'link' | 'e-mail' | 'card' | 'IBAN';

/** What is known of a call's people. Only what is worth recognising: `knownOf` leaves out the rest. */
export interface Known {
  /** Digits alone, seven or more. */
  numbers: readonly string[];
  names: readonly string[];
  links: readonly string[];
}

export const nothingKnown: Known = { numbers: [], names: [], links: [] };

export interface Finding {
  start: number;
  end: number;
  kind: PersonalKind;
}

/** What is between the digits of one number as people and programs write it; `%20` and its like are from addresses. */
const gap = String.raw`(?:[\s().\-–‐‑/_+*\u00a0\u202f]|%2[0BDbd89]){0,3}`;
const digitRun = new RegExp(String.raw`(?:%2[Bb])?[+(]{0,2}\p{Nd}(?:${gap}\p{Nd})*`, 'gu');
const mail =
  /(?<![\p{L}\p{N}.!#$%&'*+=?^_{|}~-])[\p{L}\p{N}.!#$%&'*+=?^_{|}~-]+(?:@|%40)[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,8}/gu;
const iban = /(?<![\p{L}\p{N}])[A-Z]{2}\d{2}(?:[ -]?[A-Z\d]{2,4}){3,8}(?:[ -]?[A-Z\d]{1,3})?(?![\p{L}\p{N}])/giu;

/** Where it is, in the order of the text, nothing overlapping. `patterns`: also what only looks personal. */
export function findPersonal(text: string, known: Known, patterns: boolean): Finding[] {
  const found: Finding[] = [];
  for (const link of known.links) whole(text, link, 'link', found);
  for (const name of known.names) names(text, name, found);
  if (patterns) {
    for (const { index, 0: hit } of text.matchAll(mail)) {
      found.push({ start: index, end: index + hit.length, kind: 'e-mail' });
    }
    for (const { index, 0: hit } of text.matchAll(iban)) {
      if (isIban(hit)) found.push({ start: index, end: index + hit.length, kind: 'IBAN' });
    }
  }
  if (patterns || known.numbers.length > 0) {
    for (const { index, 0: run } of text.matchAll(digitRun)) {
      const kind = kindOfRun(text, index, run, known.numbers, patterns);
      if (kind) found.push({ start: index, end: index + run.length, kind });
    }
  }
  return merged(found);
}

/** What overlaps is one finding, of the kind that begins first: nothing of either is left. */
function merged(found: Finding[]): Finding[] {
  const sorted = found.sort((one, other) => one.start - other.start || other.end - one.end);
  const apart: Finding[] = [];
  for (const finding of sorted) {
    const last = apart.at(-1);
    if (last && finding.start < last.end) last.end = Math.max(last.end, finding.end);
    else apart.push({ ...finding });
  }
  return apart;
}

function whole(text: string, part: string, kind: PersonalKind, found: Finding[]): void {
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length)) {
    found.push({ start: at, end: at + part.length, kind });
  }
}

const namePatterns = new Map<string, RegExp>();
const keptPatterns = 500;

/** A name as a whole anywhere, and each of its parts where it is a word; whatever the case, and as addresses write it. */
function names(text: string, name: string, found: Finding[]): void {
  let pattern = namePatterns.get(name);
  if (!pattern) {
    if (namePatterns.size >= keptPatterns) namePatterns.clear();
    pattern = namePattern(name);
    namePatterns.set(name, pattern);
  }
  for (const { index, 0: hit } of text.matchAll(pattern)) {
    found.push({ start: index, end: index + hit.length, kind: 'name' });
  }
}

function namePattern(name: string): RegExp {
  const parts = name.split(/[\s,.]+/u).filter((part) => part !== '');
  const full = parts.map(anyForm).join(String.raw`(?:[\s,.+_-]|%20){1,3}`);
  const words = parts.filter(isTelling).map((part) => asWord(part, anyForm(part)));
  return new RegExp([parts.length === 1 ? asWord(name, full) : full, ...words].join('|'), 'giu');
}

/** Of scripts that put no space between words. */
const writtenTogether = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Hangul}]/u;

/** Initials and particles ("de", "al") say nothing of a person, and are everywhere. */
const isTelling = (part: string): boolean => [...part].length >= (writtenTogether.test(part) ? 2 : 3);

const asWord = (part: string, pattern: string): string =>
  writtenTogether.test(part) ? pattern : String.raw`(?<![\p{L}\p{N}])${pattern}(?![\p{L}\p{N}])`;

/** Composed, decomposed, or percent-encoded. */
function anyForm(part: string): string {
  const forms = new Set([part, part.normalize('NFC'), part.normalize('NFD'), encodedForm(part)]);
  return `(?:${[...forms].map(escaped).join('|')})`;
}

function encodedForm(part: string): string {
  return part.isWellFormed() ? encodeURIComponent(part.normalize('NFC')) : part;
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

function kindOfRun(
  text: string,
  index: number,
  run: string,
  numbers: readonly string[],
  patterns: boolean,
): 'number' | 'card' | null {
  const digits = digitsOf(run);
  if (numbers.some((number) => digits.includes(significant(number)))) return 'number';
  if (!patterns || digits.length < 7) return null;
  if (digits.length >= 13 && digits.length <= 19 && passesLuhn(digits) && !isPartOfId(text, index, run)) return 'card';
  return looksDialled(run.trim(), digits) && !isPartOfId(text, index, run) ? 'number' : null;
}

/** Without the country code or the leading zeros that one form of it has and another has not. */
const significant = (number: string): string => (number.length > 9 ? number.slice(-9) : number);

function looksDialled(run: string, digits: string): boolean {
  if (/^[+(]*(?:\+|00)/.test(run)) return digits.length >= 8 && digits.length <= 80;
  if (/^\p{Nd}+$/u.test(run)) return digits.length >= 10 && digits.length <= 15 && !isInstant(digits);
  // Several in a row are one run.
  return digits.length >= 9 && digits.length <= 80 && !isAmount(run) && !isDated(run) && !isAddress(run);
}

/** Epoch seconds or milliseconds from 2014 to 2033: no country's bare numbers look like this. */
const isInstant = (digits: string): boolean => /^1[4-9]\d{8}(?:\d{3})?$/.test(digits);
const isDated = (run: string): boolean =>
  /^(?:19|20)\d\d[-/.]\d\d?[-/.]\d\d?(?!\d)/.test(run) || /^\d\d?[-/.]\d\d?[-/.](?:19|20)\d\d(?!\d)/.test(run);
const isAmount = (run: string): boolean => /^(?:\d{1,3}\.){2,}\d{3}$/.test(run) || /^(?!0)\d+\.\d+$/.test(run);
const isAddress = (run: string): boolean => /^\d{1,3}(?:\.\d{1,3}){3}$/.test(run);

/** Of a longer word of letters, digits, dashes and underscores, such as a UUID. */
function isPartOfId(text: string, index: number, run: string): boolean {
  if (/^[+(]/.test(run)) return false;
  return (
    /[A-Za-z_][-_]?$|[A-Za-z]\d*[-_]$/.test(text.slice(Math.max(0, index - 12), index)) ||
    /^[A-Za-z_]/.test(text.slice(index + run.length))
  );
}

/** The decimal digits of any script, as ASCII. */
export function digitsOf(text: string): string {
  const ascii = /%2[0BDbd89]/.test(text) ? text.replace(/%2[0BDbd89]/g, '') : text;
  let digits = '';
  for (const sign of ascii) {
    if (/\d/.test(sign)) digits += sign;
    else if (/\p{Nd}/u.test(sign)) digits += digitAt(sign.codePointAt(0) ?? 0);
  }
  return digits;
}

/** Digits of a script are ten in a row; the first is the one before which there is none. Those of mathematics are five such rows. */
function digitAt(point: number): number {
  if (point >= 0x1d7ce && point <= 0x1d7ff) return (point - 0x1d7ce) % 10;
  let value = 0;
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(point - value - 1))) value += 1;
  return value;
}

/** ISO/IEC 7812-1. */
function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let place = 0; place < digits.length; place += 1) {
    const digit = Number(digits[digits.length - 1 - place]);
    const doubled = place % 2 === 0 ? digit : digit * 2;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0 && /[1-9]/.test(digits);
}

/** ISO 13616: the remainder by 97 is 1. */
function isIban(text: string): boolean {
  const letters = text.replace(/[ -]/g, '').toUpperCase();
  if (letters.length < 15 || letters.length > 34) return false;
  let rest = 0;
  for (const sign of letters.slice(4) + letters.slice(0, 4)) {
    const value = Number.parseInt(sign, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}
