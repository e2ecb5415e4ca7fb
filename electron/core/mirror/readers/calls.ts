/** The list of calls: pages of what a filter finds, newest first. */
import type { Page } from '../../../../shared/contract/index.ts';
import type { CallRow } from '../../../../shared/domain/call.ts';
import type { Readable } from '../open.ts';
import { type AskedCalls, callList, containing, digitRange, endingIn, narrowCalls } from './call-filter.ts';
import { callRow, type Row, selectCalls } from './call-row.ts';
import { type KeyPage, narrowedPages } from './narrowed.ts';

export interface CallQuery extends AskedCalls {
  cursor?: string | undefined;
  limit: number;
}

/** Fewer digits are found as part of something. */
const fewestDigits = 3;

export function callReaders(db: Readable) {
  const pages = narrowedPages(db, callList);
  const gauge = db.prepare<[], { value: number }>("SELECT value FROM rollup WHERE metric = 'calls' AND bucket = 0");
  const byId = db.prepare<[number], Row>(`${selectCalls()} WHERE c.id = ?`);
  const withDigits = db.prepare<[{ from: string; to: string }], { id: number }>(
    'SELECT id FROM call WHERE customer_digits >= @from AND customer_digits < @to LIMIT 1',
  );

  /** The digits of a number as typed, where calls have a number that ends in them. A trunk or exit code may precede them. */
  function lastDigits(text: string): string | null {
    if (!/^[\d\s()+./-]+$/.test(text)) return null;
    const digits = text.replace(/\D/g, '');
    const ways = [digits, digits.replace(/^0+/, '')];
    return ways.find((each) => each.length >= fewestDigits && withDigits.get(digitRange(each))) ?? null;
  }

  function keys({ cursor, limit, text, ...filter }: CallQuery): KeyPage {
    const narrowing = narrowCalls(filter);
    if (!text) {
      const page = pages.page(narrowing, cursor, limit);
      return narrowing.byStateAlone ? { ...page, total: { count: gauge.get()?.value ?? 0, exact: true } } : page;
    }
    // Which of the two ways a search goes is decided by all calls, so that every page goes the same way.
    const digits = lastDigits(text);
    return pages.page(digits === null ? containing(narrowing, text) : endingIn(narrowing, digits), cursor, limit);
  }

  /** One moment of the mirror for the keys, the rows and the numbers. */
  const atOnce = <T>(read: () => T): T => db.transaction(read)();

  function page(query: CallQuery): Page<CallRow> {
    const { keys: found, ...rest } = keys(query);
    const rows = found.map(({ id }) => byId.get(id)).filter((row) => row !== undefined);
    return { ...rest, rows: rows.map(callRow) };
  }

  return {
    /** Newest first. Without `next` it was the last one; others may hold fewer rows than asked for, even none. */
    callsPage: (query: CallQuery): Page<CallRow> => atOnce(() => page(query)),
    /** The same page, keys alone. */
    callIds: (query: CallQuery): { ids: number[]; next: string | undefined } => {
      const { keys: found, next } = atOnce(() => keys(query));
      return { ids: found.map(({ id }) => id), next };
    },
  };
}
