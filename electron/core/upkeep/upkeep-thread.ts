/** Core's handle on the upkeep thread. It is started for each piece of work and ends with it: there is little of it, and hours between. */
import { Worker } from 'node:worker_threads';
import { type BirpcReturn, createBirpc } from 'birpc';
import type { StoredSize } from '../../../shared/domain/upkeep.ts';
import { littleHeap, workerUrl } from '../threads.ts';

export interface UpkeepCalls {
  /** What is wrong with the file at `path`, or with the mirror; empty when it is sound. */
  check(path: string | null): Promise<string[]>;
  sizes(): StoredSize[];
  close(): void;
}

export interface UpkeepEvents {
  /** 0–1 of a check. */
  progress(share: number): void;
}

export interface UpkeepThread {
  check(path: string | null, onProgress: (share: number) => void): Promise<string[]>;
  sizes(): Promise<StoredSize[]>;
  /** Waits for what is under way. */
  close(): Promise<void>;
}

export function createUpkeepThread(dataDir: string): UpkeepThread {
  const underWay = new Set<Promise<unknown>>();

  function once<T>(
    work: (call: BirpcReturn<UpkeepCalls, UpkeepEvents>) => Promise<T>,
    progress: (share: number) => void = () => {},
  ): Promise<T> {
    const worker = new Worker(workerUrl('upkeep'), { workerData: dataDir, resourceLimits: littleHeap });
    const call = createBirpc<UpkeepCalls, UpkeepEvents>(
      { progress },
      {
        post: (message) => worker.postMessage(message),
        on: (listener) => worker.on('message', listener),
        timeout: -1,
      },
    );
    let cause: unknown = new Error('the upkeep thread ended');
    worker.on('error', (error) => {
      cause = error;
    });
    const ended = new Promise<void>((resolve) => {
      worker.once('exit', () => {
        call.$close(cause instanceof Error ? cause : new Error(String(cause)));
        resolve();
      });
    });
    const done = (async () => {
      try {
        return await work(call);
      } finally {
        await call.close().catch(() => {});
        await ended;
      }
    })();
    underWay.add(done);
    const forget = () => underWay.delete(done);
    done.then(forget, forget);
    return done;
  }

  return {
    check: (path, onProgress) => once((call) => call.check(path), onProgress),
    sizes: () => once((call) => call.sizes()),
    async close() {
      await Promise.allSettled(underWay);
    },
  };
}
