/** Finds words in a text, whatever their case. */

const mostPieces = 2001;

/** The text cut at every match: even pieces lie between, odd pieces are matches as they stand in the text. */
export function pieces(text: string, wanted: string): string[] {
  const escaped = wanted.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  if (escaped === '') return [text];
  return text.split(new RegExp(`(${escaped})`, 'giu'), mostPieces);
}
