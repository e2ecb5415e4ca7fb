/** One clock for the whole page, so that relative times move together. */
import { useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (timer === undefined) {
    now = Date.now();
    timer = setInterval(() => {
      now = Date.now();
      for (const each of listeners) each();
    }, 1000);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/** The time in epoch milliseconds, newer every second. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}

const minute = 60_000;

/** The begin of the minute, where seconds say nothing and there are many to draw. */
export function useMinute(): number {
  return useSyncExternalStore(subscribe, () => Math.floor(now / minute) * minute);
}
