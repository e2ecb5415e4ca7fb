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
}

const noneWaiting: Listed<unknown>['waiting'] = { count: 0, more: false };

export function firstPage<T>(page: Page<T>): Listed<T> {
  return { rows: page.rows, next: page.next, total: page.total, waiting: noneWaiting };
}

export function appendPage<T extends { id: number | string }>(list: Listed<T>, page: Page<T>): Listed<T> {
  const known = new Set(list.rows.map((row) => row.id));
  return { ...list, rows: [...list.rows, ...page.rows.filter((row) => !known.has(row.id))], next: page.next };
}

/** Lays `head`, the newest page, over `list`. With `hold`, rows that are new stay out and are counted as waiting. */
export function mergeHead<T extends { id: number | string }>(list: Listed<T>, head: Page<T>, hold: boolean): Listed<T> {
  const position = new Map(list.rows.map((row, index) => [row.id, index]));
  const firstKnown = head.rows.findIndex((row) => position.has(row.id));
  const apart = firstKnown === -1 && list.rows.length > 0;

  if (apart && head.next === undefined)
    return hold ? { ...firstPage(head), rows: [], waiting: waitingFor(head.rows.length) } : firstPage(head);
  if (apart) {
    return hold ? { ...list, total: head.total, waiting: { count: head.rows.length, more: true } } : firstPage(head);
  }

  const shown = hold ? head.rows.slice(Math.max(0, firstKnown)) : head.rows;
  const waiting = hold ? waitingFor(Math.max(0, firstKnown)) : noneWaiting;
  if (head.next === undefined) return { rows: shown, next: undefined, total: head.total, waiting };

  const lastKnown = head.rows.reduce((last, row) => Math.max(last, position.get(row.id) ?? -1), -1);
  const inHead = new Set(head.rows.map((row) => row.id));
  const older = list.rows.slice(lastKnown + 1).filter((row) => !inHead.has(row.id));
  const tail = older.length > 0 || list.rows.length > head.rows.length;
  return { rows: [...shown, ...older], next: tail ? list.next : head.next, total: head.total, waiting };
}

function waitingFor(count: number): Listed<unknown>['waiting'] {
  return { count, more: false };
}
