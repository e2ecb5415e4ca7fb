/** Events per second over the last ten seconds, from counts per second. */
import { steadyNow } from '../steady.ts';

const windowS = 10;

export interface Rate {
  add(count: number): void;
  perSecond(): number;
}

/** `now`: in milliseconds, and never set back. */
export function createRate(now: () => number = steadyNow): Rate {
  const counts = new Map<number, number>();
  const second = () => Math.floor(now() / 1000);
  const forget = (current: number) => {
    // In order: the oldest comes first.
    for (const key of counts.keys()) {
      if (key > current - windowS) return;
      counts.delete(key);
    }
  };
  return {
    add(count) {
      const current = second();
      forget(current);
      counts.set(current, (counts.get(current) ?? 0) + count);
    },
    perSecond() {
      forget(second());
      let sum = 0;
      for (const count of counts.values()) sum += count;
      return sum / windowS;
    },
  };
}
