/**
 * Requests that arrive together share a commit, and each is told when what it brought is durable. When the disk refuses, the same events
 * are given again until their requests have waited too long; those are then told so, and their senders will try again.
 */
import type { Received } from '../../mirror/receive.ts';

export interface GroupCommitOptions {
  /** Throws when the disk refuses. */
  commit(batch: readonly Received[]): void;
  /** The disk refuses, with why; or takes events again, with `null`. */
  onTrouble(error: unknown | null): void;
  timing?: Partial<typeof defaultTiming>;
}

const defaultTiming = {
  /** So long does the first wait for others. */
  waitMs: 3,
  againMs: 500,
  /** Senders give up after 5 s; they are answered before. */
  mostWaitMs: 4500,
};

const mostAtOnce = 256;
/** More is not kept waiting: a sender keeps what is refused, this machine's memory is finite. */
const mostBytes = 64 << 20;

export interface GroupCommit {
  /** True once it is durable; false when it is not and will not be. */
  add(received: Received): Promise<boolean>;
  /** Tries once more to commit what waits; the rest is refused. */
  stop(): void;
}

interface Waiting {
  received: Received;
  settle(durable: boolean): void;
  timer: NodeJS.Timeout;
}

export function createGroupCommit({ commit, onTrouble, timing }: GroupCommitOptions): GroupCommit {
  const { waitMs, againMs, mostWaitMs } = { ...defaultTiming, ...timing };
  const waiting = new Set<Waiting>();
  let bytes = 0;
  let timer: NodeJS.Timeout | undefined;
  let troubled = false;

  function leave(one: Waiting, durable: boolean): void {
    if (!waiting.delete(one)) return;
    bytes -= one.received.bytes.length;
    clearTimeout(one.timer);
    one.settle(durable);
  }

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    while (waiting.size > 0) {
      const batch = [...waiting].slice(0, mostAtOnce);
      try {
        commit(batch.map(({ received }) => received));
      } catch (error) {
        troubled = true;
        onTrouble(error);
        timer = setTimeout(flush, againMs);
        return;
      }
      for (const one of batch) leave(one, true);
    }
    if (troubled) onTrouble(null);
    troubled = false;
  }

  return {
    add(received) {
      if (bytes + received.bytes.length > mostBytes) return Promise.resolve(false);
      return new Promise((settle) => {
        const one: Waiting = { received, settle, timer: setTimeout(() => leave(one, false), mostWaitMs) };
        waiting.add(one);
        bytes += received.bytes.length;
        if (waiting.size >= mostAtOnce && !troubled) flush();
        else timer ??= setTimeout(flush, waitMs);
      });
    },
    stop() {
      flush();
      clearTimeout(timer);
      for (const one of [...waiting]) leave(one, false);
    },
  };
}
