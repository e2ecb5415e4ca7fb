/** Threads whose work nobody waits for give way to those that somebody waits for, where there are fewer processors than threads. */
import { setPriority } from 'node:os';

/** A tenth of what another thread gets while both want the same processor, and all of one that is idle. */
const niceness = 10;

/**
 * For the thread that calls it, and for good. On Linux niceness is a thread's own (sched(7)); elsewhere the same call would slow down the
 * whole process, and nothing is done.
 */
export function giveWay(): void {
  if (process.platform !== 'linux') return;
  try {
    setPriority(niceness);
  } catch {
    // A sandbox may forbid it. The thread takes its turn as the others do, then.
  }
}
