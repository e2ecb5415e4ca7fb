/** A reader thread: its own read-only handles on the mirror and its text search, behind the port to core's main thread. */
import { parentPort, workerData } from 'node:worker_threads';
import { createBirpc } from 'birpc';
import { openReadable } from './open.ts';
import type { ReaderEvents } from './reader-pool.ts';
import { createReaders } from './readers/index.ts';
import { openSearchIndex } from './search/index-reader.ts';

if (!parentPort) throw new Error('to be started as a worker thread');
const port = parentPort;
const dataDir = String(workerData);
const db = openReadable(dataDir);
const search = openSearchIndex(dataDir, () => void pool.searchDamaged.asEvent());

const pool = createBirpc<ReaderEvents>(
  {
    ...createReaders(db, search),
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
