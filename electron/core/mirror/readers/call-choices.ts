/** What the filters of the list of calls can be set to: values that occur, the most frequent first, with their numbers where known. */
import type { CallChoices } from '../../../../shared/domain/call.ts';
import type { Readable } from '../open.ts';
import { distinctValues } from './narrowed.ts';

const mostChoices = 200;
/** Values that no index lists are those of so many newest calls. */
const sample = 2000;

type Choices = CallChoices[keyof CallChoices];

export function callChoiceReaders(db: Readable) {
  const shares = db.prepare<[string], Choices[number]>(
    `SELECT value, value AS label, sum(n) AS count FROM share WHERE about = ? AND hours = 144 AND value <> ''
     GROUP BY value ORDER BY count DESC, value LIMIT ${mostChoices}`,
  );
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

  return {
    callChoices(): CallChoices {
      const rows = newest.all(Number.MAX_SAFE_INTEGER);
      const tags = rows.flatMap(({ tags: each }): string[] => (each === null ? [] : JSON.parse(each)));
      return {
        agents: shares.all('agent'),
        campaigns: shares.all('campaign'),
        reasons: shares.all('reason'),
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
