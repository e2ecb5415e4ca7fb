/** What the mirror and its peers are asked, and how long answers take. */
import type { Asked } from './beside.ts';

/**
 * The 95th percentile in milliseconds: of so many runs after one in ten for warming, or of as many as `withinMs` has room for, three
 * at least: some peers take half a minute for one.
 */
async function p95(
  [runs, withinMs]: readonly [number, number],
  ask: (run: number) => Promise<unknown>,
): Promise<number> {
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
const asking = { page: [2500, 5000], words: [500, 8000], charts: [200, 8000] } as const;

/** Rows of a page. */
export const limit = 50;

/** Somebody who answers `calls.page` of the contract. */
interface Answering {
  calls: {
    page(
      asked: { agent: string; webhooks: 'failed'; limit: number } | { text: string; limit: number },
    ): Promise<unknown>;
  };
}

/** Pages of agents' failed calls, then of the newest calls that have a word: milliseconds, 95th percentile. */
export async function timePages({ calls }: Answering, { agents, words }: Pick<Asked, 'agents' | 'words'>) {
  const of = (list: readonly string[], run: number): string => list[run % list.length] ?? '';
  return {
    pageP95: await p95(asking.page, (run) => calls.page({ agent: of(agents, run), webhooks: 'failed', limit })),
    wordsP95: await p95(asking.words, (run) => calls.page({ text: of(words, run), limit })),
  };
}

/** Charts of 90 days: milliseconds, 95th percentile. */
export const timeCharts = (charts: () => Promise<unknown>): Promise<number> => p95(asking.charts, charts);
