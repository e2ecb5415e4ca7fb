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
  const forget = () => {
    for (const key of counts.keys()) if (key <= second() - windowS) counts.delete(key);
  };
  return {
    add(count) {
      forget();
      counts.set(second(), (counts.get(second()) ?? 0) + count);
    },
    perSecond() {
      forget();
      let sum = 0;
      for (const count of counts.values()) sum += count;
      return sum / windowS;
    },
  };
}
