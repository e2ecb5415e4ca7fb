/** What was typed, as a query of the index. Whatever is typed is words: none of it is syntax. */
import { endsRun, plain, tokens } from './tokens.ts';

const spoken = ['agent', 'customer', 'other'] as const;
const told = [...spoken, 'summary', 'data'] as const;

/** What a search looks at: a table of the index, and its columns. */
export const searched = {
  attempts: { table: 'words', columns: ['request', 'response'] },
  runs: { table: 'words', columns: ['run'] },
  calls: { table: 'calls', columns: [...told, 'names'] },
  'calls, agent': { table: 'calls', columns: ['agent'] },
  'calls, customer': { table: 'calls', columns: ['customer'] },
  'calls, number': { table: 'calls', columns: ['digits'] },
} as const satisfies Record<string, { table: SearchTable; columns: readonly string[] }>;
export type Searched = keyof typeof searched;
export const searchTables = ['words', 'calls'] as const;
export type SearchTable = (typeof searchTables)[number];

/** Tokens that stand in a row; the last one may be a beginning. */
export interface Term {
  tokens: readonly string[];
  isBeginning: boolean;
}

/** A query as the index takes it. */
export interface Match {
  table: SearchTable;
  query: string;
}

/** The words that were typed, the last one as the beginning of a word; text in "double quotes" is a phrase. */
export function termsOf(typed: string): Term[] {
  const terms: Term[] = [];
  const pieces = plain(typed).split('"');
  pieces.forEach((piece, index) => {
    const isPhrase = index % 2 === 1;
    const isLast = index === pieces.length - 1;
    const words = (isPhrase ? [piece] : piece.split(/\s+/)).map(typedTokens).filter((found) => found.length > 0);
    words.forEach((found, at) => {
      const [last = ''] = found.slice(-1);
      // A phrase whose end is still to be typed ends like the last word. A single character of a script without spaces begins a pair.
      const isBeginning = (isLast && at === words.length - 1) || endsRun({ text: last, start: 0, end: 0 });
      terms.push({ tokens: found, isBeginning });
    });
  });
  return terms;
}

/** `null` when there is no word in it, so that nothing can be found. All terms must occur. */
export function matchOf(terms: readonly Term[], of: Searched): Match | null {
  if (terms.length === 0) return null;
  const { table, columns } = searched[of];
  const all = terms.map(({ tokens: row, isBeginning }) => `"${row.join(' ')}"${isBeginning ? ' *' : ''}`);
  return { table, query: `{${columns.join(' ')}} : (${all.join(' ')})` };
}

/** Each three digits in a row; what a number is indexed by, and looked for by any part of it. */
export function triples(digits: string): string[] {
  return Array.from({ length: Math.max(0, digits.length - 2) }, (_, at) => digits.slice(at, at + 3));
}

/** Calls with a number that has these digits somewhere; at least three of them. */
export function numberMatch(digits: string): Match | null {
  const parts = triples(digits);
  return parts.length === 0 ? null : matchOf([{ tokens: parts, isBeginning: false }], 'calls, number');
}

/** As in the index, but for the character by itself at the end: what was typed may go on. */
function typedTokens(text: string): string[] {
  const found = [...tokens(text)];
  const last = found.at(-1);
  if (found.length > 1 && last && endsRun(last)) {
    const before = found.at(-2);
    // Of a run of one character there is no pair before it.
    if (before && before.end === last.end) found.pop();
  }
  return found.map(({ text: token }) => token);
}
