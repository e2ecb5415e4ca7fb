/**
 * How what was typed into the search for calls is looked for. The first page tries the ways one after the other, and the cursors it
 * gives name the one that found something: every further page goes the same way.
 */
import type { CallFilter } from '../../../../shared/contract/filters.ts';
import type { Readable } from '../open.ts';
import type { SearchIndex } from '../search/index-reader.ts';
import { type Match, matchOf, numberMatch, type Term, termsOf } from '../search/query.ts';
import { callList, containing, digitRange, endingIn } from './call-filter.ts';
import { type KeyPage, type Narrowing, narrowedPages } from './narrowed.ts';
import { searchedCalls, searchedPages } from './searched.ts';

export interface Typed {
  text: string;
  saidBy?: CallFilter['saidBy'] | undefined;
  order?: CallFilter['order'] | undefined;
}

export interface CallsFound extends KeyPage {
  /** The words by which they were found; none where it was a number or a part of a name. */
  terms: Term[];
}

/**
 * - `digits`: numbers that end so;
 * - `number`: numbers that have the digits anywhere;
 * - `best`, `words`: what was said, written, and names, the best or the newest first;
 * - `parts`: any part of a name, an id, a number, a summary.
 */
const ways = ['digits', 'number', 'best', 'words', 'parts'] as const;
type Way = (typeof ways)[number];

/** Fewer digits are looked for as words. */
const fewestDigits = 3;

export function callSearch(db: Readable, index: SearchIndex) {
  const pages = narrowedPages(db, callList);
  const searched = searchedPages(db, index, searchedCalls);
  const withDigits = db.prepare<[{ from: string; to: string }], { id: number }>(
    'SELECT id FROM call WHERE customer_digits >= @from AND customer_digits < @to LIMIT 1',
  );

  /** A trunk or exit code may precede the number that is known. */
  function lastDigits(digits: string): string | null {
    const forms = [digits, digits.replace(/^0+/, '')];
    return forms.find((each) => each.length >= fewestDigits && withDigits.get(digitRange(each))) ?? null;
  }

  function look(
    way: Way,
    { text, saidBy, order }: Typed,
    narrowing: Narrowing,
    cursor: string | undefined,
    limit: number,
  ) {
    const found = (page: KeyPage, terms: Term[] = []): CallsFound => ({ ...page, terms });
    const digits = saidBy ? '' : digitsOf(text);
    switch (way) {
      case 'digits': {
        const last = lastDigits(digits);
        return last === null ? null : found(pages.page(endingIn(narrowing, last), cursor, limit));
      }
      case 'number': {
        const match = numberMatch(digits);
        return match && found(searched.page(match, narrowing, cursor, limit));
      }
      case 'best':
      case 'words': {
        if ((way === 'best') !== (order === 'best match')) return null;
        const terms = termsOf(text);
        const match = wordsMatch(terms, saidBy);
        if (!match) return null;
        const page = way === 'best' ? searched.ranked : searched.page;
        return found(page(match, narrowing, cursor, limit), terms);
      }
      case 'parts':
        return saidBy ? null : found(pages.page(containing(narrowing, text), cursor, limit));
    }
  }

  return {
    page(typed: Typed, narrowing: Narrowing, cursor: string | undefined, limit: number): CallsFound {
      const begun = ways.find((way) => cursor?.startsWith(`${way} `));
      for (const way of begun ? [begun] : ways) {
        const page = look(way, typed, narrowing, begun && cursor?.slice(begun.length + 1), limit);
        if (!page || (isNothing(page) && way !== 'parts' && !begun)) continue;
        return { ...page, next: page.next && `${way} ${page.next}` };
      }
      return { keys: [], next: undefined, total: { count: 0, exact: true }, terms: [] };
    },
  };
}

const isNothing = ({ keys, next }: KeyPage): boolean => keys.length === 0 && next === undefined;

/** The digits of what was typed as a number, else none. */
const digitsOf = (text: string): string => (/^[\d\s()+./-]+$/.test(text) ? text.replace(/\D/g, '') : '');

function wordsMatch(terms: readonly Term[], saidBy: Typed['saidBy']): Match | null {
  return matchOf(terms, saidBy ? `calls, ${saidBy}` : 'calls');
}
