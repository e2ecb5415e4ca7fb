/** The ingest thread's entry: puts `createIngest` behind the port to core's main thread. */
import { parentPort } from 'node:worker_threads';
import { createBirpc } from 'birpc';
import { createIngest, type Ingest, type IngestEvents } from './ingest.ts';

if (!parentPort) throw new Error('to be started as a worker thread');
const port = parentPort;

const ingest = createIngest({
  opening: (opening) => void core.opening.asEvent(opening),
  changed: (topics) => void core.changed.asEvent(topics),
  damaged: () => void core.damaged.asEvent(),
  copied: (share) => void core.copied.asEvent(share),
  streamState: (id, state) => void core.streamState.asEvent(id, state),
});

const core = createBirpc<IngestEvents, Ingest>(
  {
    ...ingest,
    async close() {
      await ingest.close();
      // After the reply is out. Without its port the thread has nothing left to live for.
      setImmediate(() => port.close());
    },
  },
  {
    post: (message) => port.postMessage(message),
    on: (listener) => port.on('message', listener),
    timeout: -1,
  },
);
