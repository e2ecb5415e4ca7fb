/** What was typed, as a query of the index. Whatever is typed is words: none of it is syntax. */

/** What a search looks at: the columns of the index. */
export const searched = { attempts: '{request response}', runs: '{run}' } as const;
export type Searched = keyof typeof searched;

/** What the index takes for a letter of a word. */
const letter = /[\p{L}\p{N}\p{Co}]/u;

/**
 * All words must occur, the last one as the beginning of a word; text in "double quotes" is a phrase. `null` when there is no word in
 * it, so that nothing can be found.
 */
export function matchOf(typed: string, of: Searched): string | null {
  const terms: string[] = [];
  // The index ends a query at a zero byte.
  const pieces = typed.replaceAll('\0', ' ').split('"');
  pieces.forEach((piece, index) => {
    const isPhrase = index % 2 === 1;
    const isLast = index === pieces.length - 1;
    const words = (isPhrase ? [piece] : piece.split(/\s+/)).filter((word) => letter.test(word));
    words.forEach((word, at) => {
      // A phrase whose end is still to be typed ends like the last word.
      terms.push(`"${word}"${isLast && at === words.length - 1 ? ' *' : ''}`);
    });
  });
  return terms.length === 0 ? null : `${searched[of]} : (${terms.join(' ')})`;
}
