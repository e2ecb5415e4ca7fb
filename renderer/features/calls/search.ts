/** Finds words in a text, whatever their case. */

const mostPieces = 2001;

/** The text cut at every match: even pieces lie between, odd pieces are matches as they stand in the text. */
export function pieces(text: string, wanted: string): string[] {
  const escaped = wanted.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  if (escaped === '') return [text];
  return text.split(new RegExp(`(${escaped})`, 'giu'), mostPieces);
}

/** A match in a transcript: in which turn, and which of the turn's, both from 0. */
export interface TurnMatch {
  turn: number;
  nth: number;
}

export function matchesIn(turns: readonly { text: string }[], wanted: string): TurnMatch[] {
  if (wanted === '') return [];
  return turns.flatMap(({ text }, turn) =>
    Array.from({ length: pieces(text, wanted).length >> 1 }, (_, nth) => ({ turn, nth })),
  );
}

/** The next of `count`, or the one before; after the last comes the first. */
export function stepped(at: number, by: 1 | -1, count: number): number {
  return count === 0 ? 0 : (at + by + count) % count;
}
