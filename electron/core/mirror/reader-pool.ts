/** Reads go to whichever reader thread has least to do, so that one slow query does not hold up every screen. */
import { Worker } from 'node:worker_threads';
import { type BirpcReturn, createBirpc } from 'birpc';
import { workerUrl } from '../threads.ts';
import type { Readers } from './readers/index.ts';

/** What a reader tells the pool. */
export interface ReaderEvents {
  /** The index of the text search cannot be read. */
  searchDamaged(): void;
  /** A query took long. */
  slow(name: string, durationMs: number): void;
}

type Calls = BirpcReturn<Readers & { close(): void }, ReaderEvents>;

interface Reader {
  call: Calls;
  busy: number;
  lost: boolean;
  ended: Promise<void>;
}

export interface ReaderPool {
  /** Runs one query; rejects when its thread is lost. An aborted one is not begun, or its answer is dropped. */
  read<T>(query: (readers: Calls) => Promise<T>, signal?: AbortSignal): Promise<T>;
  close(): Promise<void>;
}

/** `dataDir` must hold an open mirror. */
export function startReaderPool(
  dataDir: string,
  { size = 2, searchDamaged = () => {}, slow = () => {} }: Partial<ReaderEvents> & { size?: number } = {},
): ReaderPool {
  let closed = false;
  const readers: Reader[] = Array.from({ length: size }, () => start());

  function start(): Reader {
    const worker = new Worker(workerUrl('reader'), { workerData: dataDir });
    const call: Calls = createBirpc<Readers & { close(): void }, ReaderEvents>(
      { searchDamaged, slow },
      {
        post: (message) => worker.postMessage(message),
        on: (listener) => worker.on('message', listener),
        timeout: -1,
      },
    );
    const reader: Reader = {
      call,
      busy: 0,
      lost: false,
      ended: new Promise((resolve) => {
        worker.once('exit', () => {
          call.$close(new Error('the reader thread ended'));
          reader.lost = true;
          resolve();
        });
      }),
    };
    // An answer that cannot be taken apart here would otherwise be waited for without end.
    worker.on('messageerror', (error) => call.$rejectPendingCalls(({ reject }) => reject(error)));
    // Without a listener an error in the thread would end core; `exit` follows, and the next read replaces it.
    worker.on('error', () => {});
    return reader;
  }

  return {
    async read(query, signal) {
      signal?.throwIfAborted();
      if (closed) throw new Error('the mirror is closed');
      for (const [index, { lost }] of readers.entries()) if (lost) readers[index] = start();
      const reader = readers.reduce((least, other) => (other.busy < least.busy ? other : least));
      reader.busy += 1;
      try {
        const answer = await query(reader.call);
        signal?.throwIfAborted();
        return answer;
      } finally {
        reader.busy -= 1;
      }
    },
    async close() {
      closed = true;
      await Promise.all(
        readers.map(async ({ call, ended, lost }) => {
          // One that dies meanwhile has closed all the same.
          if (!lost) await call.close().catch(() => {});
          await ended;
        }),
      );
    },
  };
}
