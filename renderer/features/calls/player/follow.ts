/** Which turn is heard at a moment of the recording. */
import type { Turn } from '../../../../shared/domain/call.ts';

/**
 * The turn that began last at `atMs`; −1 before the first of them, and where turns have no times. Turns may overlap and come out of order,
 * as vendors send them: the one that began latest is the one that is heard.
 */
export function turnHeard(turns: readonly Pick<Turn, 'atMs'>[], atMs: number): number {
  let heard = -1;
  let since = Number.NEGATIVE_INFINITY;
  for (const [index, turn] of turns.entries()) {
    if (turn.atMs === null || turn.atMs > atMs || turn.atMs < since) continue;
    heard = index;
    since = turn.atMs;
  }
  return heard;
}
