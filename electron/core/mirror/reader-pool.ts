/**
 * Reads go to whichever reader thread is free, so that one slow query does not hold up every screen. A query that runs cannot be
 * interrupted, and each is bounded for that reason; so a thread is given one at a time, and what is no longer wanted by then is never begun.
 */
import { Worker } from 'node:worker_threads';
import { type BirpcReturn, createBirpc } from 'birpc';
import { littleHeap, workerUrl } from '../threads.ts';
import type { Readers } from './readers/index.ts';

/** What a reader tells the pool. */
export interface ReaderEvents {
  /** The index of the text search cannot be read. */
  searchDamaged(): void;
  /** The mirror itself cannot be read in places. */
  damaged(): void;
  /** A query took long. */
  slow(name: string, durationMs: number): void;
}

type Calls = BirpcReturn<Readers & { close(): void }, ReaderEvents>;

interface Reader {
  call: Calls;
  busy: boolean;
  lost: boolean;
  ended: Promise<void>;
}

export interface ReaderPool {
  /** Runs one query; rejects when its thread is lost. An aborted one is not begun, or its answer is dropped. */
  read<T>(query: (readers: Calls) => Promise<T>, signal?: AbortSignal): Promise<T>;
  close(): Promise<void>;
}

/** Somebody waits while a reader collects: it has room for more answers before it does. */
const heap = { ...littleHeap, maxYoungGenerationSizeMb: 12 };

/** `dataDir` must hold an open mirror. */
export function startReaderPool(
  dataDir: string,
  {
    size = 2,
    searchDamaged = () => {},
    damaged = () => {},
    slow = () => {},
  }: Partial<ReaderEvents> & { size?: number } = {},
): ReaderPool {
  let closed = false;
  /** Whoever waits for a thread, first come first served. */
  const waiting = new Set<(reader: Reader) => void>();
  const readers: Reader[] = Array.from({ length: size }, () => start());

  function start(): Reader {
    const worker = new Worker(workerUrl('reader'), { workerData: dataDir, resourceLimits: heap });
    const call: Calls = createBirpc<Readers & { close(): void }, ReaderEvents>(
      { searchDamaged, damaged, slow },
      {
        post: (message) => worker.postMessage(message),
        on: (listener) => worker.on('message', listener),
        timeout: -1,
      },
    );
    const reader: Reader = {
      call,
      busy: false,
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

  function free(signal: AbortSignal | undefined): Promise<Reader> {
    for (const [index, { lost }] of readers.entries()) if (lost) readers[index] = start();
    const idle = readers.find(({ busy }) => !busy);
    if (idle) {
      idle.busy = true;
      return Promise.resolve(idle);
    }
    return new Promise((resolve, reject) => {
      const turn = (reader: Reader) => {
        signal?.removeEventListener('abort', leave);
        resolve(reader);
      };
      const leave = () => {
        waiting.delete(turn);
        reject(signal?.reason);
      };
      waiting.add(turn);
      signal?.addEventListener('abort', leave, { once: true });
    });
  }

  function done(reader: Reader): void {
    const [next] = waiting;
    if (!next) {
      reader.busy = false;
      return;
    }
    waiting.delete(next);
    const at = readers.indexOf(reader);
    const kept = reader.lost && !closed ? start() : reader;
    if (at >= 0) readers[at] = kept;
    kept.busy = true;
    next(kept);
  }

  return {
    async read(query, signal) {
      signal?.throwIfAborted();
      if (closed) throw new Error('the mirror is closed');
      const reader = await free(signal);
      try {
        if (closed) throw new Error('the mirror is closed');
        const answer = await query(reader.call);
        signal?.throwIfAborted();
        return answer;
      } finally {
        done(reader);
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
