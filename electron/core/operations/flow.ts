/** How many items go out in a short stretch of time, and so how many more will: what is worth to be begun ahead of its place. */

/** Should Aftercall end meanwhile, nobody knows what became of what was begun: no more than goes out in so long a time. */
const stretchMs = 120;

export interface Flow {
  /** One more has gone out. */
  note(now: number): void;
  /** How many go out in the next stretch. */
  expected(now: number): number;
}

export function createFlow(): Flow {
  let since = 0;
  let count = 0;
  let before = 0;

  /** After a while in which nothing could go out it is not taken for slow at once. */
  function turn(now: number): void {
    const stretches = Math.floor((now - since) / stretchMs);
    if (stretches === 0) return;
    before = Math.max(count, before / 2) / 2 ** (stretches - 1);
    count = 0;
    since = now;
  }

  return {
    note(now) {
      turn(now);
      count += 1;
    },
    expected(now) {
      turn(now);
      return before;
    },
  };
}
