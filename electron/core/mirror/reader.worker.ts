/** A reader thread: its own read-only handles on the mirror and its text search, behind the port to core's main thread. */
import { parentPort, workerData } from 'node:worker_threads';
import { createBirpc } from 'birpc';
import { openReadable } from './open.ts';
import type { ReaderEvents } from './reader-pool.ts';
import { createReaders } from './readers/index.ts';
import { openSearchIndex } from './search/index-reader.ts';
import { isDamage } from './search/open.ts';

if (!parentPort) throw new Error('to be started as a worker thread');
const port = parentPort;
const dataDir = String(workerData);
const db = openReadable(dataDir);
const search = openSearchIndex(dataDir, () => void pool.searchDamaged.asEvent());

const pool = createBirpc<ReaderEvents>(
  {
    ...watched(createReaders(db, search)),
    close() {
      search.close();
      db.close();
      setImmediate(() => port.close());
    },
  },
  {
    post: (message) => port.postMessage(message),
    on: (listener) => port.on('message', listener),
    timeout: -1,
  },
);

/** Longer than this, and somebody may have waited for it. */
const slowMs = 100;

/** The same functions, each telling when it took long or met damage. */
function watched<T extends object>(functions: T): T {
  return new Proxy(functions, {
    get(target, name, receiver) {
      const value: unknown = Reflect.get(target, name, receiver);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]): unknown => {
        const began = performance.now();
        try {
          return value(...args);
        } catch (error) {
          if (isDamage(error)) void pool.damaged.asEvent();
          throw error;
        } finally {
          const took = performance.now() - began;
          if (took > slowMs) void pool.slow.asEvent(String(name), Math.round(took));
        }
      };
    },
  });
}
