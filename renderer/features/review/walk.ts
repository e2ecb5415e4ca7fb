/** Going through a queue: which call comes next. */
import type { CallRow } from '../../../shared/domain/call.ts';
import type { QueueStanding } from '../../../shared/domain/review.ts';

/** Whether a call still waits in a queue of this kind. */
export function waits(row: CallRow, kind: QueueStanding['waits']): boolean {
  return kind === 'flagged' ? row.review.flagged : !row.review.reviewed;
}

/** The next call that waits after `from`, else the first that does, so that what was passed over comes again; `undefined` when none does. */
export function nextWaiting(
  rows: readonly CallRow[],
  kind: QueueStanding['waits'],
  from: number | undefined,
): CallRow | undefined {
  const at = rows.findIndex((row) => row.id === from);
  const others = rows.filter((row) => row.id !== from && waits(row, kind));
  return rows.slice(at + 1).find((row) => waits(row, kind)) ?? others[0];
}

/** The calls that are likely to be read next: `from` itself, then those that wait after it. */
export function soonRead(
  rows: readonly CallRow[],
  kind: QueueStanding['waits'],
  from: number | undefined,
  most: number,
): number[] {
  const at = rows.findIndex((row) => row.id === from);
  const after = rows.slice(at + 1).filter((row) => waits(row, kind));
  return [...(from === undefined ? [] : [from]), ...after.map(({ id }) => id)].slice(0, most);
}

/** One row further or back; stays where the list ends. */
export function beside(rows: readonly CallRow[], from: number | undefined, by: 1 | -1): CallRow | undefined {
  const at = rows.findIndex((row) => row.id === from);
  if (at < 0) return rows[0];
  return rows[Math.max(0, Math.min(rows.length - 1, at + by))];
}

/** `12 of 40 today`; without a goal `12 today`. */
export function progressWords({ goal, today }: Pick<QueueStanding, 'goal' | 'today'>): string {
  return goal === null ? `${today} today` : `${today} of ${goal} today`;
}
