/**
 * What the mirror is asked at its size while calls come in, beside a mirror of few calls; and the memory that core takes for it. Both in
 * turns, so that what else the machine has to do meets both, and of each the turn in the middle: of one turn the slowest twentieth is some
 * twenty answers.
 */
import type { Bench } from './metric.ts';
import { measureQueries, type QueryTimes } from './mirror/queries.ts';
import { askedOf, type ReadingMirror, readingMirror } from './reading-mirror.ts';

const few = 10_000;
const turns = 3;

export const reading: Bench = async ({ calls = 100_000, mirror }) => {
  const large = await readingMirror(mirror, calls);
  try {
    const smallTimes: QueryTimes[] = [];
    const largeTimes: QueryTimes[] = [];
    for (let turn = 0; turn < turns; turn += 1) {
      // Anew each time: as many calls again come in while it is asked.
      const small = await readingMirror(undefined, few);
      smallTimes.push(await times(small, few).finally(small.done));
      largeTimes.push(await times(large, calls));
    }
    const [atFew, atSize] = [smallTimes, largeTimes].map(middle);
    if (!atFew || !atSize) return [];
    return [
      { id: 'page_p95_ms', value: atSize.pageP95, unit: 'ms' },
      { id: 'search_p95_ms', value: atSize.wordsP95, unit: 'ms' },
      { id: 'charts_p95_ms', value: atSize.chartsP95, unit: 'ms' },
      { id: 'core_mb', value: atSize.coreMb, unit: 'MB' },
      { id: 'growth_page', value: atSize.pageP95 / atFew.pageP95, unit: '×' },
      { id: 'growth_search', value: atSize.wordsP95 / atFew.wordsP95, unit: '×' },
    ];
  } finally {
    large.done();
  }
};

async function times(mirror: ReadingMirror, calls: number): Promise<QueryTimes> {
  const found = await measureQueries(mirror.dataDir, askedOf(mirror));
  const line = Object.entries(found).map(([name, value]) => `${name} ${value.toFixed(1)}`);
  process.stdout.write(`  at ${calls.toLocaleString('en')}: ${line.join(', ')}\n`);
  return found;
}

/** Each figure of the turn that is in the middle by it. */
function middle(of: readonly QueryTimes[]): QueryTimes {
  const by = (name: keyof QueryTimes): number =>
    of.map((times) => times[name]).toSorted((one, other) => one - other)[Math.floor(of.length / 2)] ?? Number.NaN;
  return {
    pageP95: by('pageP95'),
    wordsP95: by('wordsP95'),
    chartsP95: by('chartsP95'),
    coreMb: by('coreMb'),
    comingPerS: by('comingPerS'),
  };
}
