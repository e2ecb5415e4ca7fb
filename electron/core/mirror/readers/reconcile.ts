/**
 * What should be there and is not. Computed from the rows as they are: a call leaves a queue the moment its run or webhook arrives.
 * Nothing counts before it had time to arrive.
 */
import type { Page } from '../../../../shared/contract/index.ts';
import type { Discrepancy, DiscrepancyCounts, DiscrepancyKind } from '../../../../shared/domain/reconcile.ts';
import type { Readable } from '../open.ts';
import type { Amiss, Look } from './call-stretch.ts';
import { missedWebhooks } from './missed-webhooks.ts';
import { countLimit, fromCursor, type Key, toCursor } from './paging.ts';
import { unmatchedRuns } from './unmatched-runs.ts';

export interface DiscrepancyQuery {
  kind: DiscrepancyKind;
  cursor?: string | undefined;
  limit: number;
}

/** Events of one call come by different ways, some a while apart. */
const graceMs = 120_000;
/** Calls one page, or one count, looks at and no more. A page says how far it got; the next goes on from there. */
const looked = { page: 2000, count: 5000 } as const;
/** Numbers on screen need not be newer. */
const countsForMs = 5000;

export function reconcileReaders(db: Readable, now: () => number = Date.now) {
  const looks: Record<DiscrepancyKind, Look> = {
    ...unmatchedRuns(db),
    'webhook never attempted': missedWebhooks(db),
  };
  let known: { at: number; counts: DiscrepancyCounts } | null = null;

  function from(cursor: string | undefined): Key {
    const key = fromCursor(cursor);
    const oldEnough = now() - graceMs;
    return key.at < oldEnough ? key : { at: oldEnough, id: 0 };
  }

  function page({ kind, cursor, limit }: DiscrepancyQuery): Page<Discrepancy> {
    const stretch = { ...from(cursor), calls: looked.page };
    const rows: Amiss[] = [];
    let more = false;
    // What one call is amiss in stays together, because a cursor stands between two calls.
    for (const row of looks[kind].amiss(stretch)) {
      more = rows.length >= limit && rows.at(-1)?.id !== row.id;
      if (more) break;
      rows.push(row);
    }
    const last = rows.at(-1);
    const end = more && last ? { at: last.at, id: last.id } : looks[kind].end(stretch);
    return {
      rows: rows.map((row) => discrepancy(kind, row)),
      next: end ? toCursor(end) : undefined,
      total: count(kind),
      ...(end && !more && { searchedTo: end.at }),
    };
  }

  function count(kind: DiscrepancyKind): DiscrepancyCounts[DiscrepancyKind] {
    const stretch = { ...from(undefined), calls: looked.count };
    let n = 0;
    for (const _ of looks[kind].amiss(stretch)) {
      n += 1;
      if (n > countLimit) return { count: countLimit, exact: false };
    }
    return { count: n, exact: looks[kind].end(stretch) === null };
  }

  function counts(): DiscrepancyCounts {
    if (!known || Math.abs(now() - known.at) > countsForMs) {
      known = {
        at: now(),
        counts: {
          'call without run': count('call without run'),
          'run without call': count('run without call'),
          'webhook never attempted': count('webhook never attempted'),
        },
      };
    }
    return known.counts;
  }

  return {
    discrepanciesPage: page,
    discrepancyCounts: counts,
    discrepancies: (): number =>
      Math.min(
        countLimit,
        Object.values(counts()).reduce((sum, { count: n }) => sum + n, 0),
      ),
  };
}

function discrepancy(kind: DiscrepancyKind, row: Amiss): Discrepancy {
  const flow = row.flow_id === null ? null : { id: row.flow_id, name: row.flow_name ?? row.flow_id };
  const endpoint =
    row.endpoint_id === null ? null : { id: row.endpoint_id, name: row.endpoint_name || row.endpoint_id };
  return {
    kind,
    id: [kind, row.id, row.run ?? row.endpoint_id ?? ''].join(' '),
    connectionId: row.connection_id,
    callId: row.call_id,
    callKey: row.id,
    customerNumber: row.customer_number,
    at: row.at,
    flow,
    run: row.run === null ? null : { id: row.run, runId: row.run_id ?? '' },
    endpoint,
    why: whyOf(kind, flow?.name ?? '', endpoint?.name ?? ''),
  };
}

function whyOf(kind: DiscrepancyKind, flow: string, endpoint: string): string {
  switch (kind) {
    case 'call without run':
      return `The call ended, and “${flow}” has an after-call chain, but no run of it was ever reported.`;
    case 'run without call':
      return `The after-call chain of “${flow}” ran, but the call was never reported, though others of this flow are.`;
    case 'webhook never attempted':
      return `“${endpoint}” is subscribed to this call, but no attempt to tell it was ever reported.`;
  }
}
