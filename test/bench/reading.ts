/** What the mirror is asked at its size while calls come in, beside a mirror of few calls; and the memory that core takes for it. */
import type { Bench } from './metric.ts';
import { measureQueries, questionsOf } from './mirror/queries.ts';
import { type ReadingMirror, readingMirror } from './reading-mirror.ts';

const few = 10_000;

export const reading: Bench = async ({ calls = 100_000, mirror }) => {
  const large = await readingMirror(mirror, calls);
  try {
    const small = await readingMirror(undefined, few);
    const smallTimes = await times(small).finally(small.done);
    const largeTimes = await times(large);
    return [
      { id: 'page_p95_ms', value: largeTimes.pageP95, unit: 'ms' },
      { id: 'search_p95_ms', value: largeTimes.wordsP95, unit: 'ms' },
      { id: 'charts_p95_ms', value: largeTimes.chartsP95, unit: 'ms' },
      { id: 'core_mb', value: largeTimes.coreMb, unit: 'MB' },
      { id: 'growth_page', value: largeTimes.pageP95 / smallTimes.pageP95, unit: '×' },
      { id: 'growth_search', value: largeTimes.wordsP95 / smallTimes.wordsP95, unit: '×' },
    ];
  } finally {
    large.done();
  }
};

/** Words that are said often, now and then, and seldom. */
const times = ({ dataDir, world }: ReadingMirror) =>
  measureQueries(
    dataDir,
    questionsOf(
      dataDir,
      [10, 60, 200, 600, 2000].flatMap((n) => world.words[n] ?? []),
    ),
  );
