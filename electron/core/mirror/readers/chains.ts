/** Reading chains: published flows, the list of runs, one run with its lineage, those of a call. */
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
import { eventDetails } from './details.ts';
import { fromCursor, likePattern, scanLimit, toCursor } from './paging.ts';

export interface RunQuery {
  cursor?: string | undefined;
  limit: number;
  text?: string | undefined;
  show: RunState | 'all';
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

const withNames = (runs: string): string =>
  `SELECT r.*, c.id AS call_key, c.customer_number, f.name AS flow_name FROM (${runs}) r
   LEFT JOIN call c ON c.connection_id = r.connection_id AND c.call_id = r.call_id
   LEFT JOIN chain f ON f.connection_id = r.connection_id AND f.flow_id = r.flow_id AND f.version = r.version`;

/** SQL of the newest page; exported so that a test can assert its plan. */
export const newestRuns = (show: RunQuery['show'], limit = '@limit'): string =>
  `SELECT * FROM chain_run WHERE root IS NULL AND ${show === 'all' ? '1' : `state = '${show}'`}
   AND (started_at, id) < (@at, @id) ORDER BY started_at DESC, id DESC LIMIT ${limit}`;

const order = 'ORDER BY r.started_at DESC, r.id DESC';
export const matchingRuns = `(r.run_id LIKE @like ESCAPE '\\' OR r.call_id LIKE @like ESCAPE '\\' OR f.name LIKE @like ESCAPE '\\'
  OR r.flow_id LIKE @like ESCAPE '\\' OR r.failed_node LIKE @like ESCAPE '\\' OR r.error LIKE @like ESCAPE '\\'
  OR c.customer_number LIKE @like ESCAPE '\\')`;

export function chainReaders(db: Readable) {
  const details = eventDetails(db);
  const byId = db.prepare<[number], Row>(withNames('SELECT * FROM chain_run WHERE id = ?'));
  const originalOf = db.prepare<[number], { id: number }>(
    `SELECT coalesce(o.id, r.id) AS id FROM chain_run r
     LEFT JOIN chain_run o ON o.connection_id = r.connection_id AND o.run_id = r.root WHERE r.id = ?`,
  );
  const replaysOf = db.prepare<[string, string], Row>(
    `${withNames('SELECT * FROM chain_run WHERE connection_id = ? AND root = ?')} ORDER BY r.started_at, r.id`,
  );
  const ofCall = db.prepare<[number], { id: number }>(
    `SELECT r.id FROM call c JOIN chain_run r ON r.connection_id = c.connection_id AND r.call_id = c.call_id
     WHERE c.id = ? AND r.root IS NULL ORDER BY r.started_at, r.id`,
  );
  const flowSeq = db.prepare<[string, string, number], { seq: number }>(
    'SELECT seq FROM chain WHERE connection_id = ? AND flow_id = ? AND version = ?',
  );
  const newestOfAll = db.prepare<[string], { seq: number }>(
    'SELECT seq, max(version) FROM chain WHERE connection_id = ? GROUP BY flow_id',
  );
  const flowColumns =
    'connection_id AS connectionId, flow_id AS flowId, version, name, hash, nodes, published_at AS publishedAt, seq';
  const flows = db.prepare<[], FlowRow>(`SELECT ${flowColumns} FROM chain ORDER BY name, flow_id, version DESC`);
  const versionsOf = db.prepare<[string, string], FlowRow>(
    `SELECT ${flowColumns} FROM chain WHERE connection_id = ? AND flow_id = ? ORDER BY version DESC`,
  );
  const gauge = db.prepare<[string], { value: number }>('SELECT value FROM rollup WHERE metric = ? AND bucket = 0');
  const allGauges = db.prepare<[], { value: number | null }>(
    `SELECT sum(value) AS value FROM rollup WHERE bucket = 0
     AND metric IN ('runs failed', 'runs recovered', 'runs succeeded')`,
  );

  /** The version of the flow as published, if it was. */
  function flow(connectionId: string, flowId: string, version: number): Flow | null {
    const found = flowSeq.get(connectionId, flowId, version);
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
    flow: flow(row.connection_id, row.flow_id, row.version),
    eventSeq: row.id,
    ...details.run(row.id),
  });

  function lineage(id: number): RunDetail | null {
    const row = byId.get(originalOf.get(id)?.id ?? id);
    if (!row) return null;
    return { original: run(row), replays: replaysOf.all(row.connection_id, row.run_id).map(run) };
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
    runsPage(query: RunQuery): Page<RunRow> {
      const { text, limit, show } = query;
      const key = fromCursor(query.cursor);
      const rows = text
        ? db
            .prepare<{ at: number; id: number; like: string; limit: number }, Row>(
              `${withNames(newestRuns(show, String(scanLimit)))} WHERE ${matchingRuns} ${order} LIMIT @limit`,
            )
            .all({ ...key, like: likePattern(text), limit: limit + 1 })
        : db
            .prepare<{ at: number; id: number; limit: number }, Row>(`${withNames(newestRuns(show))} ${order}`)
            .all({ ...key, limit: limit + 1 });
      const page = rows.slice(0, limit);
      const last = page.at(-1);
      const next = rows.length > limit && last ? toCursor({ at: last.started_at, id: last.id }) : undefined;
      const all = (show === 'all' ? allGauges.get() : gauge.get(`runs ${show}`))?.value ?? 0;
      const total = text
        ? { count: page.length, exact: next === undefined && query.cursor === undefined && all <= scanLimit }
        : { count: all, exact: true };
      return { rows: page.map(runRow), next, total };
    },
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
