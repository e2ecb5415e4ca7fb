/** Operations as rows: planned, started, settled item by item, and told the truth about after a crash. */
import type { Pace } from '../../../shared/domain/bulk.ts';
import type {
  Executor,
  Ineligible,
  ItemState,
  OperationKind,
  OperationRow,
  OperationState,
  OperationTarget,
  Risk,
} from '../../../shared/domain/operation.ts';
import type { AuditLine } from './audit.ts';
import { type Ended, itemMoves } from './item-moves.ts';
import type { Writable } from './open.ts';
import type { Settled } from './projections/project.ts';

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

export type Started =
  | { ok: true }
  | { ok: false; code: 'not planned' }
  /** Its message or run was worked on since the plan was looked at. */
  | { ok: false; code: 'changed' }
  | { ok: false; code: 'active'; operationId: string };

export interface HowToStart {
  reason: string | null;
  /** Keys of risks; of many items, their codes. */
  acknowledged: readonly string[];
}

/** An item that does not run, and why. */
export interface Skipped {
  id: string;
  why: string;
}

/** Items of an operation that are to run now, and some that are not. */
export interface Beginning {
  operationId: string;
  items: readonly string[];
  skip: readonly Skipped[];
}

export interface OperationStore {
  planSingle(operation: PlannedOperation, item: PlannedItem, end: PlanEnd): void;
  /** Hidden and gone with the next start until `endPlan`. */
  beginPlan(operation: PlannedOperation): void;
  planItems(operationId: string, items: readonly PlannedItem[]): void;
  endPlan(operationId: string, end: PlanEnd): void;
  dropPlan(operationId: string): void;
  /** Forgets a plan that was never run, and says so in the audit; false when it was. */
  discardPlan(operationId: string, at: number): boolean;
  /**
   * A single item is taken at once; refused when another operation is at work on it. Of many, those that cannot run are skipped, and
   * those with a risk whose code is not `acknowledged`.
   */
  start(id: string, how: HowToStart, at: number): Started;
  /**
   * Takes items, so that they may be sent once this is committed, and skips others. Answers with those that were taken: none unless the
   * operation runs, and none that another operation is at work on; such an item is skipped.
   */
  take(beginning: Beginning, at: number): string[];
  /** Nothing was heard of a running item for too long: its outcome is unknown. */
  expire(itemId: string, result: string, at: number): void;
  /**
   * An item's fate is known. Also corrects an unknown outcome when the truth arrives later. What a connection tells of another's items
   * is not heard.
   */
  settle(settled: Settled, at: number, connectionId?: string): void;
  /** From one of `from` to another state; false when it is in none of them. */
  move(
    id: string,
    from: readonly OperationState[],
    to: 'running' | 'waiting' | 'paused',
    why: string | null,
    at: number,
  ): boolean;
  abort(id: string, at: number): boolean;
  /**
   * After a crash: what was in flight has an unknown outcome, and an operation with items left is paused. Returns how many items were
   * in flight.
   */
  recover(at: number): number;
  /** Writes to the audit that running a plan was refused. */
  refused(id: string, why: string, at: number): void;
  /** Audits what items came to, and finishes operations with nothing left: once for all of a transaction. Call it before the commit. */
  flush(): void;
  /** Forgets what was kept back for that; after a rollback. */
  discard(): void;
}

interface Found {
  state: OperationState | 'planning';
  actor: string;
  kind: string;
  pace: string | null;
}

const ended = 'Aftercall ended while it was in flight; it may have taken effect.';

export function operationStore(db: Writable, audit: (line: AuditLine) => void): OperationStore {
  const moves = itemMoves(db, audit);
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
  const find = db.prepare<[string], Found>('SELECT state, actor, kind, pace FROM operation WHERE id = ?');
  const onlyItem = db.prepare<[string], { id: string }>('SELECT id FROM operation_item WHERE operation_id = ? LIMIT 1');
  const takenElsewhere = db.prepare<[string], { operation_id: string }>(
    `SELECT other.operation_id FROM operation_item mine JOIN operation_item other
       ON other.target_kind = mine.target_kind AND other.target = mine.target AND other.state = 'running'
     WHERE mine.id = ?`,
  );
  const startOperation = db.prepare<[string | null, number, string]>(
    `UPDATE operation SET state = 'running', reason = coalesce(?, reason), started_at = ? WHERE id = ?`,
  );
  const skipIneligible = db.prepare<[number, string]>(
    `UPDATE operation_item SET state = 'skipped', finished_at = ?, result = ineligible ->> 'message'
     WHERE operation_id = ? AND state = 'planned' AND ineligible IS NOT NULL`,
  );
  const skipRisky = db.prepare<{ id: string; at: number; acknowledged: string }>(
    `UPDATE operation_item SET state = 'skipped', finished_at = @at, result = 'Not acknowledged: ' || (
       SELECT value ->> 'message' FROM json_each(risks)
       WHERE value ->> 'code' NOT IN (SELECT value FROM json_each(@acknowledged)) LIMIT 1)
     WHERE operation_id = @id AND state = 'planned' AND risks <> '[]' AND EXISTS (SELECT 1 FROM json_each(risks)
       WHERE value ->> 'code' NOT IN (SELECT value FROM json_each(@acknowledged)))`,
  );
  // The standing is compared in the same statement that takes the item: whatever was read before may be a moment old. What another
  // operation is at work on is ignored, by the index of active items.
  const takeItem = db.prepare<[number, string, string]>(
    `UPDATE OR IGNORE operation_item SET state = 'running', started_at = ? WHERE id = ? AND operation_id = ? AND state = 'planned'
       AND CASE target_kind
         WHEN 'message' THEN EXISTS (SELECT 1 FROM webhook_message m WHERE m.id = target
           AND m.state = facts ->> 'state' AND CAST(m.attempts AS TEXT) = facts ->> 'tries so far')
         WHEN 'call' THEN NOT EXISTS (SELECT 1 FROM chain_run r WHERE r.connection_id = operation_item.connection_id
           AND r.call_id = target_id AND r.flow_id = facts ->> 'flow id')
         ELSE EXISTS (SELECT 1 FROM chain_run r WHERE r.id = target
           AND r.state = facts ->> 'state' AND CAST(r.replays AS TEXT) = facts ->> 'replays so far')
       END`,
  );
  const standing = db.prepare<[string], { facts: string; now: string | null }>(
    `SELECT facts, CASE target_kind
         WHEN 'message' THEN (SELECT json_object('state', m.state, 'tries so far', CAST(m.attempts AS TEXT)) FROM webhook_message m WHERE m.id = target)
         WHEN 'call' THEN json_object('runs of the flow', CAST((SELECT count(*) FROM chain_run r
           WHERE r.connection_id = i.connection_id AND r.call_id = i.target_id AND r.flow_id = i.facts ->> 'flow id') AS TEXT))
         ELSE (SELECT json_object('state', r.state, 'replays so far', CAST(r.replays AS TEXT)) FROM chain_run r WHERE r.id = target)
       END AS now FROM operation_item i WHERE i.id = ?`,
  );
  const isTaken = db.prepare<[string, string], { id: string }>(
    `SELECT id FROM operation_item WHERE id = ? AND operation_id = ? AND state = 'running'`,
  );
  const endItem = db.prepare<
    { outcome: ItemState; at: number; result: string; itemId: string; from: ItemState; connectionId: string | null },
    { operation_id: string; target_id: string }
  >(
    `UPDATE operation_item SET state = @outcome, finished_at = @at, result = @result
     WHERE id = @itemId AND state = @from AND connection_id = coalesce(@connectionId, connection_id) RETURNING operation_id, target_id`,
  );
  const unsettled = db.prepare<[string], { n: number | null }>(
    `SELECT sum(n) AS n FROM operation_count WHERE operation_id = ? AND state IN ('planned', 'running')`,
  );
  const notBegun = db.prepare<[string], { n: number }>(
    `SELECT n FROM operation_count WHERE operation_id = ? AND state = 'planned'`,
  );
  const finish = db.prepare<[string, number, string]>(
    'UPDATE operation SET state = ?, finished_at = ?, why = NULL WHERE id = ?',
  );
  const setState = db.prepare<[string, string | null, string]>('UPDATE operation SET state = ?, why = ? WHERE id = ?');
  const goneOn = db.prepare<[string]>('UPDATE operation SET gone_on = 1 WHERE id = ?');
  const inFlight = db.prepare<[], { id: string }>(`SELECT id FROM operation_item WHERE state = 'running'`);
  const isRunning = db.prepare<[string], { id: string }>(
    `SELECT id FROM operation_item WHERE id = ? AND state = 'running'`,
  );
  const active = db.prepare<[], { id: string; state: OperationState; actor: string; kind: string }>(
    `SELECT id, state, actor, kind FROM operation WHERE state IN ('running', 'waiting', 'paused')`,
  );
  const skipRest = db.prepare<[number, string, string]>(
    `UPDATE operation_item SET state = 'skipped', finished_at = ?, result = ? WHERE operation_id = ? AND state = 'planned'`,
  );

  /** From the first of these states that it is in; false when it is in none. */
  function end(
    { itemId, outcome, result }: Omit<Ended, 'targetId' | 'at'>,
    from: readonly ItemState[],
    at: number,
    connectionId: string | null = null,
  ): boolean {
    for (const state of from) {
      const item = endItem.get({ outcome, at, result, itemId, from: state, connectionId });
      if (!item) continue;
      moves.moved(item.operation_id, state, outcome, 1);
      moves.ended(item.operation_id, { itemId, targetId: item.target_id, outcome, result, at });
      return true;
    }
    return false;
  }

  const settle = (settled: Settled, at: number, connectionId?: string): boolean =>
    end(settled, ['running', 'unknown'], at, connectionId);

  function finishIfDone(id: string, at: number): void {
    if (unsettled.get(id)?.n) return;
    const state = find.get(id)?.state;
    if (state === 'running' || state === 'waiting' || state === 'paused') finish.run('finished', at, id);
  }

  function changedSince(itemId: string): string {
    const { facts = '{}', now = null } = standing.get(itemId) ?? {};
    const was: Record<string, string> = JSON.parse(facts);
    const is: Record<string, string> = JSON.parse(now ?? '{}');
    const changes = Object.keys(is).filter((name) => was[name] !== is[name]);
    return changes.length === 0
      ? 'It was worked on since it was planned.'
      : `Changed since it was planned: ${changes.map((name) => `${name}: was ${was[name]}, is ${is[name]}`).join('; ')}.`;
  }

  function drop(id: string): void {
    if (find.get(id)?.state !== 'planning') return;
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
      if (!operation || find.get(id)?.state !== 'planned') return false;
      const { kind, actor, name } = operation;
      setState.run('planning', null, id);
      drop(id);
      audit({ at, actor, action: `${kind} discarded`, subject: id, detail: { name } });
      return true;
    },
    start(id, { reason, acknowledged }, at) {
      const operation = find.get(id);
      if (operation?.state !== 'planned') return { ok: false, code: 'not planned' };
      const single = operation.pace === null ? onlyItem.get(id) : undefined;
      const other = single && takenElsewhere.get(single.id);
      if (other) return { ok: false, code: 'active', operationId: other.operation_id };
      if (single && takeItem.run(at, single.id, id).changes === 0) return { ok: false, code: 'changed' };
      if (single) moves.moved(id, 'planned', 'running', 1);
      startOperation.run(reason, at, id);
      if (!single) {
        const cannot = skipIneligible.run(at, id).changes;
        const risky = skipRisky.run({ id, at, acknowledged: JSON.stringify(acknowledged) }).changes;
        moves.moved(id, 'planned', 'skipped', cannot + risky);
      }
      const detail = { reason, acknowledged: [...acknowledged] };
      audit({ at, actor: operation.actor, action: `${operation.kind} started`, subject: id, detail });
      return { ok: true };
    },
    take({ operationId: id, items, skip }, at) {
      const leaveOut = ({ id: itemId, why }: Skipped) =>
        end({ itemId, outcome: 'skipped', result: why }, ['planned', 'running'], at);
      skip.forEach(leaveOut);
      const taken: string[] = [];
      for (const itemId of find.get(id)?.state === 'running' ? items : []) {
        if (takeItem.run(at, itemId, id).changes > 0) {
          moves.moved(id, 'planned', 'running', 1);
          taken.push(itemId);
        } else if (isTaken.get(itemId, id)) taken.push(itemId);
        else if (takenElsewhere.get(itemId)) leaveOut({ id: itemId, why: 'Another operation was at work on it.' });
        else leaveOut({ id: itemId, why: changedSince(itemId) });
      }
      // All of it may have been skipped already.
      if (items.length === 0) finishIfDone(id, at);
      return taken;
    },
    settle(settled, at, connectionId) {
      settle(settled, at, connectionId);
    },
    expire(itemId, result, at) {
      if (isRunning.get(itemId)) settle({ itemId, outcome: 'unknown', result }, at);
    },
    move(id, from, to, why, at) {
      const operation = find.get(id);
      if (!operation || !from.some((state) => state === operation.state)) return false;
      if (operation.state === 'waiting') goneOn.run(id);
      setState.run(to, why, id);
      const verb = { waiting: 'waits', paused: 'paused', running: 'goes on' }[to];
      audit({
        at,
        actor: operation.actor,
        action: `${operation.kind} ${verb}`,
        subject: id,
        detail: why === null ? {} : { why },
      });
      return true;
    },
    abort(id, at) {
      const operation = find.get(id);
      if (!operation || !['planned', 'running', 'waiting', 'paused'].includes(operation.state)) return false;
      moves.moved(id, 'planned', 'skipped', skipRest.run(at, 'aborted before it began', id).changes);
      finish.run('aborted', at, id);
      audit({ at, actor: operation.actor, action: `${operation.kind} aborted`, subject: id, detail: {} });
      return true;
    },
    recover(at) {
      for (const { id } of planning.all()) drop(id);
      // First, or settling the last item would finish the operation as though nothing had happened.
      for (const { id, state, actor, kind } of active.all()) {
        const left = (notBegun.get(id)?.n ?? 0) > 0;
        if (!left) {
          finish.run('interrupted', at, id);
        } else if (state === 'running') {
          const why = 'Aftercall ended while it ran.';
          setState.run('paused', why, id);
          audit({ at, actor, action: `${kind} paused`, subject: id, detail: { why } });
        }
      }
      const items = inFlight.all();
      for (const { id } of items) settle({ itemId: id, outcome: 'unknown', result: ended }, at);
      return items.length;
    },
    refused(id, why, at) {
      const operation = find.get(id);
      if (!operation) return;
      audit({ at, actor: operation.actor, action: `${operation.kind} refused`, subject: id, detail: { why } });
    },
    flush: () => moves.flush(finishIfDone),
    discard: moves.discard,
  };
}
