/**
 * Text as the words that are searched for, in any script, the same for what is indexed and for what is typed.
 *
 * - Letters are compared without case and width; Latin, Greek, Cyrillic, Hebrew and Arabic also without accents and points, Arabic
 *   without the variants of alef, ya, ta marbuta and kaf. Marks of other scripts (Devanagari's vowels, say) are letters.
 * - Scripts that write no spaces, and Korean, whose words carry their particles, are cut into overlapping pairs of characters, so that
 *   any part of a text is found by the pairs it has in a row. The last character of a run stands once more by itself: a single one
 *   typed is found as the beginning of a pair.
 */

import { folded } from '../../../../shared/domain/folding.ts';

export interface Token {
  text: string;
  /** Where in the text it stands; `end` is exclusive. */
  start: number;
  end: number;
}

/** The text whose tokens have places: one way of writing each character. */
export const plain = (text: string): string => (isAscii(text) ? text : text.normalize('NFKC'));

const words = /[\p{L}\p{N}\p{M}\p{Co}]+/gu;
const unspaced =
  '\\p{scx=Han}\\p{scx=Hira}\\p{scx=Kana}\\p{scx=Thai}\\p{scx=Lao}\\p{scx=Khmr}\\p{scx=Mymr}\\p{sc=Hang}';
const runs = new RegExp(`[${unspaced}]+|[^${unspaced}]+`, 'gu');
const isUnspaced = new RegExp(`^[${unspaced}]`, 'u');

/** The tokens of a plain text, in order. */
export function* tokens(text: string): Generator<Token> {
  for (const { 0: word, index: at } of text.matchAll(words)) {
    if (isAscii(word)) {
      yield { text: word.toLowerCase(), start: at, end: at + word.length };
      continue;
    }
    for (const { 0: run, index } of word.matchAll(runs)) {
      const start = at + index;
      if (isUnspaced.test(run)) yield* pairs(run, start);
      else yield { text: folded(run), start, end: start + run.length };
    }
  }
}

/** Where a text has more than ASCII in it, to the end of the word; all else is normalised already, and cut by the index itself. */
const foreign = /\P{ASCII}+(?:[A-Za-z0-9]+\P{ASCII}+)*[A-Za-z0-9]*/gu;

/**
 * What the index is given: it cuts at the spaces between tokens, and folds what is plain ASCII itself. Most of what is indexed is JSON with
 * an accent here and there: only the words that have one are looked at.
 */
export function indexable(text: string): string {
  let made = '';
  let done = 0;
  for (const { 0: rest, index } of text.matchAll(foreign)) {
    const start = beginning(text, index, done);
    const end = index + rest.length;
    made += text.slice(done, start) + cutWords(text.slice(start, end));
    done = end;
  }
  return done === 0 ? text : made + text.slice(done);
}

/** Where the word begins that goes on at `at`. A mark also changes the sign before it. */
function beginning(text: string, at: number, earliest: number): number {
  let start = at;
  while (start > earliest && isAlphanumeric(text.charCodeAt(start - 1))) start -= 1;
  return start === at && start > earliest && isMark(text.charCodeAt(at)) ? at - 1 : start;
}

const isAlphanumeric = (code: number): boolean =>
  (code >= 97 && code <= 122) || (code >= 48 && code <= 57) || (code >= 65 && code <= 90);

/** Those that go together with ASCII. */
const isMark = (code: number): boolean => code >= 0x300 && code < 0x370;

/** Words that were cut before: most of a text are, and to fold one costs as much as to index it. */
const cut = new Map<string, string>();
const mostCut = 20_000;
/** Longer ones are whole sentences, of scripts without spaces. */
const longestCut = 24;

function cutWords(text: string): string {
  const known = cut.get(text);
  if (known !== undefined) return known;
  const made = plain(text).replace(words, (word) => Array.from(tokens(word), (token) => token.text).join(' '));
  if (text.length > longestCut) return made;
  if (cut.size >= mostCut) cut.clear();
  cut.set(text, made);
  return made;
}

/** Whether a token is of a run that was cut into pairs, and ends it. */
export const endsRun = ({ text }: Token): boolean => isUnspaced.test(text) && [...text].length === 1;

function* pairs(run: string, at: number): Generator<Token> {
  const characters = [...run];
  let start = at;
  for (const [index, character] of characters.entries()) {
    const pair = character + (characters[index + 1] ?? '');
    yield { text: pair, start, end: start + pair.length };
    start += character.length;
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII is meant.
const ascii = /^[\x00-\x7f]*$/;
const isAscii = (text: string): boolean => ascii.test(text);
