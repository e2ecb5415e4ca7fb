/**
 * Writes what this machine did to the ledger, as the events a platform would have sent. What comes while a commit is under way shares
 * the next one: each result is durable before its promise resolves, and a hundred of them cost one write to the disk.
 */
import { randomUUID } from 'node:crypto';
import type { CloudEvent } from '../../../shared/stream/protocol.ts';
import { localSource } from '../local-source.ts';
import type { IngestThread } from '../mirror/ingest-thread.ts';

interface Waiting {
  event: CloudEvent;
  done: (understood: boolean) => void;
  failed: (error: Error) => void;
}

export interface Recorder {
  /**
   * Resolves once it is durable: true when its row exists, false when it is kept as a dead letter. When the disk refuses, it is tried
   * until it succeeds; rejects only when core ends meanwhile.
   */
  record(connectionId: string, type: string, data: CloudEvent['data']): Promise<boolean>;
  /** From now on nothing waits for a disk that refuses. */
  end(): void;
}

const mostAtOnce = 256;
const againMs = 1000;

export function createRecorder(
  ingest: IngestThread,
  zone: (connectionId: string) => string,
  now: () => number,
  log: (line: string) => void,
): Recorder {
  const waiting = new Map<string, Waiting[]>();
  let ending = false;

  async function commitAll(connectionId: string, queue: Waiting[]): Promise<void> {
    try {
      while (queue.length > 0) {
        const batch = queue.slice(0, mostAtOnce);
        const events = batch.map(({ event }) => event);
        const done = await ingest.call.appendLocal(connectionId, zone(connectionId), events);
        if (done.recorded) {
          queue.splice(0, batch.length);
          const unread = new Set(done.unread);
          for (const one of batch) one.done(!unread.has(one.event.id));
          continue;
        }
        log(`the result of an operation waits for the disk: ${done.why}`);
        // The next start finds the item in flight and calls its outcome unknown.
        if (ending) throw new Error('core ended while the disk refused the result');
        await new Promise((resolve) => setTimeout(resolve, againMs));
      }
    } finally {
      // In the same breath as the queue was found empty: nothing can be put into it afterwards.
      waiting.delete(connectionId);
    }
  }

  return {
    record(connectionId, type, data) {
      const event: CloudEvent = {
        specversion: '1.0',
        id: randomUUID(),
        source: localSource(ingest.opened.machineId),
        type,
        time: new Date(now()).toISOString(),
        data,
      };
      return new Promise((done, failed) => {
        const queue = waiting.get(connectionId);
        if (queue) {
          queue.push({ event, done, failed });
          return;
        }
        const begun: Waiting[] = [{ event, done, failed }];
        waiting.set(connectionId, begun);
        commitAll(connectionId, begun).catch((error: unknown) => {
          for (const one of begun) one.failed(error instanceof Error ? error : new Error(String(error)));
        });
      });
    },
    end() {
      ending = true;
    },
  };
}
