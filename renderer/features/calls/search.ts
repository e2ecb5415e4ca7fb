/** Finds words in a text, whatever their case. */
import { searchTokens } from '../../../shared/domain/search-text.ts';

const mostPieces = 2001;

/** The text cut at every match: even pieces lie between, odd pieces are matches as they stand in the text. */
export function pieces(text: string, wanted: string | readonly string[]): string[] {
  const words = [wanted].flat().filter((word) => word !== '');
  if (words.length === 0) return [text];
  // Of words that begin alike, the longest is the one that stands there.
  const either = words.toSorted((one, other) => other.length - one.length).map(literally);
  return text.split(new RegExp(`(${either.join('|')})`, 'giu'), mostPieces);
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
