/** Plans of operations as rows: made item by item, hidden until they are whole, and forgotten when they are never run. */
import type { Pace } from '../../../shared/domain/bulk.ts';
import type {
  Executor,
  Ineligible,
  OperationKind,
  OperationRow,
  OperationTarget,
  Risk,
} from '../../../shared/domain/operation.ts';
import type { AuditLine } from './audit.ts';
import type { ItemMoves } from './item-moves.ts';
import type { Writable } from './open.ts';

export interface PlannedOperation {
  id: string;
  kind: OperationKind;
  mode: OperationRow['mode'];
  executor: Executor;
  name: string;
  /** A bulk operation's; one on a single item gets its when it starts. */
  reason: string | null;
  actor: string;
  /** `null` for an operation on a single item. */
  pace: Pace | null;
  createdAt: number;
}

/** What is known only once every item is planned. */
export interface PlanEnd {
  hash: string;
  /** What was asked for, as JSON; the plan is made again from it before it runs. */
  request: string;
  total: number;
  at: number;
}

export interface PlannedItem {
  id: string;
  /** Its place in the order of sending. */
  position: number;
  connectionId: string;
  targetKind: OperationTarget['kind'];
  target: number;
  targetId: string;
  callId: string | null;
  customerNumber: string | null;
  host: string;
  endpoint: string;
  ineligible: Ineligible | null;
  risks: readonly Risk[];
  facts: Readonly<Record<string, string>>;
}

export interface OperationPlans {
  planSingle(operation: PlannedOperation, item: PlannedItem, end: PlanEnd): void;
  /** Hidden and gone with the next start until `endPlan`. */
  beginPlan(operation: PlannedOperation): void;
  planItems(operationId: string, items: readonly PlannedItem[]): void;
  endPlan(operationId: string, end: PlanEnd): void;
  dropPlan(operationId: string): void;
  /** Forgets a plan that was never run, and says so in the audit; false when it was. */
  discardPlan(operationId: string, at: number): boolean;
  /** Drops the plans that a crash left half made. */
  dropUnfinished(): void;
}

export function operationPlans(db: Writable, moves: ItemMoves, audit: (line: AuditLine) => void): OperationPlans {
  const addOperation = db.prepare(
    `INSERT INTO operation (id, kind, mode, executor, state, name, reason, actor, request, hash, created_at, pace)
     VALUES (@id, @kind, @mode, @executor, 'planning', @name, @reason, @actor, '', '', @createdAt, @pace)`,
  );
  const addItem = db.prepare(
    `INSERT INTO operation_item (id, operation_id, position, connection_id, target_kind, target, target_id, call_id, state,
       customer_number, host, endpoint, ineligible, risks, facts)
     VALUES (@id, @operationId, @position, @connectionId, @targetKind, @target, @targetId, @callId, 'planned',
       @customerNumber, @host, @endpoint, @ineligible, @risks, @facts)`,
  );
  const planned = db.prepare<[string, string, number, string]>(
    `UPDATE operation SET state = 'planned', hash = ?, request = ?, total = ? WHERE id = ? AND state = 'planning'`,
  );
  const targets = db.prepare<[string], { target_id: string }>(
    'SELECT target_id FROM operation_item WHERE operation_id = ? ORDER BY position LIMIT 20',
  );
  const row = db.prepare<[string], PlannedOperation>(
    'SELECT kind, name, executor, mode, reason, actor FROM operation WHERE id = ?',
  );
  const planning = db.prepare<[], { id: string }>(`SELECT id FROM operation WHERE state = 'planning'`);
  const dropItems = db.prepare<[string]>('DELETE FROM operation_item WHERE operation_id = ?');
  const dropCounts = db.prepare<[string]>('DELETE FROM operation_count WHERE operation_id = ?');
  const dropOperation = db.prepare<[string]>(`DELETE FROM operation WHERE id = ? AND state = 'planning'`);
  const stateOf = db.prepare<[string], string>('SELECT state FROM operation WHERE id = ?').pluck();
  const unplan = db.prepare<[string]>(`UPDATE operation SET state = 'planning' WHERE id = ?`);

  function drop(id: string): void {
    if (stateOf.get(id) !== 'planning') return;
    dropItems.run(id);
    dropCounts.run(id);
    dropOperation.run(id);
  }

  function beginPlan(operation: PlannedOperation): void {
    addOperation.run({ ...operation, pace: operation.pace && JSON.stringify(operation.pace) });
  }

  function planItems(operationId: string, items: readonly PlannedItem[]): void {
    for (const item of items) {
      addItem.run({
        ...item,
        operationId,
        ineligible: item.ineligible && JSON.stringify(item.ineligible),
        risks: JSON.stringify(item.risks),
        facts: JSON.stringify(item.facts),
      });
    }
    moves.count(operationId, 'planned', items.length);
  }

  function endPlan(id: string, { hash, request, total, at }: PlanEnd): void {
    planned.run(hash, request, total, id);
    const operation = row.get(id);
    if (!operation) throw new Error(`no operation ${id} is being planned`);
    const { kind, actor, name, executor, mode, reason } = operation;
    audit({
      at,
      actor,
      action: `${kind} planned`,
      subject: id,
      detail: {
        name,
        executor,
        mode,
        items: total > 20 ? total : targets.all(id).map(({ target_id }) => target_id),
        ...(reason === null ? {} : { reason, hash }),
      },
    });
  }

  return {
    planSingle(operation, item, end) {
      beginPlan(operation);
      planItems(operation.id, [item]);
      endPlan(operation.id, end);
    },
    beginPlan,
    planItems,
    endPlan,
    dropPlan: drop,
    discardPlan(id, at) {
      const operation = row.get(id);
      if (!operation || stateOf.get(id) !== 'planned') return false;
      const { kind, actor, name } = operation;
      unplan.run(id);
      drop(id);
      audit({ at, actor, action: `${kind} discarded`, subject: id, detail: { name } });
      return true;
    },
    dropUnfinished() {
      for (const { id } of planning.all()) drop(id);
    },
  };
}
