/**
 * Where received events wait to share a commit: until there are enough of them, or the oldest has waited long enough. What is enough is
 * committed once it is packed, which is done beside the thread while it receives what follows; when that is enough too, the source is
 * asked to wait. When the disk refuses, the same batch is given again every second until it is taken; meanwhile the source is to rest.
 */
import { packingAhead } from '../mirror/packing/ahead.ts';
import type { Received } from '../mirror/receive.ts';

/** Some 50 ms of work: the more, the fewer pages are written twice; the longer others wait for the thread. */
export const mostEvents = 512;
const mostBytes = 4 << 20;
const againMs = 1000;
/** To be packed takes some milliseconds; where others keep the pool of threads so long, the commit does not wait for it. */
const packMs = 250;

export interface BatchOptions {
  /** Throws when the disk refuses. */
  commit(batch: readonly Received[]): void;
  /** At most this long does an event wait for others. */
  waitMs: number;
  /** The disk refuses; nothing more should be received. */
  onRest(error: unknown): void;
  /** It takes events again, and everything that waited is committed. */
  onResume(): void;
  /** So much waits that nothing more should be received, for a moment. */
  onFull(): void;
  onRoom(): void;
}

export interface Batches {
  /** `mostWaiting`: commit at once when so many wait, for platforms whose window is smaller than a batch. */
  add(received: Received, mostWaiting: number): void;
  flush(): void;
  readonly resting: boolean;
  /** Tries once more to commit what waits, then forgets it: the platform still has it. */
  stop(): void;
}

export function createBatches({ commit, waitMs, onRest, onResume, onFull, onRoom }: BatchOptions): Batches {
  const packing = packingAhead();
  let waiting: Received[] = [];
  /** Of those that are not enough yet. */
  let bytes = 0;
  /** The first so many are enough, and wait to be packed. */
  let held = 0;
  let holds = 0;
  let most = mostEvents;
  let isFull = false;
  let flushTimer: NodeJS.Timeout | undefined;
  let restTimer: NodeJS.Timeout | undefined;

  /** Commits the first so many. */
  function write(count: number): void {
    const kept = waiting.length - count;
    while (waiting.length > kept && !restTimer) {
      // What is held is a little more than enough, and packed as a whole.
      const batch = waiting.slice(0, Math.min(2 * mostEvents, waiting.length - kept));
      try {
        commit(batch);
      } catch (error) {
        restTimer = setTimeout(tryAgain, againMs);
        onRest(error);
        return;
      }
      waiting = waiting.slice(batch.length);
      held = Math.max(0, held - batch.length);
    }
  }

  function flush(): void {
    packing.cut();
    write(waiting.length);
    if (waiting.length === 0) bytes = 0;
    goOn();
  }

  /** Whatever was held is written, or the disk refuses it. */
  function goOn(): void {
    clearTimeout(flushTimer);
    flushTimer = waiting.length > 0 && !restTimer ? setTimeout(flush, waitMs) : undefined;
    if (!isFull || restTimer) return;
    isFull = false;
    onRoom();
  }

  const isEnough = (): boolean => waiting.length - held >= most || bytes >= mostBytes;

  function hold(): void {
    held = waiting.length;
    bytes = 0;
    clearTimeout(flushTimer);
    // What was done while this thread was busy is told before its immediates.
    holds += 1;
    flushTimer = setTimeout(() => void setImmediate(flushOverdue, holds), packMs);
    if (!packing.cut(packed)) packed();
  }

  function flushOverdue(hold: number): void {
    if (held > 0 && hold === holds) flush();
  }

  function packed(): void {
    write(held);
    if (isEnough() && !restTimer) hold();
    else goOn();
  }

  function waitForRoom(): void {
    if (isFull) return;
    isFull = true;
    onFull();
  }

  function tryAgain(): void {
    restTimer = undefined;
    flush();
    if (!restTimer) onResume();
  }

  return {
    add(received, mostWaiting) {
      if (received.kind === 'event') received.run = packing.add(received.bytes);
      waiting.push(received);
      bytes += received.bytes.length;
      most = Math.min(mostEvents, mostWaiting);
      flushTimer ??= setTimeout(flush, waitMs);
      if (!isEnough()) return;
      if (held === 0) hold();
      else waitForRoom();
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
