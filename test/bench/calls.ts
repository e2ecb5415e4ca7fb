/**
 * How long a page of 50 calls takes through the contract, whatever it is narrowed by, and how long a search for words does. Pages come
 * over a MessagePort from the real core.
 */
import { chance } from '../fixtures/random.ts';
import { startTestCore, ways } from '../integration/contract/core.ts';
import { type Asked, pageQuestions, type Question, searchQuestions } from './calls-questions.ts';
import type { Bench } from './metric.ts';
import { readingMirror } from './reading-mirror.ts';

const limitsMs = { page: 5, search: 20 } as const;

export const calls: Bench = async ({ calls: count = 100_000, mirror }) => {
  const { dataDir, world, done } = await readingMirror(mirror, count);
  try {
    const core = await startTestCore(dataDir);
    const [, open] = ways[0];
    const { client, close } = await open(core);
    try {
      const drawn = chance(19);
      const page = await measure('pages', pageQuestions(drawn, world), limitsMs.page, (asked) =>
        client.calls.page(asked),
      );
      const search = await measure('searches', searchQuestions(drawn, world), limitsMs.search, (asked) =>
        client.calls.page(asked),
      );
      const facets = pageQuestions(drawn, world).filter((_, index) => index % 4 === 0);
      await measure('facets', facets, 100, async (asked) => {
        await client.calls.facets(asked);
        return { rows: [], next: undefined };
      });
      return [
        { id: 'page_p95_ms', value: page, unit: 'ms' },
        { id: 'search_p95_ms', value: search, unit: 'ms' },
      ];
    } finally {
      await close();
      await core.close();
    }
  } finally {
    done();
  }
};

interface Answer {
  rows: readonly unknown[];
  next: string | undefined;
  searchedTo?: number | undefined;
}

/** Times the first two pages of each question; gives the 95th percentile of all of them, in milliseconds. */
async function measure(
  name: string,
  questions: readonly Question[],
  limitMs: number,
  ask: (asked: Asked) => Promise<Answer>,
): Promise<number> {
  for (const [, asked] of questions.slice(0, 20)) await ask(asked);
  const byKind = new Map<string, { ms: number[]; partial: number; rows: number }>();
  for (const [kind, asked] of questions) {
    const of = byKind.get(kind) ?? { ms: [], partial: 0, rows: 0 };
    byKind.set(kind, of);
    let cursor: string | undefined;
    for (let turn = 0; turn < 2; turn += 1) {
      const began = performance.now();
      const page = await ask({ ...asked, cursor });
      of.ms.push(performance.now() - began);
      of.rows += page.rows.length;
      if (page.searchedTo !== undefined) of.partial += 1;
      cursor = page.next;
      if (cursor === undefined) break;
    }
  }
  const all = [...byKind.values()].flatMap(({ ms }) => ms);
  note(`${name}: ${all.length}, p50 ${percentile(all, 0.5)} ms, p95 ${percentile(all, 0.95)} ms (limit ${limitMs})`);
  for (const [kind, { ms, partial, rows }] of byKind)
    note(
      `  ${kind.padEnd(34)} ${String(ms.length).padStart(4)}, ${String(partial).padStart(3)} partial, ${(rows / ms.length).toFixed(0).padStart(3)} rows, ` +
        `p50 ${percentile(ms, 0.5).padStart(6)}, p95 ${percentile(ms, 0.95).padStart(6)}`,
    );
  return Number(percentile(all, 0.95));
}

function percentile(values: readonly number[], share: number): string {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0).toFixed(2);
}

const note = (text: string): void => void process.stdout.write(`  ${text}\n`);
