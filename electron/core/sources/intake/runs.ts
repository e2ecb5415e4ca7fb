/**
 * Gathers what a subscription receives into runs that lie in the ledger as one pack. They are packed beside this thread and handed on in
 * their order, each once it is packed, so that neither to read nor to compress is left to the thread that writes.
 */
import { encodeBeside } from '../../mirror/packing/codecs.ts';
import { mostBytes, mostEvents } from '../../mirror/packing/packer.ts';
import type { Said } from '../../mirror/projections/read-event.ts';
import type { Received } from '../../mirror/receive.ts';
import { type WireRun, wired } from './run-wire.ts';

export interface Runs {
  /** `said`: what was read of it. */
  add(received: Received, said?: Said): void;
  /** From now on a run has no more events than these. */
  limit(events: number): void;
  /** Hands on what is there, then calls `done`. */
  end(done: () => void): void;
  /** Hands on nothing more. */
  discard(): void;
}

/** Behind those before it. */
interface Waiting {
  run: WireRun | null;
  done?: () => void;
}

/** `waitMs`: so long at most does an event wait for others to share its run. */
export function createRuns(waitMs: number, hand: (run: WireRun) => void): Runs {
  let filling: Buffer[] = [];
  let heads: string[] = [];
  let saying: string[] = [];
  let size = 0;
  let most = mostEvents;
  let timer: NodeJS.Timeout | undefined;
  let waiting: Waiting[] = [];

  function handOn(): void {
    while (waiting[0]?.run) {
      const { run } = waiting[0];
      waiting.shift();
      hand(run);
    }
    if (waiting[0]?.done) waiting.shift()?.done?.();
  }

  function cut(pack = true): void {
    clearTimeout(timer);
    timer = undefined;
    if (filling.length === 0) return;
    const run = { bytes: Buffer.concat(filling, size), heads: `[${heads.join()}]`, said: saying };
    filling = [];
    heads = [];
    saying = [];
    size = 0;
    const own: Waiting = { run: null };
    waiting.push(own);
    if (pack) {
      encodeBeside(run.bytes, (packed) => {
        own.run = { ...run, packed };
        handOn();
      });
    } else {
      own.run = { ...run, packed: null };
      handOn();
    }
  }

  function fill(received: Received, told: Said | undefined): void {
    filling.push(received.bytes);
    const { head, said } = wired(received, told);
    heads.push(head);
    saying.push(said);
    size += received.bytes.length;
  }

  return {
    add(received, said) {
      // What has no place in the stream goes at once, and by itself: it is for the source to answer, or no event to be packed.
      if (received.kind === 'unreadable' || received.sequence === null) {
        cut();
        fill(received, said);
        cut(false);
        return;
      }
      if (filling.length > 0 && size + received.bytes.length > mostBytes) cut();
      fill(received, said);
      if (filling.length >= most) cut();
      else timer ??= setTimeout(cut, waitMs);
    },
    limit(events) {
      most = Math.min(mostEvents, events);
    },
    end(done) {
      cut();
      waiting.push({ run: null, done });
      handOn();
    },
    discard() {
      clearTimeout(timer);
      filling = [];
      waiting = [];
    },
  };
}
