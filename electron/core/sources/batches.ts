/**
 * Where received events wait to share a commit: until there are enough of them, or the oldest has waited long enough. When the disk
 * refuses, the same batch is given again every second until it is taken; meanwhile the source is to rest.
 */
import type { Received } from '../mirror/receive.ts';

/** Some 70 ms of work: the more, the fewer pages are written twice; the longer others wait for the thread. */
export const mostEvents = 1024;
const mostBytes = 8 << 20;
const againMs = 1000;

export interface BatchOptions {
  /** Throws when the disk refuses. */
  commit(batch: readonly Received[]): void;
  /** At most this long does an event wait for others. */
  waitMs: number;
  /** The disk refuses; nothing more should be received. */
  onRest(error: unknown): void;
  /** It takes events again, and everything that waited is committed. */
  onResume(): void;
}

export interface Batches {
  /** What came together. `mostWaiting`: commit at once when so many wait, for platforms whose window is smaller than a batch. */
  add(received: readonly Received[], mostWaiting: number): void;
  flush(): void;
  readonly resting: boolean;
  /** Tries once more to commit what waits, then forgets it: the platform still has it. */
  stop(): void;
}

export function createBatches({ commit, waitMs, onRest, onResume }: BatchOptions): Batches {
  let waiting: Received[] = [];
  let bytes = 0;
  let flushTimer: NodeJS.Timeout | undefined;
  let restTimer: NodeJS.Timeout | undefined;

  function flush(): void {
    clearTimeout(flushTimer);
    flushTimer = undefined;
    while (waiting.length > 0 && !restTimer) {
      // More than one where the disk had refused them. What came together is a little more than enough, and packed as a whole.
      const batch = waiting.slice(0, 2 * mostEvents);
      try {
        commit(batch);
      } catch (error) {
        restTimer = setTimeout(tryAgain, againMs);
        onRest(error);
        return;
      }
      waiting = waiting.slice(batch.length);
    }
    if (waiting.length === 0) bytes = 0;
  }

  function tryAgain(): void {
    restTimer = undefined;
    flush();
    if (!restTimer) onResume();
  }

  return {
    add(received, mostWaiting) {
      for (const each of received) {
        waiting.push(each);
        bytes += each.bytes.length;
      }
      if (waiting.length === 0 || restTimer) return;
      if (waiting.length >= Math.min(mostEvents, mostWaiting) || bytes >= mostBytes) flush();
      else flushTimer ??= setTimeout(flush, waitMs);
    },
    flush,
    get resting() {
      return restTimer !== undefined;
    },
    stop() {
      clearTimeout(restTimer);
      restTimer = undefined;
      flush();
      clearTimeout(restTimer);
      waiting = [];
    },
  };
}
