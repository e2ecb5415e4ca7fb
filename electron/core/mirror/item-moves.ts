/** What a transaction does to the items of operations, counted and audited once for all of it. */
import type { ItemState } from '../../../shared/domain/operation.ts';
import type { AuditLine } from './audit.ts';
import type { Writable } from './open.ts';

/** An item that came to something. */
export interface Ended {
  itemId: string;
  targetId: string;
  outcome: 'succeeded' | 'failed' | 'unknown' | 'skipped';
  result: string;
  at: number;
}

export interface ItemMoves {
  /** A state has so many more items, or fewer. */
  count(operationId: string, state: ItemState, by: number): void;
  moved(operationId: string, from: ItemState, to: ItemState, n: number): void;
  ended(operationId: string, end: Ended): void;
  /** Writes all of it, then tells of each operation in which something ended. */
  flush(tell: (operationId: string, at: number) => void): void;
  discard(): void;
}

export function itemMoves(db: Writable, audit: (line: AuditLine) => void): ItemMoves {
  const add = db.prepare<[string, string, number]>(
    'INSERT INTO operation_count (operation_id, state, n) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET n = n + excluded.n',
  );
  const find = db.prepare<[string], { actor: string; pace: string | null }>(
    'SELECT actor, pace FROM operation WHERE id = ?',
  );
  const moves = new Map<string, Map<ItemState, number>>();
  const endings = new Map<string, Ended[]>();

  function count(operationId: string, state: ItemState, by: number): void {
    const states = moves.get(operationId) ?? new Map<ItemState, number>();
    moves.set(operationId, states);
    states.set(state, (states.get(state) ?? 0) + by);
  }

  /** Of a single item as ever; of many in one line. */
  function note(operationId: string, ends: readonly Ended[], first: Ended): void {
    const { actor = '', pace = null } = find.get(operationId) ?? {};
    const { at, itemId, outcome, result } = first;
    const line = { at, actor, subject: operationId };
    if (pace === null) audit({ ...line, action: `item ${outcome}`, detail: { item: itemId, result } });
    else audit({ ...line, action: 'items ended', detail: { items: alike(ends) } });
  }

  return {
    count,
    moved(operationId, from, to, n) {
      count(operationId, from, -n);
      count(operationId, to, n);
    },
    ended(operationId, end) {
      const known = endings.get(operationId);
      if (known) known.push(end);
      else endings.set(operationId, [end]);
    },
    flush(tell) {
      for (const [operationId, states] of moves) {
        for (const [state, by] of states) if (by !== 0) add.run(operationId, state, by);
      }
      for (const [operationId, ends] of endings) {
        const [first] = ends;
        if (!first) continue;
        note(operationId, ends, first);
        tell(operationId, first.at);
      }
      moves.clear();
      endings.clear();
    },
    discard() {
      moves.clear();
      endings.clear();
    },
  };
}

/** Those that ended in the same way together, each named by its message, run or call. */
function alike(ends: readonly Ended[]): { outcome: string; result: string; targets: string[] }[] {
  const groups = new Map<string, { outcome: string; result: string; targets: string[] }>();
  for (const { outcome, result, targetId } of ends) {
    const key = `${outcome} ${result}`;
    const group = groups.get(key);
    if (group) group.targets.push(targetId);
    else groups.set(key, { outcome, result, targets: [targetId] });
  }
  return [...groups.values()];
}
