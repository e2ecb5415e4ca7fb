/** Core's handle on the ingest thread: everything that writes goes through here. */
import { Worker } from 'node:worker_threads';
import { type BirpcReturn, createBirpc } from 'birpc';
import { littleHeap, workerUrl } from '../threads.ts';
import { MirrorUnavailable } from './errors.ts';
import type { Ingest, IngestEvents, Opened } from './ingest.ts';

export interface IngestThread {
  /** Every function of `createIngest`, as a promise. */
  call: BirpcReturn<Ingest, IngestEvents>;
  opened: Extract<Opened, { ok: true }>;
  /** Commits what is pending, closes the mirror and ends the thread. */
  close(): Promise<void>;
}

/**
 * Starts the thread and opens the mirror in `dataDir`. `onCrash` is told if the thread ends by itself.
 * @throws MirrorUnavailable
 */
export async function startIngestThread(
  dataDir: string,
  events: IngestEvents,
  onCrash: (error: Error) => void,
): Promise<IngestThread> {
  const worker = new Worker(workerUrl('ingest'), { resourceLimits: littleHeap });
  let closing = false;
  let cause: Error | null = null;
  const call = createBirpc<Ingest, IngestEvents>(events, {
    post: (message) => worker.postMessage(message),
    on: (listener) => worker.on('message', listener),
    // A rebuild may take minutes; a lost thread rejects what is pending by itself.
    timeout: -1,
  });
  const ended = new Promise<void>((resolve) => {
    worker.once('exit', (code) => {
      const error = cause ?? new Error(`the ingest thread ended (${code})`);
      call.$close(error);
      if (!closing) onCrash(error);
      resolve();
    });
  });
  // `exit` follows and tells.
  worker.on('error', (error) => {
    cause = error instanceof Error ? error : new Error(String(error));
  });
  worker.on('messageerror', (error) => call.$rejectPendingCalls(({ reject }) => reject(error)));

  /** Never terminate() a thread that may be inside SQLite: asked to close, it leaves by itself. */
  async function close(): Promise<void> {
    if (!closing) {
      closing = true;
      await call.close();
    }
    await ended;
  }

  const opened = await call.open(dataDir);
  if (!opened.ok) {
    await close();
    throw new MirrorUnavailable(opened.code, opened.message);
  }
  return { call, opened, close };
}
