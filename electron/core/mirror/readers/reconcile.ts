/**
 * What should be there and is not. Computed from the rows as they are: a call leaves a queue the moment its run or webhook arrives.
 * Nothing counts before it had time to arrive.
 */
import type { Page } from '../../../../shared/contract/index.ts';
import type { Discrepancy, DiscrepancyCounts, DiscrepancyKind } from '../../../../shared/domain/reconcile.ts';
import type { Readable } from '../open.ts';
import { countLimit, fromCursor, type Key, toCursor } from './paging.ts';

export interface DiscrepancyQuery {
  kind: DiscrepancyKind;
  cursor?: string | undefined;
  limit: number;
}

/** Events of one call come by different ways, some a while apart. */
export const graceMs = 120_000;
/** Calls one page, or one count, looks at and no more. A page says how far it got; the next goes on from there. */
const looked = { page: 2000, count: 5000 } as const;
/** Numbers on screen need not be newer. */
const countsForMs = 5000;

interface Row {
  id: number;
  at: number;
  connection_id: string;
  call_id: string;
  customer_number: string | null;
  flow_id: string | null;
  flow_name: string | null;
  run: number | null;
  run_id: string | null;
  endpoint_id: string | null;
  endpoint_name: string | null;
}

/** Which calls are looked at (by an index that holds few others), and which of them are amiss. A call may be so in several ways. */
interface Query {
  index: string;
  of: string;
  columns: string;
  join: string;
  amiss: string;
}

const newestFlow = (column: string): string => `(SELECT f.${column} FROM chain f
  WHERE f.connection_id = seen.connection_id AND f.flow_id = seen.flow_id ORDER BY f.version DESC, f.seq DESC LIMIT 1)`;
/** True also where the subscription names none. */
const among = (column: string, list: string): string =>
  `(e.subscription -> '$.${list}' IS NULL OR seen.${column} IN (SELECT value FROM json_each(e.subscription, '$.${list}')))`;

const queries: Record<DiscrepancyKind, Query> = {
  'call without run': {
    index: 'call_without_run',
    of: `flow_id IS NOT NULL AND chains = 'none' AND reported = 1`,
    columns: `${newestFlow('name')} AS flow_name, NULL AS run, NULL AS run_id, NULL AS endpoint_id, NULL AS endpoint_name`,
    join: '',
    amiss: `${newestFlow('has_chain')} = 1`,
  },
  'run without call': {
    index: 'call_unreported',
    of: 'flow_id IS NOT NULL AND reported = 0',
    columns: `${newestFlow('name')} AS flow_name, r.id AS run, r.run_id, NULL AS endpoint_id, NULL AS endpoint_name`,
    join: 'CROSS JOIN chain_run r ON r.connection_id = seen.connection_id AND r.call_id = seen.call_id AND r.root IS NULL',
    // Some platforms tell of a call by its run alone; only where others of the flow are reported is one missing.
    amiss: `EXISTS (SELECT 1 FROM call k WHERE k.connection_id = seen.connection_id AND k.flow_id = seen.flow_id AND k.reported = 1)`,
  },
  'webhook never attempted': {
    index: 'call_newest',
    of: 'reported = 1',
    columns: 'NULL AS flow_name, NULL AS run, NULL AS run_id, e.endpoint_id, e.name AS endpoint_name',
    join: `CROSS JOIN endpoint e ON e.connection_id = seen.connection_id AND e.subscription IS NOT NULL AND e.enabled = 1
      AND e.announced_at < seen.ended_at AND coalesce(e.subscription ->> '$.dialect' = seen.dialect, 1)
      AND ${among('agent_id', 'agentIds')} AND ${among('campaign', 'campaigns')}`,
    amiss: `NOT EXISTS (SELECT 1 FROM webhook_message m
      WHERE m.connection_id = seen.connection_id AND m.call_id = seen.call_id AND m.endpoint_id = e.endpoint_id)`,
  },
};

const window = ({ index, of }: Query, columns: string, limit: number | string): string =>
  `SELECT ${columns} FROM call INDEXED BY ${index} WHERE ${of} AND ended_at < @until AND (ended_at, id) < (@at, @id)
   ORDER BY ended_at DESC, id DESC LIMIT ${limit}`;

/** SQL of the discrepancies among so many calls from a key on. */
const discrepanciesSql = (kind: DiscrepancyKind, calls: number): string => {
  const query = queries[kind];
  return `SELECT seen.id, seen.ended_at AS at, seen.connection_id, seen.call_id, seen.customer_number, seen.flow_id, ${query.columns}
    FROM (${window(query, '*', calls)}) seen ${query.join} WHERE ${query.amiss}`;
};

export function reconcileReaders(db: Readable, now: () => number = Date.now) {
  let known: { at: number; counts: DiscrepancyCounts } | null = null;

  const until = () => ({ until: now() - graceMs });

  /** The last call that was looked at; `null` when there were no more. */
  function edge(kind: DiscrepancyKind, from: Key, calls: number): Key | null {
    const sql = `SELECT * FROM (${window(queries[kind], 'ended_at AS at, id', calls)}) LIMIT 1 OFFSET ${calls - 1}`;
    return db.prepare<[object], Key>(sql).get({ ...from, ...until() }) ?? null;
  }

  function page({ kind, cursor, limit }: DiscrepancyQuery): Page<Discrepancy> {
    const from = fromCursor(cursor);
    const rows: Row[] = [];
    let more = false;
    // What one call is amiss in stays together, because a cursor stands between two calls.
    for (const row of db.prepare<[object], Row>(discrepanciesSql(kind, looked.page)).iterate({ ...from, ...until() })) {
      more = rows.length >= limit && rows.at(-1)?.id !== row.id;
      if (more) break;
      rows.push(row);
    }
    const last = rows.at(-1);
    const end = more && last ? { at: last.at, id: last.id } : edge(kind, from, looked.page);
    return {
      rows: rows.map((row) => discrepancy(kind, row)),
      next: end ? toCursor(end) : undefined,
      total: count(kind),
      ...(end && !more && { searchedTo: end.at }),
    };
  }

  function count(kind: DiscrepancyKind): Page<never>['total'] {
    const from = fromCursor(undefined);
    const sql = `SELECT count(*) FROM (${discrepanciesSql(kind, looked.count)} LIMIT ${countLimit + 1})`;
    const n =
      db
        .prepare<[object], number>(sql)
        .pluck()
        .get({ ...from, ...until() }) ?? 0;
    return { count: Math.min(n, countLimit), exact: n <= countLimit && edge(kind, from, looked.count) === null };
  }

  function counts(): DiscrepancyCounts {
    if (!known || now() - known.at > countsForMs) {
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

function discrepancy(kind: DiscrepancyKind, row: Row): Discrepancy {
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
    flow: kind === 'webhook never attempted' ? null : flow,
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
