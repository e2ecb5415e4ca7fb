/**
 * What the calls that a filter finds have in common: the values of each field with how many have them. Of a filter that finds many the
 * newest are looked at, so many and no more; of all calls, sums that are kept say some of it exactly.
 */
import { type CallFacet, type CallFacetField, callFacetFields } from '../../../../shared/domain/call.ts';
import type { Readable } from '../open.ts';
import { type AskedCalls, agentColumn } from './call-filter.ts';
import type { CallQuery } from './calls.ts';
import { ranked } from './ranked.ts';

/** Calls looked at for one filter. */
export const facetLook = 2000;
/** A look that was begun is finished; none is begun later than this, and the field then has the values of the calls found alone. */
const longestMs = 100;
/** Values given of one field. */
const mostValues = 50;

interface Row extends Record<Exclude<CallFacetField, 'success' | 'review' | 'tag'>, string | null> {
  success: number | null;
  tags: string | null;
  reviewed: number;
  flagged: number;
}

type Counts = Map<string, number>;
type Finds = (query: CallQuery) => { ids: number[]; next: string | undefined };

export function callFacetReaders(db: Readable, callIds: Finds, now = () => performance.now()) {
  const rows = db.prepare<[string], Row>(
    `SELECT ${agentColumn} AS agent, c.campaign, c.reason, c.disposition, c.sentiment, c.success, c.direction, c.ended_by AS endedBy,
       c.tags, c.webhooks, c.chains, c.dialect, c.connection_id AS connection,
       v.reviewed_at IS NOT NULL AS reviewed, v.flagged_at IS NOT NULL AS flagged
     FROM json_each(?) j CROSS JOIN call c ON c.id = j.value
     LEFT JOIN review v ON v.connection_id = c.connection_id AND v.call_id = c.call_id`,
  );
  const connections = db.prepare<[], { id: string; name: string }>('SELECT id, name FROM connection');
  const kept = keptCounts(db);

  function counted(filter: AskedCalls): { counts: Map<CallFacetField, Counts>; exact: boolean } {
    const { ids, next } = callIds({ ...filter, order: 'newest', limit: facetLook });
    return { counts: countsOf(rows.all(JSON.stringify(ids))), exact: next === undefined };
  }

  return {
    callFacets(filter: AskedCalls): CallFacet[] {
      const began = now();
      const names = new Map(connections.all().map(({ id, name }) => [id, name]));
      const all = counted(filter);
      const ofAll = !all.exact && asksNothing(filter) ? kept() : null;
      return callFacetFields.map((field) => {
        const known = ofAll?.get(field);
        const isFree = filter[field] === undefined;
        const isLate = !isFree && now() - began > longestMs;
        const { counts, exact } = isFree || isLate ? all : counted({ ...filter, [field]: undefined });
        const values = [...(known ?? counts.get(field) ?? new Map())]
          .filter(([, n]) => n > 0)
          .sort(([one, n], [other, m]) => m - n || (one < other ? -1 : 1))
          .slice(0, mostValues)
          .map(([value, count]) => ({ value, label: (field === 'connection' && names.get(value)) || value, count }));
        return { field, values, exact: (exact && !isLate) || known !== undefined };
      });
    },
  };
}

const asksNothing = ({ show = 'all', order: _, ...parts }: AskedCalls): boolean =>
  show === 'all' && Object.values(parts).every((part) => part === undefined || part === '');

function countsOf(rows: Iterable<Row>): Map<CallFacetField, Counts> {
  const counts = new Map<CallFacetField, Counts>(callFacetFields.map((field) => [field, new Map()]));
  const add = (field: CallFacetField, value: string | null) => {
    const of = counts.get(field);
    if (value !== null && value !== '') of?.set(value, (of.get(value) ?? 0) + 1);
  };
  for (const { success, tags, reviewed, flagged, ...plain } of rows) {
    for (const field of callFacetFields)
      if (field !== 'success' && field !== 'tag' && field !== 'review') add(field, plain[field]);
    add('success', success === null ? null : String(success === 1));
    const each: string[] = tags === null ? [] : JSON.parse(tags);
    for (const tag of new Set(each)) add('tag', tag);
    add('review', reviewed ? 'reviewed' : 'not reviewed');
    if (flagged) add('review', 'flagged');
  }
  return counts;
}

/** What is known of all calls without looking at them. */
function keptCounts(db: Readable): () => Map<CallFacetField, Counts> {
  const ranking = ranked(db);
  // Every call has one reason, if only an empty one.
  const success = db.prepare<[], { succeeded: number | null; missed: number | null }>(
    `SELECT sum(succeeded) AS succeeded, sum(missed) AS missed FROM share WHERE about = 'reason' AND hours = 144`,
  );
  const shared = (about: 'agent' | 'campaign' | 'reason'): Counts =>
    new Map(ranking.mostEver(about, mostValues).map(({ value, numbers: [n = 0] }) => [value, n]));
  return () => {
    const { succeeded, missed } = success.get() ?? {};
    return new Map<CallFacetField, Counts>([
      ['agent', shared('agent')],
      ['campaign', shared('campaign')],
      ['reason', shared('reason')],
      [
        'success',
        new Map([
          ['true', succeeded ?? 0],
          ['false', missed ?? 0],
        ]),
      ],
    ]);
  };
}
