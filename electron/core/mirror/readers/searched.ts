/**
 * Pages of a list by words of the bodies: the index gives the events, newest first, and every message or run appears once, where its
 * newest matching event stands. A cursor is that event, and the newest event of the first page: what comes later is not in the pages.
 */
import type { Readable } from '../open.ts';
import type { SearchIndex } from '../search/index-reader.ts';
import { type Match, matchOf, type Searched, termsOf } from '../search/query.ts';
import { callList } from './call-filter.ts';
import { messageList } from './message-filter.ts';
import { type KeyPage, type ListTable, type Narrowing, narrowedPages, whereOf } from './narrowed.ts';
import { countLimit, fromCursor, type Key, toCursor } from './paging.ts';
import { preparer } from './prepared.ts';
import { runList } from './run-filter.ts';

/** Matching events one page may look at. */
export const mostEvents = 5000;

/** Matches that are weighed against each other. */
const mostRanked = 2000;

/** Looked up in the mirror at once. */
const chunk = 200;

/** Where the other filters leave no more rows than this, only the events of those rows are looked at. */
const fewRows = 500;

interface SearchedList extends ListTable {
  /** Joins the list's rows to the events `j.value`; CROSS, so that they come in the order of the events. */
  joined: string;
  /** The events of the rows `@rows` before `@below`. */
  eventsOfAll: string;
  /** Every event is a row of its own. */
  isRowEach?: true;
  /** The events of row `@row` between `@from` and `@to`. */
  events: string;
}

export const searchedMessages: SearchedList = {
  ...messageList,
  joined: `CROSS JOIN webhook_attempt a ON a.seq = j.value CROSS JOIN webhook_message m ON m.id = a.message`,
  eventsOfAll: `SELECT a.seq FROM json_each(@rows) j CROSS JOIN webhook_attempt a ON a.message = j.value WHERE a.seq < @below`,
  events: 'SELECT seq FROM webhook_attempt WHERE message = @row AND seq BETWEEN @from AND @to',
};

export const searchedRuns: SearchedList = {
  ...runList,
  joined: `CROSS JOIN chain_run k ON k.id = j.value
    CROSS JOIN chain_run r ON r.connection_id = k.connection_id AND r.run_id = coalesce(k.root, k.run_id)`,
  eventsOfAll: `SELECT k.id AS seq FROM json_each(@rows) j CROSS JOIN chain_run r ON r.id = j.value
    CROSS JOIN chain_run k ON k.connection_id = r.connection_id AND k.root = r.run_id WHERE k.id < @below
    UNION ALL SELECT value FROM json_each(@rows) WHERE value < @below`,
  events: `SELECT k.id AS seq FROM chain_run r JOIN chain_run k ON k.connection_id = r.connection_id AND k.root = r.run_id
    WHERE r.id = @row AND k.id BETWEEN @from AND @to
    UNION ALL SELECT id FROM chain_run WHERE id = @row AND id BETWEEN @from AND @to`,
};

/** A call is one entry of the index, that of the event which made it. */
export const searchedCalls: SearchedList = {
  ...callList,
  joined: 'CROSS JOIN call c ON c.id = j.value',
  isRowEach: true,
  eventsOfAll: 'SELECT value AS seq FROM json_each(@rows) WHERE value < @below',
  events: 'SELECT id AS seq FROM call WHERE id = @row AND id BETWEEN @from AND @to',
};

/** What was typed, to be found in bodies. */
export const bodyMatch = (typed: string, of: Searched): Match | null => matchOf(termsOf(typed), of);

const asksNothing = ({ conditions, from, to }: Narrowing): boolean =>
  conditions.length === 0 && from === undefined && to === undefined;

export function searchedPages(db: Readable, index: SearchIndex, list: SearchedList) {
  const prepare = preparer(db);
  const narrowed = narrowedPages(db, list);
  const eventsOfAll = db.prepare<[{ rows: string; below: number }], { seq: number }>(list.eventsOfAll);
  const newestEvent = db.prepare<[], { seq: number | null }>('SELECT max(seq) AS seq FROM event');
  const receivedAt = db.prepare<[number], { at: number }>('SELECT received_at AS at FROM event WHERE seq = ?');
  const eventsOf = db.prepare<[{ row: number; from: number; to: number }], { seq: number }>(list.events);

  /** The first `most` rows that these events belong to and the other filters let through, each at its newest event. */
  function rowsOf(
    seqs: readonly number[],
    { sql, values }: ReturnType<typeof whereOf>,
    most: number,
    leftOut: (row: number) => boolean,
  ): Key[] {
    const rows = new Map<number, Key>();
    const atOnce = Math.min(chunk, most);
    for (let from = 0; from < seqs.length; from += atOnce) {
      const part = seqs.slice(from, from + atOnce);
      const joined = prepare<[object], Key>(
        `SELECT j.value AS at, ${list.alias}.id AS id FROM json_each(@seqs) j ${list.joined} WHERE ${sql}`,
      ).all({ ...values, seqs: JSON.stringify(part) });
      for (const key of joined) {
        if (rows.has(key.id) || leftOut(key.id)) continue;
        rows.set(key.id, key);
        if (rows.size === most) return [...rows.values()];
      }
    }
    return [...rows.values()];
  }

  /** The events worth looking at, newest first; `undefined` when that is most of them. */
  function worthLooking(narrowing: Narrowing, below: number): number[] | undefined {
    const rows = narrowed.few(narrowing, fewRows);
    if (!rows) return undefined;
    const found = eventsOfAll.all({ rows: JSON.stringify(rows), below });
    return found.map(({ seq }) => seq).sort((one, other) => other - one);
  }

  return {
    /** Nothing is found by no match. */
    page(match: Match | null, narrowing: Narrowing, cursor: string | undefined, limit: number): KeyPage {
      if (match === null) return { keys: [], next: undefined, total: { count: 0, exact: true } };
      const begun = cursor === undefined ? null : fromCursor(cursor);
      // The index may have gone on since this view of the mirror was taken.
      const top = begun?.id ?? Math.min(index.indexedTo(), newestEvent.get()?.seq ?? 0);
      const below = begun?.at ?? top + 1;
      const most = begun ? limit : Math.max(countLimit, limit);
      // Every match is a row of its own: they are counted by the index, which hears of rows that are gone a moment later.
      const isEach = list.isRowEach && asksNothing(narrowing);
      const events = isEach ? most + 1 : mostEvents;
      const { seqs, lookedTo } = index.newest(match, below, events, worthLooking(narrowing, below));
      /** A row whose newer event matches too was on an earlier page. */
      const cameBefore = (row: number): boolean => {
        const newer = begun ? eventsOf.all({ row, from: below, to: top }).map(({ seq }) => seq) : [];
        return newer.length > 0 && index.hasAny(match, newer);
      };
      const found = rowsOf(seqs, whereOf(list, narrowing), (isEach ? limit : most) + 1, cameBefore);
      const keys = found.slice(0, limit);
      const last = keys.at(-1);
      const count = isEach && found.length > limit ? seqs.length : found.length;
      const total = begun
        ? { count: keys.length, exact: false }
        : { count: Math.min(count, countLimit), exact: lookedTo === 0 && count <= countLimit };
      if (found.length > limit && last) return { keys, next: toCursor({ at: last.at, id: top }), total };
      if (lookedTo === 0) return { keys, next: undefined, total };
      const searchedTo = keys.length < limit ? receivedAt.get(lookedTo)?.at : undefined;
      return {
        keys,
        next: toCursor({ at: lookedTo, id: top }),
        total,
        ...(searchedTo !== undefined && { searchedTo }),
      };
    },
    /** The best matches among the newest so many, page by page of them; a cursor is how many were given, and the newest looked at. */
    ranked(match: Match | null, narrowing: Narrowing, cursor: string | undefined, limit: number): KeyPage {
      if (match === null) return { keys: [], next: undefined, total: { count: 0, exact: true } };
      const begun = cursor === undefined ? null : fromCursor(cursor);
      const top = begun?.id ?? Math.min(index.indexedTo(), newestEvent.get()?.seq ?? 0);
      const { seqs, lookedTo } = index.best(match, top + 1, mostRanked);
      const found = rowsOf(seqs, whereOf(list, narrowing), mostRanked, () => false);
      const given = begun?.at ?? 0;
      const keys = found.slice(given, given + limit);
      const upTo = given + keys.length;
      return {
        keys,
        next: upTo < found.length ? toCursor({ at: upTo, id: top }) : undefined,
        total: { count: Math.min(found.length, countLimit), exact: lookedTo === 0 && found.length <= countLimit },
      };
    },
    /** The filter with the words as one of its conditions, for a plan of everything that matches. */
    narrowed(match: Match | null, narrowing: Narrowing): Narrowing {
      const seqs = match === null ? [] : index.all(match);
      const sql = `${list.alias}.id IN (SELECT ${list.alias}.id FROM json_each(@seqs) j ${list.joined})`;
      const body = { sql, values: { seqs: JSON.stringify(seqs) } };
      return { ...narrowing, conditions: [...narrowing.conditions, body] };
    },
  };
}
