/** Giving back to the disk what the mirror does not use: a few pages at a time, and with pauses, so that events come in as ever. */

export interface RoomDeps {
  /** Gives some of it back; resolves with the bytes that are left to give. */
  step: () => Promise<number>;
  /** Bytes that there are to give. */
  from: number;
  /** Bytes that may be left. */
  leave: number;
  /** 0–1 of what is to be given. */
  progress: (share: number) => void;
  pause: (ms: number) => Promise<unknown>;
  signal: AbortSignal;
}

/** At least that long after a step, and as many times as long as the step took. */
const pauseMs = 10;
const pauseShare = 2;

/** Resolves with the bytes given back. Rejects as SQLite does; what was given by then is given. */
export async function giveBack({ step, from, leave, progress, pause, signal }: RoomDeps): Promise<number> {
  let last = from;
  while (!signal.aborted) {
    const begun = performance.now();
    const left = await step();
    progress(from > leave ? Math.min(1, (from - left) / (from - leave)) : 1);
    // Where a reader holds the end of the file, another time will do.
    if (left <= leave || left >= last) return from - left;
    last = left;
    await pause(Math.max(pauseMs, pauseShare * (performance.now() - begun)));
  }
  return from - last;
}
