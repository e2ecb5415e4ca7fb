/** The ingest thread's handle on the intake thread, which begins with the first subscription. */
import { Worker } from 'node:worker_threads';
import { createBirpc } from 'birpc';
import { littleHeap, workerUrl } from '../../threads.ts';
import type { IntakeCalls, IntakeEvents } from './intake.ts';
import { type Subscribe, subscriptions } from './subscriptions.ts';

export interface IntakeThreadCalls extends IntakeCalls {
  end(): void;
}

export interface IntakeThread {
  subscribe: Subscribe;
  /** To be called when all subscriptions are over. */
  close(): Promise<void>;
}

export function intakeThread(): IntakeThread {
  let end = async () => {};

  function start(events: IntakeEvents): IntakeCalls {
    const worker = new Worker(workerUrl('intake'), { resourceLimits: littleHeap });
    const call = createBirpc<IntakeThreadCalls, IntakeEvents>(events, {
      post: (message) => worker.postMessage(message),
      on: (listener) => worker.on('message', listener),
      eventNames: ['open', 'send', 'expect', 'pause', 'resume', 'taken', 'drop', 'end'],
      timeout: -1,
    });
    let cause = 'it ended by itself';
    worker.on('error', (error) => {
      cause = error instanceof Error ? error.message : String(error);
    });
    const ended = new Promise<void>((resolve) => {
      worker.once('exit', () => {
        call.$close(new Error('the intake thread ended'));
        end = async () => {};
        all.endAll({ do: 'wait', why: `The thread that receives events was lost: ${cause}.` });
        resolve();
      });
    });
    end = async () => {
      void call.end();
      await ended;
    };
    return call;
  }

  const all = subscriptions(start);
  return { subscribe: all.subscribe, close: () => end() };
}
