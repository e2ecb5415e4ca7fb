/** What the filters of the list of calls can be set to: values that occur, the most frequent first, with their numbers where known. */
import type { CallChoices } from '../../../../shared/domain/call.ts';
import type { Readable } from '../open.ts';
import { distinctValues } from './narrowed.ts';
import { ranked } from './ranked.ts';

const mostChoices = 200;
/** Values that no index lists are those of so many newest calls. */
const sample = 2000;

type Choices = CallChoices[keyof CallChoices];

export function callChoiceReaders(db: Readable) {
  const ranking = ranked(db);
  const newest = db.prepare<[number], { disposition: string | null; tags: string | null }>(
    `SELECT disposition, tags FROM call INDEXED BY call_newest WHERE ended_at < ? ORDER BY ended_at DESC, id DESC LIMIT ${sample}`,
  );
  const connections = db.prepare<[], Choices[number]>(
    `SELECT id AS value, name AS label, NULL AS count FROM connection ORDER BY removed, name LIMIT ${mostChoices}`,
  );
  const dispositions = { table: 'call', index: 'call_disposition', column: 'disposition' };

  function byFrequency(seen: readonly string[], all: readonly string[] | undefined): Choices {
    const often = new Map((all ?? []).map((value) => [value, 0]));
    for (const value of seen) if (value !== '') often.set(value, (often.get(value) ?? 0) + 1);
    const ordered = [...often].sort(([one, n], [other, m]) => m - n || (one < other ? -1 : 1));
    return ordered.slice(0, mostChoices).map(([value]) => ({ value, label: value, count: null }));
  }

  const ever = (about: 'agent' | 'campaign' | 'reason'): Choices =>
    ranking.mostEver(about, mostChoices).map(({ value, numbers: [count = 0] }) => ({ value, label: value, count }));

  return {
    callChoices(): CallChoices {
      const rows = newest.all(Number.MAX_SAFE_INTEGER);
      const tags = rows.flatMap(({ tags: each }): string[] => (each === null ? [] : JSON.parse(each)));
      return {
        agents: ever('agent'),
        campaigns: ever('campaign'),
        reasons: ever('reason'),
        dispositions: byFrequency(
          rows.flatMap(({ disposition }) => disposition ?? []),
          distinctValues(db, dispositions, { from: '\u0001' }, mostChoices),
        ),
        tags: byFrequency(tags, undefined),
        connections: connections.all(),
      };
    },
  };
}
