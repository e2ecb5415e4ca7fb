/** The intake thread's entry: puts `createIntake` behind the port to the ingest thread. */
import { parentPort } from 'node:worker_threads';
import { createBirpc } from 'birpc';
import { createIntake, type IntakeEvents } from './intake.ts';
import type { IntakeThreadCalls } from './intake-thread.ts';

if (!parentPort) throw new Error('to be started as a worker thread');
const port = parentPort;

const ingest = createBirpc<IntakeEvents, IntakeThreadCalls>(
  {
    ...createIntake({
      run: (id, run) => void ingest.run.asEvent(id, run),
      ended: (id, reaction) => void ingest.ended.asEvent(id, reaction),
    }),
    // Its sockets are closed by then; without its port the thread has nothing left to live for.
    end: () => void setImmediate(() => port.close()),
  },
  {
    post: (message) => port.postMessage(message),
    on: (listener) => port.on('message', listener),
    timeout: -1,
  },
);
