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
