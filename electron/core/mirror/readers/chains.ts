/** Reading chains: published flows, the list of runs, one run with its lineage, those of a call. */
import type { RunFilter } from '../../../../shared/contract/filters.ts';
import type { Page } from '../../../../shared/contract/index.ts';
import type {
  ChainRow,
  Finding,
  Flow,
  FlowDetail,
  Run,
  RunDetail,
  RunRow,
  RunState,
  Severity,
  Trigger,
} from '../../../../shared/domain/chain.ts';
import { countFindings, lintFlow } from '../../chains/lint/lint.ts';
import type { Readable } from '../open.ts';
import type { SearchIndex } from '../search/index-reader.ts';
import { eventDetails } from './details.ts';
import { narrowedPages } from './narrowed.ts';
import { narrowRuns, runList } from './run-filter.ts';
import { bodyMatch, searchedPages, searchedRuns } from './searched.ts';

export interface RunQuery extends RunFilter {
  cursor?: string | undefined;
  limit: number;
}

interface FlowRow extends Omit<ChainRow, 'findings'> {
  seq: number;
}

const findingsOf = ({ flow, findings }: { flow: Flow; findings: Finding[] }): Finding[] => [
  ...findings,
  ...lintFlow(flow),
];

interface Row {
  id: number;
  connection_id: string;
  run_id: string;
  call_id: string;
  call_key: number | null;
  customer_number: string | null;
  flow_id: string;
  flow_name: string | null;
  version: number;
  hash: string;
  trigger: Trigger;
  state: RunState;
  started_at: number;
  duration_ms: number;
  failed_node: string | null;
  failed_type: string | null;
  error_kind: string | null;
  error: string | null;
  steps: number;
  host: string;
  campaign: string | null;
  agent: string | null;
  incident: number | null;
  replays: number;
  recovered_by: number | null;
}

/** A version that was published anew goes by its newest name. */
const withNames = (runs: string, from = 'chain_run r'): string =>
  `SELECT r.*, c.id AS call_key, c.customer_number, (SELECT f.name FROM chain f WHERE f.connection_id = r.connection_id
     AND f.flow_id = r.flow_id AND f.version = r.version ORDER BY f.seq DESC LIMIT 1) AS flow_name
   FROM ${from} LEFT JOIN call c ON c.connection_id = r.connection_id AND c.call_id = r.call_id WHERE ${runs}`;

/** Of a version that was published with different content, the newest. */
const lastPublished = `f.seq = (SELECT max(g.seq) FROM chain g
  WHERE g.connection_id = f.connection_id AND g.flow_id = f.flow_id AND g.version = f.version)`;

export function chainReaders(db: Readable, search: SearchIndex) {
  const details = eventDetails(db);
  const pages = narrowedPages(db, runList);
  const searched = searchedPages(db, search, searchedRuns);
  const byId = db.prepare<[number], Row>(withNames('r.id = ?'));
  // One statement for a page costs a tenth of one for each row.
  const byIds = db.prepare<[string], Row>(withNames('true', 'json_each(?) j CROSS JOIN chain_run r ON r.id = j.value'));
  const originalOf = db.prepare<[number], { id: number }>(
    `SELECT coalesce(o.id, r.id) AS id FROM chain_run r
     LEFT JOIN chain_run o ON o.connection_id = r.connection_id AND o.run_id = r.root WHERE r.id = ?`,
  );
  const replaysOf = db.prepare<[string, string], Row>(
    `${withNames('r.connection_id = ? AND r.root = ?')} ORDER BY r.started_at, r.id`,
  );
  const ofCall = db.prepare<[number], { id: number }>(
    `SELECT r.id FROM call c JOIN chain_run r ON r.connection_id = c.connection_id AND r.call_id = c.call_id
     WHERE c.id = ? AND r.root IS NULL ORDER BY r.started_at, r.id`,
  );
  const flowSeq = db.prepare<[string, string, number, string | null], { seq: number }>(
    `SELECT seq FROM chain WHERE connection_id = ? AND flow_id = ? AND version = ? ORDER BY hash = ? DESC, seq DESC LIMIT 1`,
  );
  const newestOfAll = db.prepare<[string], { seq: number }>(
    `SELECT f.seq, max(f.version) FROM chain f WHERE f.connection_id = ? AND ${lastPublished} GROUP BY f.flow_id`,
  );
  const flowColumns =
    'connection_id AS connectionId, flow_id AS flowId, version, name, hash, nodes, published_at AS publishedAt, seq';
  const flows = db.prepare<[], FlowRow>(
    `SELECT ${flowColumns} FROM chain f WHERE ${lastPublished} ORDER BY name, flow_id, version DESC`,
  );
  const versionsOf = db.prepare<[string, string], FlowRow>(
    `SELECT ${flowColumns} FROM chain f WHERE connection_id = ? AND flow_id = ? AND ${lastPublished} ORDER BY version DESC`,
  );
  const gauge = db.prepare<[string], { value: number }>('SELECT value FROM rollup WHERE metric = ? AND bucket = 0');
  const allGauges = db.prepare<[], { value: number | null }>(
    `SELECT sum(value) AS value FROM rollup WHERE bucket = 0
     AND metric IN ('runs failed', 'runs recovered', 'runs succeeded')`,
  );

  /** The version of the flow as published, if it was: with the content of `hash` where it was published more than once. */
  function flow(connectionId: string, flowId: string, version: number, hash: string | null = null): Flow | null {
    const found = flowSeq.get(connectionId, flowId, version, hash);
    return found ? details.flow(found.seq).flow : null;
  }

  const counted = new Map<number, Record<Severity, number>>();

  /** An event never changes, so each is looked through once. */
  function chainRow({ seq, ...row }: FlowRow): ChainRow {
    const known = counted.get(seq) ?? countFindings(findingsOf(details.flow(seq)));
    counted.set(seq, known);
    return { ...row, findings: known };
  }

  const run = (row: Row): Run => ({
    ...runRow(row),
    hash: row.hash,
    flow: flow(row.connection_id, row.flow_id, row.version, row.hash),
    eventSeq: row.id,
    ...details.run(row.id),
  });

  function lineage(id: number): RunDetail | null {
    const row = byId.get(originalOf.get(id)?.id ?? id);
    if (!row) return null;
    return { original: run(row), replays: replaysOf.all(row.connection_id, row.run_id).map(run) };
  }

  function page({ cursor, limit, body, ...filter }: RunQuery): Page<RunRow> {
    const narrowing = narrowRuns(filter);
    const { keys, ...rest } = body
      ? searched.page(bodyMatch(body, 'runs'), narrowing, cursor, limit)
      : pages.page(narrowing, cursor, limit);
    const all = (filter.show === 'all' ? allGauges.get() : gauge.get(`runs ${filter.show}`))?.value ?? 0;
    const total = narrowing.byStateAlone && !body ? { count: all, exact: true } : rest.total;
    const rows = byIds.all(JSON.stringify(keys.map(({ id }) => id)));
    return { ...rest, rows: rows.map(runRow), total };
  }

  return {
    chainList: (): ChainRow[] => flows.all().map(chainRow),
    /** The newest version of every flow, as published. */
    newestFlows: (connectionId: string): Flow[] =>
      newestOfAll.all(connectionId).map(({ seq }) => details.flow(seq).flow),
    flow,
    /** The newest version unless one is stated; `null` when it was not published. */
    flowDetail(connectionId: string, flowId: string, version: number | undefined): FlowDetail | null {
      const rows = versionsOf.all(connectionId, flowId);
      const row = version === undefined ? rows[0] : rows.find((one) => one.version === version);
      if (!row) return null;
      const read = details.flow(row.seq);
      return { flow: read.flow, hash: row.hash, versions: rows.map(chainRow), findings: findingsOf(read) };
    },
    runsPage: (query: RunQuery): Page<RunRow> => page(query),
    run: lineage,
    callRuns: (callId: number): RunDetail[] =>
      ofCall
        .all(callId)
        .map(({ id }) => lineage(id))
        .filter((found) => found !== null),
  };
}

function runRow(row: Row): RunRow {
  return {
    id: row.id,
    connectionId: row.connection_id,
    runId: row.run_id,
    callId: row.call_id,
    callKey: row.call_key,
    customerNumber: row.customer_number,
    flowId: row.flow_id,
    flowName: row.flow_name ?? row.flow_id,
    version: row.version,
    trigger: row.trigger,
    state: row.state,
    startedAt: row.started_at,
    durationMs: row.duration_ms,
    failedNode: row.failed_node,
    failedType: row.failed_type,
    error: row.error_kind === null ? null : { kind: row.error_kind, message: row.error ?? '' },
    steps: row.steps,
    host: row.host,
    campaign: row.campaign,
    agent: row.agent,
    incident: row.incident,
    replays: row.replays,
    recoveredBy: row.recovered_by,
  };
}
