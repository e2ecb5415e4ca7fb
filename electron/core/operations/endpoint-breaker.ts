/** The breaker of one endpoint: items wait while it keeps failing, but for one that is tried now and then. */
import { breakerAfter, heldForMs } from '../delivery/breaker.ts';

export interface Breaker {
  /** Transient ones in a row. */
  failures: number;
  /** How many times it was held since it last succeeded. */
  opened: number;
  heldUntil: number;
  /** Its one item is under way. */
  trying: boolean;
}

export const closedBreaker = (): Breaker => ({ failures: 0, opened: 0, heldUntil: 0, trying: false });

/** Whether the endpoint's next item may go. */
export const isLet = ({ opened, heldUntil, trying }: Breaker, now: number): boolean =>
  opened === 0 || (heldUntil <= now && !trying);

/** How an item ended: `failed` of what may succeed later. */
export function noteEnding(breaker: Breaker, now: number, failed: boolean): void {
  breaker.trying = false;
  if (!failed) {
    breaker.failures = 0;
    breaker.opened = 0;
    return;
  }
  breaker.failures += 1;
  if (breaker.failures < breakerAfter) return;
  // Those that were under way when it opened say nothing new.
  if (breaker.opened > 0 && breaker.heldUntil > now) return;
  breaker.heldUntil = now + heldForMs(breaker.opened);
  breaker.opened += 1;
}
