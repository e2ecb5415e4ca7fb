/** Operations as rows: planned, started, settled item by item, and told the truth about after a crash. */
import type { Executor, ItemState, OperationKind, OperationRow } from '../../../shared/domain/operation.ts';
import type { AuditLine } from './audit.ts';
import type { Writable } from './open.ts';
import type { Settled } from './projections/project.ts';

export interface PlannedOperation {
  id: string;
  kind: OperationKind;
  mode: OperationRow['mode'];
  executor: Executor;
  name: string;
  actor: string;
  /** What was asked for, as JSON; the plan is made again from it before it runs. */
  request: string;
  hash: string;
  createdAt: number;
  items: readonly PlannedItem[];
}

export interface PlannedItem {
  id: string;
  connectionId: string;
  targetKind: 'message' | 'run';
  target: number;
  targetId: string;
  callId: string | null;
}

export type Started =
  | { ok: true }
  | { ok: false; code: 'not planned' }
  | { ok: false; code: 'active'; operationId: string };

export interface OperationStore {
  plan(operation: PlannedOperation): void;
  /** Takes the items; refused when another operation is at work on one of them. */
  start(id: string, reason: string | null, at: number): Started;
  /** Nothing was heard of a running item for too long: its outcome is unknown. */
  expire(itemId: string, result: string, at: number): void;
  /** An item's fate is known. Also corrects an unknown outcome when the truth arrives later. */
  settle(settled: Settled, at: number): void;
  abort(id: string, at: number): boolean;
  /** After a crash: what was in flight has an unknown outcome. Returns how many items that were. */
  recover(at: number): number;
  /** Writes to the audit that running a plan was refused. */
  refused(id: string, why: string, at: number): void;
}

export function operationStore(db: Writable, audit: (line: AuditLine) => void): OperationStore {
  const addOperation = db.prepare(
    `INSERT INTO operation (id, kind, mode, executor, state, name, actor, request, hash, created_at)
     VALUES (@id, @kind, @mode, @executor, 'planned', @name, @actor, @request, @hash, @createdAt)`,
  );
  const addItem = db.prepare(
    `INSERT INTO operation_item (id, operation_id, position, connection_id, target_kind, target, target_id, call_id, state)
     VALUES (@id, @operationId, @position, @connectionId, @targetKind, @target, @targetId, @callId, 'planned')`,
  );
  const find = db.prepare<[string], { state: string; actor: string; kind: string; reason: string | null }>(
    'SELECT state, actor, kind, reason FROM operation WHERE id = ?',
  );
  const activeElsewhere = db.prepare<[string], { operation_id: string }>(
    `SELECT other.operation_id FROM operation_item mine JOIN operation_item other
       ON other.target_kind = mine.target_kind AND other.target = mine.target AND other.state = 'running'
     WHERE mine.operation_id = ?`,
  );
  const startOperation = db.prepare<[string | null, number, string]>(
    `UPDATE operation SET state = 'running', reason = ?, started_at = ? WHERE id = ?`,
  );
  const startItems = db.prepare<[number, string]>(
    `UPDATE operation_item SET state = 'running', started_at = ? WHERE operation_id = ? AND state = 'planned'`,
  );
  const settleItem = db.prepare<[string, number, string, string], { operation_id: string }>(
    `UPDATE operation_item SET state = ?, finished_at = ?, result = ? WHERE id = ? AND state IN ('running', 'unknown')
     RETURNING operation_id`,
  );
  const unsettled = db.prepare<[string], { id: string }>(
    `SELECT id FROM operation_item WHERE operation_id = ? AND state IN ('planned', 'running') LIMIT 1`,
  );
  const finish = db.prepare<[string, number, string, string]>(
    'UPDATE operation SET state = ?, finished_at = ? WHERE id = ? AND state = ?',
  );
  const inFlight = db.prepare<[], { id: string }>(`SELECT id FROM operation_item WHERE state = 'running'`);
  const isRunning = db.prepare<[string], { id: string }>(
    `SELECT id FROM operation_item WHERE id = ? AND state = 'running'`,
  );
  const running = db.prepare<[], { id: string }>(`SELECT id FROM operation WHERE state = 'running'`);
  const skipItems = db.prepare<[ItemState, number, string, string]>(
    `UPDATE operation_item SET state = ?, finished_at = ?, result = ? WHERE operation_id = ? AND state = 'planned'`,
  );

  function settle({ itemId, outcome, result }: Settled, at: number): void {
    const operationId = settleItem.get(outcome, at, result, itemId)?.operation_id;
    if (operationId === undefined) return;
    const { actor = '' } = find.get(operationId) ?? {};
    audit({ at, actor, action: `item ${outcome}`, subject: operationId, detail: { item: itemId, result } });
    if (!unsettled.get(operationId)) finish.run('finished', at, operationId, 'running');
  }

  return {
    plan(operation) {
      const { items, ...row } = operation;
      addOperation.run(row);
      for (const [position, item] of items.entries()) addItem.run({ ...item, operationId: row.id, position });
      audit({
        at: row.createdAt,
        actor: row.actor,
        action: `${row.kind} planned`,
        subject: row.id,
        detail: {
          name: row.name,
          executor: row.executor,
          mode: row.mode,
          items: items.map(({ targetId }) => targetId),
        },
      });
    },
    start(id, reason, at) {
      const operation = find.get(id);
      if (operation?.state !== 'planned') return { ok: false, code: 'not planned' };
      const other = activeElsewhere.get(id);
      if (other) {
        return { ok: false, code: 'active', operationId: other.operation_id };
      }
      startOperation.run(reason, at, id);
      startItems.run(at, id);
      audit({ at, actor: operation.actor, action: `${operation.kind} started`, subject: id, detail: { reason } });
      return { ok: true };
    },
    settle,
    expire(itemId, result, at) {
      if (isRunning.get(itemId)) settle({ itemId, outcome: 'unknown', result }, at);
    },
    abort(id, at) {
      const operation = find.get(id);
      if (!operation || !['planned', 'running'].includes(operation.state)) return false;
      skipItems.run('skipped', at, 'aborted before it began', id);
      finish.run('aborted', at, id, operation.state);
      audit({ at, actor: operation.actor, action: `${operation.kind} aborted`, subject: id, detail: {} });
      return true;
    },
    recover(at) {
      // First, or settling the last item would finish the operation as though nothing had happened.
      for (const { id } of running.all()) finish.run('interrupted', at, id, 'running');
      const items = inFlight.all();
      for (const { id } of items) {
        settle(
          {
            itemId: id,
            outcome: 'unknown',
            result: 'Aftercall ended while it was in flight; it may have taken effect.',
          },
          at,
        );
      }
      return items.length;
    },
    refused(id, why, at) {
      const operation = find.get(id);
      if (!operation) return;
      audit({ at, actor: operation.actor, action: `${operation.kind} refused`, subject: id, detail: { why } });
    },
  };
}
