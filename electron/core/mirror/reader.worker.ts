/** A reader thread: its own read-only handle on the mirror, behind the port to core's main thread. */
import { parentPort, workerData } from 'node:worker_threads';
import { createBirpc } from 'birpc';
import { openReadable } from './open.ts';
import { createReaders } from './readers/index.ts';

if (!parentPort) throw new Error('to be started as a worker thread');
const port = parentPort;
const db = openReadable(String(workerData));

createBirpc(
  {
    ...createReaders(db),
    close() {
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
