/** The search thread's entry: indexes whatever the ledger has that the index does not, then waits to be woken. */
import { parentPort, workerData } from 'node:worker_threads';
import { createBirpc } from 'birpc';
import { giveWay } from '../../giving-way.ts';
import { createIndexer, type Indexer } from './indexer.ts';
import type { SearchCalls, SearchEvents } from './search-thread.ts';

if (!parentPort) throw new Error('to be started as a worker thread');
const port = parentPort;
// No screen waits for it, but what was written is to be found soon, also on a machine that has much else to do.
giveWay(3);
let indexer: Indexer | null = null;
let isRunning = false;
let isClosed = false;
let told = '';
let begunAt = Number.NEGATIVE_INFINITY;
let waiting: NodeJS.Timeout | undefined;

/**
 * What comes in live is gathered for so long: a batch costs a transaction and a piece of the index, after which readers begin with empty
 * caches, and the ledger grows a dozen times a second.
 */
const pauseMs = 250;

/** One batch, then whatever else is waiting for this thread, then the next. */
function run(done: boolean): void {
  if (isClosed) return;
  let more = false;
  orTell(() => {
    indexer ??= createIndexer(String(workerData));
    more = indexer.step();
    told = '';
  });
  if (more) return void setImmediate(run, true);
  isRunning = false;
  if (done) void core.indexed.asEvent(indexer?.lateTo() ?? 0);
}

/** What goes wrong, a full disk say, is told once and tried again, with everything opened anew, when the ledger has grown. */
function orTell(work: () => void): void {
  try {
    work();
  } catch (error) {
    indexer?.close();
    indexer = null;
    const problem = error instanceof Error ? (error.stack ?? error.message) : String(error);
    if (problem !== told) void core.failed.asEvent(problem);
    told = problem;
  }
}

function wake(): void {
  if (isRunning) return;
  isRunning = true;
  waiting = setTimeout(begin, Math.max(0, begunAt + pauseMs - performance.now()));
}

function begin(): void {
  begunAt = performance.now();
  run(false);
}

const core = createBirpc<SearchEvents, SearchCalls>(
  {
    wake,
    renew() {
      orTell(() => indexer?.renew());
      wake();
    },
    close() {
      isClosed = true;
      clearTimeout(waiting);
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
