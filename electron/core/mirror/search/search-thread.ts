/** Core's handle on the search thread. Nothing waits for it: without it searches find less, and everything else goes on. */
import { Worker } from 'node:worker_threads';
import { type BirpcReturn, createBirpc } from 'birpc';
import { steadyNow } from '../../steady.ts';
import { littleHeap, workerUrl } from '../../threads.ts';

export interface SearchCalls {
  wake(): void;
  renew(): void;
  close(): void;
}

export interface SearchEvents {
  /** Something was indexed, and nothing is left to index for now. Notes of `search_due` up to `lateTo` are done with. */
  indexed(lateTo: number): void;
  failed(problem: string): void;
}

export interface SearchThread {
  /** The ledger may have grown. */
  wake(): void;
  /** The index was found damaged: it is thrown away and begun anew. */
  renew(): void;
  close(): Promise<void>;
}

/** A thread that was lost is started again at the next wake, but not more often than this. */
const restartMs = 10_000;

interface Running {
  call: BirpcReturn<SearchCalls, SearchEvents>;
  ended: Promise<void>;
  startedAt: number;
  lost: boolean;
}

/** `dataDir` must hold an open mirror. */
export function startSearchThread(dataDir: string, events: SearchEvents): SearchThread {
  let closed = false;
  let running = start();

  function start(): Running {
    const worker = new Worker(workerUrl('search'), { workerData: dataDir, resourceLimits: littleHeap });
    const call = createBirpc<SearchCalls, SearchEvents>(events, {
      post: (message) => worker.postMessage(message),
      on: (listener) => worker.on('message', listener),
      timeout: -1,
    });
    worker.on('error', (error) =>
      events.failed(error instanceof Error ? (error.stack ?? error.message) : String(error)),
    );
    const begun: Running = {
      call,
      startedAt: steadyNow(),
      lost: false,
      ended: new Promise((resolve) => {
        worker.once('exit', () => {
          begun.lost = true;
          call.$close(new Error('the search thread ended'));
          resolve();
        });
      }),
    };
    return begun;
  }

  /** The thread, started again when it was lost a while ago. */
  function thread(): Running | null {
    if (closed) return null;
    if (running.lost && steadyNow() - running.startedAt > restartMs) running = start();
    return running.lost ? null : running;
  }

  return {
    wake: () => void thread()?.call.wake.asEvent(),
    renew: () => void thread()?.call.renew.asEvent(),
    async close() {
      closed = true;
      // One that dies meanwhile has closed all the same.
      if (!running.lost) await running.call.close().catch(() => {});
      await running.ended;
    },
  };
}
