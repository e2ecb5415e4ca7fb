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

/** What the next run is made of: pieces in their order, and their size together. */
interface Filling extends Pick<WireRun, 'said'> {
  pieces: Buffer[];
  heads: string[];
  size: number;
}

const begun = (): Filling => ({ pieces: [], heads: [], said: [], size: 0 });

/** `waitMs`: so long at most does an event wait for others to share its run. */
export function createRuns(waitMs: number, hand: (run: WireRun) => void): Runs {
  let filling = begun();
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
    const { pieces, heads, said, size } = filling;
    if (pieces.length === 0) return;
    const run = { bytes: Buffer.concat(pieces, size), heads: `[${heads.join()}]`, said };
    filling = begun();
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
    const { head, said } = wired(received, told);
    filling.pieces.push(received.bytes);
    filling.heads.push(head);
    filling.said.push(said);
    filling.size += received.bytes.length;
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
      if (filling.size + received.bytes.length > mostBytes) cut();
      fill(received, said);
      if (filling.pieces.length >= most) cut();
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
      filling = begun();
      waiting = [];
    },
  };
}
