/**
 * A newest-first list that stays true while it is read: a fresh first page is laid over what is loaded. Rows that are known change in
 * place, rows that no longer match go, and new ones either join at once or wait until the reader asks for them.
 */
import type { Page } from '../../shared/contract/index.ts';

export interface Listed<T> {
  rows: T[];
  /** Continues after the last row; `undefined` at the end. */
  next: string | undefined;
  total: Page<T>['total'];
  /** How many new rows wait at the top; `more` when there may be even more than that. */
  waiting: { count: number; more: boolean };
  /** How far back was looked for the rows, where core looked at so many and no more. */
  searchedTo: number | undefined;
}

const noneWaiting: Listed<unknown>['waiting'] = { count: 0, more: false };

export function firstPage<T>(page: Page<T>): Listed<T> {
  return { rows: page.rows, next: page.next, total: page.total, waiting: noneWaiting, searchedTo: page.searchedTo };
}

export function appendPage<T extends { id: number | string }>(list: Listed<T>, page: Page<T>): Listed<T> {
  const known = new Set(list.rows.map((row) => row.id));
  return {
    ...list,
    rows: [...list.rows, ...page.rows.filter((row) => !known.has(row.id))],
    next: page.next,
    searchedTo: page.searchedTo,
  };
}

/**
 * Lays `head`, the newest page, over `list`. With `hold` no row that is shown moves: rows that would come in above one of them stay out
 * and are counted as waiting, also those that belong in between, and rows that rose keep their old place.
 */
export function mergeHead<T extends { id: number | string }>(list: Listed<T>, head: Page<T>, hold: boolean): Listed<T> {
  const position = new Map(list.rows.map((row, index) => [row.id, index]));
  const lastKnown = head.rows.findLastIndex((row) => position.has(row.id));
  // A page that core cut short says nothing of the rows that were found further back.
  const apart = lastKnown === -1 && list.rows.length > 0 && head.searchedTo === undefined;

  if (apart && head.next === undefined)
    return hold ? { ...firstPage(head), rows: [], waiting: waitingFor(head.rows.length) } : firstPage(head);
  if (apart) {
    return hold ? { ...list, total: head.total, waiting: { count: head.rows.length, more: true } } : firstPage(head);
  }

  const fresh = new Map(head.rows.map((row) => [row.id, row]));
  const newer = head.rows.slice(0, Math.max(0, lastKnown)).filter((row) => !position.has(row.id));
  const waiting = hold ? waitingFor(newer.length) : noneWaiting;
  // Up to here the head tells of everything: a row that it does not hold is gone.
  const end = head.next === undefined ? list.rows.length : (position.get(head.rows[lastKnown]?.id ?? '') ?? -1) + 1;
  const older = list.rows.slice(end);
  const shown = hold
    ? [...list.rows.slice(0, end).flatMap((row) => fresh.get(row.id) ?? []), ...head.rows.slice(lastKnown + 1)]
    : head.rows;
  const rest = hold ? older.map((row) => fresh.get(row.id) ?? row) : older.filter((row) => !fresh.has(row.id));
  const { searchedTo } = list;
  if (head.next === undefined)
    return { rows: shown, next: undefined, total: head.total, waiting, searchedTo: undefined };
  const tail = rest.length > 0 || list.rows.length > head.rows.length;
  return { rows: [...shown, ...rest], next: tail ? list.next : head.next, total: head.total, waiting, searchedTo };
}

function waitingFor(count: number): Listed<unknown>['waiting'] {
  return { count, more: false };
}
