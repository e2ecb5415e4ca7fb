/** The search thread's entry: indexes whatever the ledger has that the index does not, then waits to be woken. */
import { parentPort, workerData } from 'node:worker_threads';
import { createBirpc } from 'birpc';
import { createIndexer, type Indexer } from './indexer.ts';
import type { SearchCalls, SearchEvents } from './search-thread.ts';

if (!parentPort) throw new Error('to be started as a worker thread');
const port = parentPort;
let indexer: Indexer | null = null;
let isRunning = false;
let isClosed = false;
let told = '';

/** One batch, then whatever else is waiting for this thread, then the next. */
function run(done: boolean): void {
  if (isClosed) return;
  try {
    indexer ??= createIndexer(String(workerData));
    if (indexer.step()) return void setImmediate(run, true);
    told = '';
  } catch (error) {
    // A full disk, say: tried again when the ledger grows.
    const problem = error instanceof Error ? (error.stack ?? error.message) : String(error);
    if (problem !== told) void core.failed.asEvent(problem);
    told = problem;
  }
  isRunning = false;
  if (done) void core.indexed.asEvent();
}

function wake(): void {
  if (isRunning) return;
  isRunning = true;
  setImmediate(run, false);
}

const core = createBirpc<SearchEvents, SearchCalls>(
  {
    wake,
    renew() {
      indexer?.renew();
      wake();
    },
    close() {
      isClosed = true;
      indexer?.close();
      setImmediate(() => port.close());
    },
  },
  {
    post: (message) => port.postMessage(message),
    on: (listener) => port.on('message', listener),
    timeout: -1,
  },
);

wake();
