/** The list of calls: pages of what a filter finds, newest first or the best match first, and the other calls of one customer. */
import type { Page } from '../../../../shared/contract/index.ts';
import type { CallRow } from '../../../../shared/domain/call.ts';
import type { Readable } from '../open.ts';
import { learnToSample } from '../sample.ts';
import type { SearchIndex } from '../search/index-reader.ts';
import type { Term } from '../search/query.ts';
import { storedTurns } from '../stored-turns.ts';
import { type AskedCalls, callList, narrowCalls } from './call-filter.ts';
import { callMatch } from './call-match.ts';
import { callRow, parsed, type Row, selectCalls } from './call-row.ts';
import { type CallsFound, callSearch } from './call-search.ts';
import { narrowedPages } from './narrowed.ts';

export interface CallQuery extends AskedCalls {
  cursor?: string | undefined;
  limit: number;
}

/** Where the words of a call are, as they lie in its columns. */
export interface Texts {
  turns: string | null;
  extracted: string | null;
}

export function callReaders(db: Readable, index: SearchIndex) {
  learnToSample(db);
  const pages = narrowedPages(db, callList);
  const search = callSearch(db, index);
  const gauge = db.prepare<[], { value: number }>("SELECT value FROM rollup WHERE metric = 'calls' AND bucket = 0");
  const rows = db.prepare<[string], Row>(selectCalls);
  const texts = db.prepare<[string], Texts & { id: number }>(
    `SELECT c.id, c.extracted, t.turns FROM json_each(?) j CROSS JOIN call c ON c.id = j.value
     LEFT JOIN transcript t ON t.call_id = c.id`,
  );
  const customerOf = db.prepare<[number], { customer: string | null }>(
    'SELECT customer_number AS customer FROM call WHERE id = ?',
  );

  function find({ cursor, limit, text, saidBy, order, ...filter }: CallQuery): CallsFound {
    const narrowing = narrowCalls(filter);
    if (text) return search.page({ text, saidBy, order }, narrowing, cursor, limit);
    const page = { ...pages.page(narrowing, cursor, limit), terms: [] };
    return narrowing.byStateAlone ? { ...page, total: { count: gauge.get()?.value ?? 0, exact: true } } : page;
  }

  function rowsOf({ keys, terms }: Pick<CallsFound, 'keys' | 'terms'>, saidBy: CallQuery['saidBy']): CallRow[] {
    const ids = JSON.stringify(keys.map(({ id }) => id));
    const found = rows.all(ids);
    if (terms.length === 0) return found.map(callRow);
    const textOf = new Map(texts.all(ids).map((text) => [text.id, text]));
    return found.map((row) => foundRow(row, textOf.get(row.id) ?? { turns: null, extracted: null }, terms, saidBy));
  }

  return {
    /** Without `next` it was the last page; others may hold fewer rows than asked for, even none. */
    callsPage(query: CallQuery): Page<CallRow> {
      const { keys, terms, ...page } = find(query);
      return { ...page, rows: rowsOf({ keys, terms }, query.saidBy) };
    },
    /** The same page, keys alone. */
    callIds: (query: CallQuery): { ids: number[]; next: string | undefined } => {
      const { keys, next } = find(query);
      return { ids: keys.map(({ id }) => id), next };
    },
    /** Newest first; none where the customer's number is not known. */
    relatedCalls({ id, cursor, limit }: { id: number; cursor?: string | undefined; limit: number }): Page<CallRow> {
      const customer = customerOf.get(id)?.customer ?? null;
      if (customer === null) return { rows: [], next: undefined, total: { count: 0, exact: true } };
      const narrowing = narrowCalls({ customer });
      const other = { sql: 'c.id <> @self', values: { self: id } };
      const conditions = [...narrowing.conditions, other];
      const { keys, ...page } = pages.page({ ...narrowing, conditions, byStateAlone: false }, cursor, limit);
      return { ...page, rows: rowsOf({ keys, terms: [] }, undefined) };
    },
  };
}

/** A call that was found by its words, and where they are. */
export function foundRow(
  row: Row,
  { turns, extracted }: Texts,
  terms: readonly Term[],
  saidBy?: CallQuery['saidBy'],
): CallRow {
  const text = { turns: storedTurns(turns), summary: row.summary, extracted: parsed(extracted, []) };
  const match = callMatch(text, terms, saidBy);
  return { ...callRow(row), ...(match && { match }) };
}
