/**
 * Published flows and chain runs. A replay never changes its original's row but for the lineage it adds to. Originals are kept back until
 * the commit or until a replay comes: rows that are written a table after the other cost less, and go by their call's names at once.
 */
import type { Flow, RunState } from '../../../../shared/domain/chain.ts';
import { flowHash } from '../../chains/flow-hash.ts';
import { isLocal } from '../../local-source.ts';
import type { LedgerEvent } from '../ledger.ts';
import type { Writable } from '../open.ts';
import type { Rollups } from '../rollups.ts';
import { sparseRows } from '../sparse-rows.ts';
import { byConnection } from './by-connection.ts';
import type { CallStanding } from './call-standing.ts';
import { howItFailed } from './cause.ts';
import { knownHosts } from './hosts.ts';
import type { IncidentProjection, Membership } from './incidents.ts';
import type { Settled } from './project.ts';
import type { ToldRun } from './told.ts';

export interface ChainProjection {
  ran(entry: LedgerEvent, run: ToldRun): Settled | null;
  published(entry: LedgerEvent, flow: Flow): void;
  /** Writes what is kept back. Call it before calls are settled: how they stand is read from these rows. */
  flush(): void;
  /** Forgets what was not written; after a rollback. */
  discard(): void;
}

interface Original {
  id: number;
  call_id: string;
  status: string;
  state: RunState;
  incident: number | null;
}

const runColumns = [
  'id',
  'connection_id',
  'run_id',
  'call_id',
  'flow_id',
  'version',
  'hash',
  'trigger',
  'local',
  'status',
  'state',
  'started_at',
  'duration_ms',
  'failed_node',
  'failed_type',
  'error_kind',
  'error',
  'steps',
  'host',
  'campaign',
  'agent',
  'incident',
  'root',
  'replays',
  'recovered_by',
  'operation_id',
  'item_id',
] as const;
type RunRecord = Record<(typeof runColumns)[number], string | number | null> & {
  id: number;
  connection_id: string;
  call_id: string;
  state: RunState;
};

/** The run itself, told before, or a replay of it. */
interface Told {
  id: number;
  root: string | null;
  status: string;
  started_at: number;
}

export function chainProjection(
  db: Writable,
  rollups: Rollups,
  calls: CallStanding,
  incidents: IncidentProjection,
): ChainProjection {
  const hostOf = knownHosts();
  const insert = sparseRows(db, 'chain_run', runColumns);
  const find = db.prepare<[string, string], Original>(
    'SELECT id, call_id, status, state, incident FROM chain_run WHERE connection_id = ? AND run_id = ? AND root IS NULL',
  );
  // Put in order here: asking SQLite to sort costs ten times the query, and nearly no run has replays.
  const told = db.prepare<[string, string, string, string], Told>(
    `SELECT id, NULL AS root, status, started_at FROM chain_run WHERE connection_id = ? AND run_id = ?
     UNION ALL SELECT id, root, status, started_at FROM chain_run WHERE connection_id = ? AND root = ?`,
  );
  const setLineage = db.prepare<[string, number, number | null, number]>(
    'UPDATE chain_run SET state = ?, replays = ?, recovered_by = ? WHERE id = ?',
  );
  const publish = db.prepare(
    `INSERT INTO chain (connection_id, flow_id, version, hash, name, nodes, has_chain, published_at, seq)
     VALUES (@connection_id, @flow_id, @version, @hash, @name, @nodes, @has_chain, @published_at, @seq)
     ON CONFLICT DO UPDATE SET name = excluded.name, nodes = excluded.nodes,
       published_at = excluded.published_at, seq = excluded.seq`,
  );

  /** Originals that are not in the table yet. */
  const kept = byConnection<RunRecord>();

  const toldOf = (connectionId: string, runId: string): Told[] => told.all(connectionId, runId, connectionId, runId);

  /** How an original stands after its replays, which may have arrived before it. */
  function lineageOf(runs: readonly Told[], status: string) {
    const replays = runs.filter(({ root }) => root !== null);
    replays.sort((one, other) => one.started_at - other.started_at || one.id - other.id);
    const success = replays.findIndex((replay) => replay.status === 'succeeded');
    const recovered = status === 'failed' && success >= 0;
    const state: RunState = status === 'succeeded' ? 'succeeded' : recovered ? 'recovered' : 'failed';
    // Replays are counted from 1; the original is run 0 of its lineage.
    return { state, replays: replays.length, recovered_by: recovered ? success + 1 : null };
  }

  const tellAgain = db.prepare<[number, number]>(
    'INSERT INTO run_again (seq, run) VALUES (?, ?) ON CONFLICT DO NOTHING',
  );
  const nameOf = db.prepare<[string, string], { name: string }>(
    'SELECT name FROM chain WHERE connection_id = ? AND flow_id = ? ORDER BY version DESC, seq DESC LIMIT 1',
  );

  /** The incident of an original that failed; `null` when it succeeded. */
  function incidentOf({ seq, connectionId }: LedgerEvent, run: ToldRun) {
    if (run.status !== 'failed') return null;
    const { failed } = run;
    const { flowId } = run.chain;
    const failure = failed?.failure ?? howItFailed(null, null);
    const cause = {
      kind: 'chains' as const,
      scope: flowId,
      host: hostOf(failed?.url ?? ''),
      node: failed ? { id: failed.nodeId, type: failed.type } : null,
      ...failure,
    };
    const name = () => nameOf.get(connectionId, flowId)?.name ?? flowId;
    return incidents.failed(connectionId, cause, seq, run.startedAt, name);
  }

  /** A replay has arrived: its original may have recovered. */
  function refreshOriginal(connectionId: string, root: string, at: number): void {
    const original = find.get(connectionId, root);
    if (!original) return;
    const { state, replays, recovered_by } = lineageOf(toldOf(connectionId, root), original.status);
    setLineage.run(state, replays, recovered_by, original.id);
    if (state === original.state) return;
    incidents.moved(membershipOf(original), membershipOf({ ...original, state }), at);
    rollups.add(`runs ${original.state}`, -1);
    rollups.add(`runs ${state}`, 1);
    calls.touch(connectionId, original.call_id);
  }

  /** What a run says of itself. */
  function recordOf({ seq, connectionId, event }: LedgerEvent, run: ToldRun) {
    const { failed } = run;
    return {
      id: seq,
      connection_id: connectionId,
      run_id: run.runId,
      call_id: run.callId,
      flow_id: run.chain.flowId,
      version: run.chain.version,
      hash: run.chain.hash,
      trigger: run.trigger,
      local: isLocal(event.source) ? 1 : 0,
      status: run.status,
      started_at: run.startedAt,
      duration_ms: Math.round(run.durationMs),
      failed_node: failed?.nodeId ?? null,
      failed_type: failed?.type ?? null,
      error_kind: failed?.error?.kind ?? null,
      error: failed?.error?.message ?? null,
      steps: run.steps,
      host: run.status === 'failed' ? hostOf(failed?.url ?? '') : '',
      operation_id: run.operation?.id ?? null,
      item_id: run.operation?.itemId ?? null,
    };
  }

  /** One that is not known. */
  function begin(entry: LedgerEvent, run: ToldRun, replays: readonly Told[]): void {
    const standing = lineageOf(replays, run.status);
    const incident = incidentOf(entry, run);
    const { connectionId } = entry;
    // It goes by its call's names once it is written.
    const names = { campaign: null, agent: null, root: null };
    kept.set(connectionId, run.runId, { ...recordOf(entry, run), ...names, incident, ...standing });
    rollups.add(`runs ${standing.state}`, 1);
    incidents.moved(null, membershipOf({ incident, state: standing.state }), run.startedAt);
    calls.touch(connectionId, run.callId);
  }

  function replayed(entry: LedgerEvent, run: ToldRun, root: string): void {
    const { connectionId } = entry;
    const standing = { state: run.status, replays: 0, recovered_by: null, incident: null };
    flush();
    // A replay is found by its original.
    add({ ...recordOf(entry, run), campaign: null, agent: null, root, ...standing });
    refreshOriginal(connectionId, root, run.startedAt);
  }

  const add = (record: RunRecord) => insert(runColumns.map((name) => record[name]));

  function flush(): void {
    for (const record of kept.values()) {
      const { connection_id, call_id, state } = record;
      add(Object.assign(record, calls.namesOf(connection_id, call_id)));
      calls.followed(connection_id, call_id, 'chains', state);
    }
    kept.clear();
  }

  return {
    ran(entry, run) {
      const { seq, connectionId } = entry;
      const root = run.operation && run.operation.root !== run.runId ? run.operation.root : null;
      const before = toldOf(connectionId, run.runId);
      // Told a second time: what the first made of it stands.
      const known = kept.get(connectionId, run.runId) ?? before.find((each) => each.root === null);
      if (known && known.id !== seq) tellAgain.run(seq, known.id);
      if (!known && root === null) begin(entry, run, before);
      if (!known && root !== null) replayed(entry, run, root);
      if (!run.operation) return null;
      const { status, failed } = run;
      const result =
        status === 'failed'
          ? `${failed?.nodeId ?? 'the chain'}: ${failed?.error?.message ?? 'failed'}`
          : 'the chain succeeded';
      return { itemId: run.operation.itemId, outcome: run.isUnknown ? 'unknown' : status, result };
    },
    published(entry, flow) {
      publish.run({
        connection_id: entry.connectionId,
        flow_id: flow.flowId,
        version: flow.version,
        hash: flowHash(flow),
        name: flow.name,
        nodes: flow.nodes.length,
        has_chain: flow.nodes.some(({ type }) => type === 'onCallEnd' || type === 'hangup') ? 1 : 0,
        published_at: Date.parse(entry.event.time ?? '') || entry.receivedAt,
        seq: entry.seq,
      });
    },
    flush,
    discard: kept.clear,
  };
}

function membershipOf({ incident, state }: Pick<Original, 'incident' | 'state'>): Membership {
  return incident === null ? null : { incident, standing: state === 'failed' ? 'open' : 'over' };
}
