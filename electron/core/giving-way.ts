/** Threads whose work nobody waits for give way to those that somebody waits for, where there are fewer processors than threads. */
import { setPriority } from 'node:os';

/**
 * For the thread that calls it, and for good: of a processor that another thread wants at the same time it gets half as much with a
 * niceness of 3, a tenth with 10, and all of one that is idle. On Linux niceness is a thread's own (sched(7)); elsewhere the same call
 * would slow down the whole process, and nothing is done.
 */
export function giveWay(niceness: number): void {
  if (process.platform !== 'linux') return;
  try {
    setPriority(niceness);
  } catch {
    // A sandbox may forbid it. The thread takes its turn as the others do, then.
  }
}

/** What is being answered, for threads to see; made by whoever has questions answered. */
export interface Questions {
  /** For `standingBack`, in any thread. */
  readonly shared: SharedArrayBuffer;
  began(): void;
  ended(): void;
}

/** Places in what is shared: questions that are open, those that were ever answered, and one that nobody changes. */
const [openNow, answered, never] = [0, 1, 2];

export function questions(): Questions {
  const shared = new SharedArrayBuffer(3 * Int32Array.BYTES_PER_ELEMENT);
  const counts = new Int32Array(shared);
  return {
    shared,
    began: () => void Atomics.add(counts, openNow, 1),
    ended() {
      Atomics.add(counts, answered, 1);
      Atomics.sub(counts, openNow, 1);
    },
  };
}

/** How long a thread stands back before it looks again: an answer is read and shown within it, too. */
const lookMs = 0.3;
/** Of the time it has worked: it gets on, slowly, also where questions never end. */
const mostOfWork = 2;

/**
 * For a piece of work that begins now: what it returns is to be called between the parts of it, each a fraction of a millisecond. While
 * questions are being answered, and until none was for a moment, the thread lets go of its processor, since a system that has to take it away
 * does so with its next tick, up to four milliseconds later. Stands back for twice as long as it works at the most.
 */
export function standingBack(shared: SharedArrayBuffer): () => void {
  const counts = new Int32Array(shared);
  const begun = performance.now();
  let stoodBack = 0;
  let seen = Atomics.load(counts, answered);
  return () => {
    const now = Atomics.load(counts, answered);
    if (Atomics.load(counts, openNow) === 0 && now === seen) return;
    seen = now;
    const at = performance.now();
    if (stoodBack > mostOfWork * (at - begun - stoodBack)) return;
    Atomics.wait(counts, never, 0, lookMs);
    stoodBack += performance.now() - at;
  };
}
