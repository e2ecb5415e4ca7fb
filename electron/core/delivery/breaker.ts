/**
 * When an endpoint counts as down: after so many transient failures in a row. Items of bulk operations then wait, and one goes out
 * after a while to see, each time twice as long. Operations act on it; an endpoint's health tells it.
 */
import type { BreakerState } from '../../../shared/domain/endpoint.ts';

export const breakerAfter = 10;

const shortestMs = 30_000;
const longestMs = 600_000;

/** How long it is held when it has been tried `times` since it was held first. */
export const heldForMs = (times: number): number => Math.min(longestMs, shortestMs * 2 ** times);

/**
 * What recorded tries amount to: `failures` transient ones in a row, the last at `lastAt`. Times are epoch milliseconds UTC.
 */
export function breakerState(failures: number, lastAt: number | null, now: number): BreakerState {
  if (failures < breakerAfter || lastAt === null) return 'closed';
  return now < lastAt + heldForMs(failures - breakerAfter) ? 'held' : 'trying';
}
