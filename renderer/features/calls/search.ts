/** Finds words in a text as the list finds calls by them: whatever their case and their accents. */
import { folded } from '../../../shared/domain/folding.ts';
import { searchTokens } from '../../../shared/domain/search-text.ts';

const mostMatches = 1000;

/** The text cut at every match: even pieces lie between, odd pieces are matches as they stand in the text. */
export function pieces(text: string, wanted: string | readonly string[]): string[] {
  const words = [wanted]
    .flat()
    .map(folded)
    .filter((word) => word !== '');
  if (words.length === 0) return [text];
  // Of words that begin alike, the longest is the one that stands there.
  const either = words.toSorted((one, other) => other.length - one.length).map(literally);
  const { folds, places } = foldedWithPlaces(text);
  const cut: string[] = [];
  let after = 0;
  for (const { 0: match, index } of folds.matchAll(new RegExp(either.join('|'), 'gu'))) {
    const from = places[index] ?? 0;
    const to = places[index + match.length] ?? text.length;
    // A letter that is compared as two, “ß” as “ss”, is marked once, and never by halves.
    if (from < after || to === from) continue;
    cut.push(text.slice(after, from), text.slice(from, to));
    after = to;
    if (cut.length >= 2 * mostMatches) break;
  }
  return [...cut, text.slice(after)];
}

/** `places`: where in the text each letter of `folds` begins; a mark that stands by itself belongs to the letter before it. */
function foldedWithPlaces(text: string): { folds: string; places: number[] } {
  let folds = '';
  const places: number[] = [];
  let at = 0;
  for (const letter of text) {
    // Most letters of most languages; taking each of them apart would be felt in a long transcript.
    const fold = letter < '\u0080' ? letter.toLowerCase() : folded(letter);
    for (let unit = 0; unit < fold.length; unit += 1) places.push(at);
    folds += fold;
    at += letter.length;
  }
  return { folds, places };
}

const literally = (word: string): string => word.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** What to mark in the turns: what was typed as it stands, or else each of its words and "phrases", as the list finds calls by them. */
export function wordsToMark(typed: string, turns: readonly { text: string }[]): string[] {
  const whole = typed.trim();
  if (whole === '') return [];
  if (turns.some(({ text }) => pieces(text, whole).length > 1)) return [whole];
  return searchTokens(whole).map(({ value }) => value);
}

/** A match in a transcript: in which turn, and which of the turn's, both from 0. */
export interface TurnMatch {
  turn: number;
  nth: number;
}

export function matchesIn(turns: readonly { text: string }[], wanted: readonly string[]): TurnMatch[] {
  if (wanted.length === 0) return [];
  return turns.flatMap(({ text }, turn) =>
    Array.from({ length: pieces(text, wanted).length >> 1 }, (_, nth) => ({ turn, nth })),
  );
}

/** The match to begin with: the first at or after the turn that is brought into view. */
export function firstMatch(matches: readonly TurnMatch[], turn: number | undefined): number {
  return turn === undefined
    ? 0
    : Math.max(
        0,
        matches.findIndex((match) => match.turn >= turn),
      );
}

/** The next of `count`, or the one before; after the last comes the first. */
export function stepped(at: number, by: 1 | -1, count: number): number {
  return count === 0 ? 0 : (at + by + count) % count;
}
