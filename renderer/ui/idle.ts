/** What can wait until the page stands. */

/** The first rows are on the screen by then. */
const patienceMs = 1000;

/** Runs it once nothing else is to do; the function that is returned calls it off. */
export function whenIdle(run: () => void): () => void {
  let idle: number | undefined;
  const timer = setTimeout(() => {
    idle = requestIdleCallback(run);
  }, patienceMs);
  return () => {
    clearTimeout(timer);
    if (idle !== undefined) cancelIdleCallback(idle);
  };
}
