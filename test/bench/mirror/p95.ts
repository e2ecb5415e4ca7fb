/** How long answers take. */

/**
 * The 95th percentile in milliseconds: of so many runs after one in ten for warming, or of as many as `withinMs` has room for, three
 * at least: some peers take half a minute for one.
 */
export async function p95(runs: number, withinMs: number, ask: (run: number) => Promise<unknown>): Promise<number> {
  const took: number[] = [];
  const began = performance.now();
  for (let run = 0; run < runs / 10 && performance.now() - began < withinMs / 10; run += 1) await ask(run);
  for (let run = 0; run < runs && (run < 3 || performance.now() - began < withinMs); run += 1) {
    const asked = performance.now();
    await ask(run);
    took.push(performance.now() - asked);
  }
  return took.sort((a, b) => a - b)[Math.ceil(took.length * 0.95) - 1] ?? 0;
}

/** As many of each as are asked of the mirror and of its peers, and how long they may take together. */
export const asking = { page: [500, 5000], words: [500, 8000], charts: [200, 8000] } as const;
