/** Keeps a process running: starts it again when it dies, with growing pauses, until told to stop. */
import type { Restarts } from './restarts.ts';

/** A process under way, of whatever kind. `exited` resolves once, with a few words on how it ended; it never rejects. */
export interface RunningProcess {
  readonly exited: Promise<string>;
  /** Asks it to end, insists after a while, and resolves when it is gone. */
  stop(): Promise<void>;
}

export interface Supervised {
  /** Ends the process for good. */
  stop(): Promise<void>;
}

/**
 * Starts a process by `start` and again whenever it ends. `onDeath` hears why, and in how many milliseconds the next one comes;
 * `null` when `restarts` has given up.
 */
export function supervise({
  start,
  restarts,
  onDeath,
}: {
  start: () => RunningProcess;
  restarts: Restarts;
  onDeath: (why: string, restartInMs: number | null) => void;
}): Supervised {
  let stopping = false;
  let current: RunningProcess | null = null;
  let timer: NodeJS.Timeout | undefined;

  const run = (): void => {
    const startedAt = performance.now();
    const process = start();
    current = process;
    void process.exited.then((why) => {
      current = null;
      if (stopping) return;
      const delay = restarts.died(performance.now() - startedAt);
      onDeath(why, delay);
      if (delay !== null) timer = setTimeout(run, delay);
    });
  };
  run();

  return {
    async stop() {
      stopping = true;
      clearTimeout(timer);
      await current?.stop();
    },
  };
}
