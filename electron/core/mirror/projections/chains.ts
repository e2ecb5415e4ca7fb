/** Published flows, chain runs and their steps. A replay never changes its original's row but for the lineage it adds to. */
import type { Flow, RunState } from '../../../../shared/domain/chain.ts';
import type { ChainRan } from '../../../../shared/stream/events.ts';
import { flowHash } from '../../chains/flow-hash.ts';
import { isLocal } from '../../local-source.ts';
import type { LedgerEvent } from '../ledger.ts';
import type { Writable } from '../open.ts';
import type { Rollups } from '../rollups.ts';
import type { CallProjection } from './calls.ts';
import type { Settled } from './project.ts';
import { stepOutcome } from './step-outcome.ts';

export interface ChainProjection {
  ran(entry: LedgerEvent, run: ChainRan): Settled | null;
  published(entry: LedgerEvent, flow: Flow): void;
}

export function chainProjection(db: Writable, rollups: Rollups, calls: CallProjection): ChainProjection {
  const insert = db.prepare(
    `INSERT INTO chain_run (id, connection_id, run_id, call_id, flow_id, version, hash, trigger, local, status, state, started_at,
       duration_ms, failed_node, failed_type, error_kind, error, steps, root, replays, recovered_by, operation_id, item_id)
     VALUES (@id, @connection_id, @run_id, @call_id, @flow_id, @version, @hash, @trigger, @local, @status, @state, @started_at,
       @duration_ms, @failed_node, @failed_type, @error_kind, @error, @steps, @root, @replays, @recovered_by, @operation_id, @item_id)
     ON CONFLICT (connection_id, run_id) DO NOTHING`,
  );
  const addStep = db.prepare<[number, number, string, string, string, number]>(
    'INSERT INTO chain_step (run, position, node_id, type, outcome, duration_ms) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const find = db.prepare<[string, string], { id: number; call_id: string; status: string; state: RunState }>(
    'SELECT id, call_id, status, state FROM chain_run WHERE connection_id = ? AND run_id = ? AND root IS NULL',
  );
  const replaysOf = db.prepare<[string, string], { id: number; status: string }>(
    'SELECT id, status FROM chain_run WHERE connection_id = ? AND root = ? ORDER BY started_at, id',
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

  /** How an original stands after its replays, which may have arrived before it. */
  function lineageOf(connectionId: string, root: string, status: string) {
    const replays = replaysOf.all(connectionId, root);
    const success = replays.findIndex((replay) => replay.status === 'succeeded');
    const recovered = status === 'failed' && success >= 0;
    const state: RunState = status === 'succeeded' ? 'succeeded' : recovered ? 'recovered' : 'failed';
    // Replays are counted from 1; the original is run 0 of its lineage.
    return { state, replays: replays.length, recovered_by: recovered ? success + 1 : null };
  }

  /** A replay has arrived: its original may have recovered. */
  function refreshOriginal(connectionId: string, root: string): void {
    const original = find.get(connectionId, root);
    if (!original) return;
    const { state, replays, recovered_by } = lineageOf(connectionId, root, original.status);
    setLineage.run(state, replays, recovered_by, original.id);
    if (state === original.state) return;
    rollups.add(`runs ${original.state}`, -1);
    rollups.add(`runs ${state}`, 1);
    calls.touch(connectionId, original.call_id);
  }

  return {
    ran(entry, run) {
      const { seq, connectionId } = entry;
      const failed = run.steps.findLast((step) => ['failed', 'unknown'].includes(stepOutcome(step)));
      const isFailed = run.status === 'failed';
      const root = run.operation && run.operation.root !== run.runId ? run.operation.root : null;
      const standing =
        root === null
          ? lineageOf(connectionId, run.runId, run.status)
          : { state: run.status, replays: 0, recovered_by: null };
      const done = insert.run({
        id: seq,
        connection_id: connectionId,
        run_id: run.runId,
        call_id: run.callId,
        flow_id: run.chain.flowId,
        version: run.chain.version,
        hash: run.chain.hash,
        trigger: run.trigger,
        local: isLocal(entry.event.source) ? 1 : 0,
        status: run.status,
        started_at: run.startedAt,
        duration_ms: Math.round(run.durationMs),
        failed_node: isFailed ? (failed?.nodeId ?? null) : null,
        failed_type: isFailed ? (failed?.type ?? null) : null,
        error_kind: isFailed ? (failed?.error?.kind ?? null) : null,
        error: isFailed ? (failed?.error?.message ?? null) : null,
        steps: run.steps.length,
        root,
        ...standing,
        operation_id: run.operation?.id ?? null,
        item_id: run.operation?.itemId ?? null,
      });
      if (done.changes > 0) {
        run.steps.forEach((step, position) => {
          addStep.run(seq, position, step.nodeId, step.type, stepOutcome(step), Math.round(step.durationMs));
        });
        if (root === null) {
          rollups.add(`runs ${standing.state}`, 1);
          calls.touch(connectionId, run.callId);
        } else {
          refreshOriginal(connectionId, root);
        }
      }
      if (!run.operation) return null;
      const unknown = isFailed && run.steps.some((step) => stepOutcome(step) === 'unknown');
      const result = isFailed
        ? `${failed?.nodeId ?? 'the chain'}: ${failed?.error?.message ?? 'failed'}`
        : 'the chain succeeded';
      return { itemId: run.operation.itemId, outcome: unknown ? 'unknown' : run.status, result };
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
  };
}
