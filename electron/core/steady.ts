/**
 * A clock that nobody sets: for how long something takes and when it may go on. The wall clock is for telling when something happened; it
 * jumps, by hand, by a time server, after sleep.
 */

const origin = performance.timeOrigin;

/** Milliseconds since 1970 as the clock stood when the program began, and evenly from there. */
export const steadyNow = (): number => origin + performance.now();
