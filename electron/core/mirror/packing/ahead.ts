/**
 * Packs runs of events beside the thread that receives them, while they wait for others to share a commit: to compress costs as much as to
 * write the rows. Whoever commits uses what is done by then, if it is just what has to be written, and packs the rest itself.
 */
import { type Encoded, encodeBeside } from './codecs.ts';
import { mostBytes, mostEvents } from './packer.ts';

/** Events that were received one after the other. */
export interface Run {
  events: readonly Buffer[];
  /** `null` while it is not packed. */
  packed: Encoded | null;
}

interface Filling extends Run {
  events: Buffer[];
  size: number;
}

export interface PackingAhead {
  /** The run that the next event received belongs to. */
  add(bytes: Buffer): Run;
  /**
   * The events so far share a commit: what comes next is no run with them. `done` is called once their runs are packed, but for the last
   * where it is not full; false when they are already, and it will not be called.
   */
  cut(done?: () => void): boolean;
}

/** Runs that share a commit. */
interface Batch {
  /** How many of them are not packed yet. */
  left: number;
  done?: (() => void) | undefined;
}

export function packingAhead(): PackingAhead {
  let run: Filling = begun();
  let batch: Batch = { left: 0 };

  function finish(): void {
    const [full, own] = [run, batch];
    run = begun();
    own.left += 1;
    encodeBeside(Buffer.concat(full.events, full.size), (encoded) => {
      full.packed = encoded;
      own.left -= 1;
      if (own.left === 0) own.done?.();
    });
  }

  return {
    add(bytes) {
      if (run.events.length > 0 && run.size + bytes.length > mostBytes) finish();
      const own = run;
      own.events.push(bytes);
      own.size += bytes.length;
      if (own.events.length === mostEvents) finish();
      return own;
    },
    cut(done) {
      const { left } = batch;
      batch.done = done;
      batch = { left: 0 };
      run = begun();
      return left > 0;
    },
  };
}

const begun = (): Filling => ({ events: [], size: 0, packed: null });
