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

/** What the index is given: it cuts at the spaces between tokens, and folds what is plain ASCII itself. */
export function indexable(text: string): string {
  return isAscii(text) ? text : plain(text).replace(words, cutWord);
}

/** Words that were cut before: most of a text are, and to fold one costs as much as to index it. */
const cut = new Map<string, string>();
const mostCut = 20_000;
/** Longer ones are whole sentences, of scripts without spaces. */
const longestCut = 24;

function cutWord(word: string): string {
  if (isAscii(word)) return word;
  const known = cut.get(word);
  if (known !== undefined) return known;
  const made = Array.from(tokens(word), ({ text }) => text).join(' ');
  if (word.length > longestCut) return made;
  if (cut.size >= mostCut) cut.clear();
  cut.set(word, made);
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
