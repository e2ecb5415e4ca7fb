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
  // Of a page that was cut short and knows none of the rows, all are newer than they are.
  const above = lastKnown === -1 && list.rows.length > 0 ? head.rows.length : Math.max(0, lastKnown);
  const newer = head.rows.slice(0, above).filter((row) => !position.has(row.id));
  const waiting = hold ? waitingFor(newer.length) : noneWaiting;
  // Up to here the head tells of everything: a row that it does not hold is gone.
  const end = head.next === undefined ? list.rows.length : (position.get(head.rows[lastKnown]?.id ?? '') ?? -1) + 1;
  const older = list.rows.slice(end);
  const shown = hold
    ? [
        ...list.rows.slice(0, end).flatMap((row) => fresh.get(row.id) ?? []),
        ...head.rows.slice(Math.max(above, lastKnown + 1)),
      ]
    : head.rows;
  const rest = hold ? older.map((row) => fresh.get(row.id) ?? row) : older.filter((row) => !fresh.has(row.id));
  if (head.next === undefined)
    return { rows: shown, next: undefined, total: head.total, waiting, searchedTo: undefined };
  const tail = rest.length > 0 || list.rows.length > head.rows.length || lookedFurther(list, head);
  const { next, searchedTo } = tail ? list : head;
  return { rows: [...shown, ...rest], next, total: head.total, waiting, searchedTo };
}

/** A fresh head that core cut short does not undo what was looked at further back, with or without finding anything. */
function lookedFurther<T>(list: Listed<T>, head: Page<T>): boolean {
  if (head.searchedTo === undefined) return false;
  return list.next === undefined || (list.searchedTo !== undefined && list.searchedTo < head.searchedTo);
}

/** Rows that fill any screen. */
const screenful = 50;

/** Whether the list should go on by itself: core looked at so many rows and no more, and they fill no screen yet. */
export function isUnfinished(list: Listed<unknown> | undefined): boolean {
  return list?.next !== undefined && list.searchedTo !== undefined && list.rows.length < screenful;
}

function waitingFor(count: number): Listed<unknown>['waiting'] {
  return { count, more: false };
}
