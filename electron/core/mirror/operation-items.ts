/** The items of operations that run, as rows: taken, so that they may be sent, skipped, and settled when their fate is known. */
import type { ItemState } from '../../../shared/domain/operation.ts';
import type { Ended, ItemMoves } from './item-moves.ts';
import type { Writable } from './open.ts';
import type { Settled } from './projections/project.ts';

/** An item that does not run, and why. */
export interface Skipped {
  id: string;
  why: string;
}

/** Items of an operation that are to run now, some that are not, and some that were to run and did not go out. */
export interface Beginning {
  operationId: string;
  items: readonly string[];
  skip: readonly Skipped[];
  back: readonly string[];
}

export interface OperationItems {
  /** The only item of an operation is taken at once, unless another operation is at work on it or it was worked on since. */
  takeSingle(operationId: string, at: number): { ok: true } | { ok: false; activeIn: string | null };
  /** Skips those that cannot run, and those with a risk whose code is not `acknowledged`. */
  skipUnfit(operationId: string, acknowledged: readonly string[], at: number): void;
  skip(skipped: Skipped, at: number): void;
  /** Skips all that was not begun. */
  skipRest(operationId: string, why: string, at: number): void;
  /** Of these items of a running operation those that may be sent; the others are skipped. */
  take(operationId: string, items: readonly string[], at: number): string[];
  /** Those were taken, and nothing was sent: they may run later. */
  giveBack(operationId: string, items: readonly string[]): void;
  /** As of `OperationStore`. */
  settle(settled: Settled, at: number, connectionId?: string): void;
  expire(itemId: string, result: string, at: number): void;
  /** Ids of those that are taken and not settled. */
  inFlight(): string[];
}

interface Row {
  key: number;
  operationId: string;
  targetId: string;
  connectionId: string;
  state: ItemState;
}

export function operationItems(db: Writable, moves: ItemMoves): OperationItems {
  const onlyItem = db.prepare<[string], { id: string }>('SELECT id FROM operation_item WHERE operation_id = ? LIMIT 1');
  const takenElsewhere = db.prepare<[string], { operation_id: string }>(
    `SELECT other.operation_id FROM operation_item mine JOIN operation_item other
       ON other.target_kind = mine.target_kind AND other.target = mine.target AND other.state = 'running'
     WHERE mine.id = ?`,
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
  const untakeItem = db.prepare<[string, string]>(
    `UPDATE operation_item SET state = 'planned', started_at = NULL WHERE id = ? AND operation_id = ? AND state = 'running'`,
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
  const find = db.prepare<[string], Row>(
    `SELECT rowid AS key, operation_id AS operationId, target_id AS targetId, connection_id AS connectionId, state
     FROM operation_item WHERE id = ?`,
  );
  // To ask for the row first costs a third of what an UPDATE does that returns it.
  const endItem = db.prepare<[ItemState, number, string, number]>(
    'UPDATE operation_item SET state = ?, finished_at = ?, result = ? WHERE rowid = ?',
  );
  const skipPlanned = db.prepare<[number, string, string]>(
    `UPDATE operation_item SET state = 'skipped', finished_at = ?, result = ? WHERE operation_id = ? AND state = 'planned'`,
  );
  const running = db.prepare<[], string>(`SELECT id FROM operation_item WHERE state = 'running'`).pluck();

  /** From one of these states; nothing when it is in none. */
  function end(
    { itemId, outcome, result }: Omit<Ended, 'targetId' | 'at'>,
    from: readonly ItemState[],
    at: number,
    connectionId?: string,
  ): void {
    const item = find.get(itemId);
    if (!item || !from.includes(item.state) || item.connectionId !== (connectionId ?? item.connectionId)) return;
    endItem.run(outcome, at, result, item.key);
    moves.moved(item.operationId, item.state, outcome, 1);
    moves.ended(item.operationId, { itemId, targetId: item.targetId, outcome, result, at });
  }

  const skip = ({ id, why }: Skipped, at: number): void =>
    end({ itemId: id, outcome: 'skipped', result: why }, ['planned', 'running'], at);

  function changedSince(itemId: string): string {
    const { facts = '{}', now = null } = standing.get(itemId) ?? {};
    const was: Record<string, string> = JSON.parse(facts);
    const is: Record<string, string> = JSON.parse(now ?? '{}');
    const changes = Object.keys(is).filter((name) => was[name] !== is[name]);
    return changes.length === 0
      ? 'It was worked on since it was planned.'
      : `Changed since it was planned: ${changes.map((name) => `${name}: was ${was[name]}, is ${is[name]}`).join('; ')}.`;
  }

  return {
    takeSingle(id, at) {
      const item = onlyItem.get(id)?.id ?? '';
      const other = takenElsewhere.get(item);
      if (other) return { ok: false, activeIn: other.operation_id };
      if (takeItem.run(at, item, id).changes === 0) return { ok: false, activeIn: null };
      moves.moved(id, 'planned', 'running', 1);
      return { ok: true };
    },
    skipUnfit(id, acknowledged, at) {
      const cannot = skipIneligible.run(at, id).changes;
      const risky = skipRisky.run({ id, at, acknowledged: JSON.stringify(acknowledged) }).changes;
      moves.moved(id, 'planned', 'skipped', cannot + risky);
    },
    skip,
    skipRest(id, why, at) {
      moves.moved(id, 'planned', 'skipped', skipPlanned.run(at, why, id).changes);
    },
    take(id, items, at) {
      const taken: string[] = [];
      for (const itemId of items) {
        if (takeItem.run(at, itemId, id).changes > 0) {
          moves.moved(id, 'planned', 'running', 1);
          taken.push(itemId);
        } else if (isTaken.get(itemId, id)) taken.push(itemId);
        else if (takenElsewhere.get(itemId)) skip({ id: itemId, why: 'Another operation was at work on it.' }, at);
        else skip({ id: itemId, why: changedSince(itemId) }, at);
      }
      return taken;
    },
    giveBack(id, items) {
      let given = 0;
      for (const itemId of items) given += untakeItem.run(itemId, id).changes;
      moves.moved(id, 'running', 'planned', given);
    },
    settle: (settled, at, connectionId) => end(settled, ['running', 'unknown'], at, connectionId),
    expire: (itemId, result, at) => end({ itemId, outcome: 'unknown', result }, ['running'], at),
    inFlight: () => running.all(),
  };
}
