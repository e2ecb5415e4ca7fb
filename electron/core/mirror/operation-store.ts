/** Operations as rows: started, moved from one state to the next, finished, and told the truth about after a crash. */
import type { OperationState } from '../../../shared/domain/operation.ts';
import type { AuditLine } from './audit.ts';
import { itemMoves } from './item-moves.ts';
import type { Writable } from './open.ts';
import { type Beginning, operationItems } from './operation-items.ts';
import { type OperationPlans, operationPlans } from './operation-plans.ts';
import type { Settled } from './projections/project.ts';

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

export interface OperationStore extends Omit<OperationPlans, 'dropUnfinished'> {
  /**
   * A single item is taken at once; refused when another operation is at work on it. Of many, those that cannot run are skipped, and
   * those with a risk whose code is not `acknowledged`.
   */
  start(id: string, how: HowToStart, at: number): Started;
  /**
   * Takes items, so that they may be sent once this is committed, skips others, and puts back what did not go out. Answers with those that
   * were taken: none unless the operation runs, and none that another operation is at work on; such an item is skipped.
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

const neverBegun = 'aborted before it began';
const ended = 'Aftercall ended while it was in flight; it may have taken effect.';

export function operationStore(db: Writable, audit: (line: AuditLine) => void): OperationStore {
  const moves = itemMoves(db, audit);
  const { dropUnfinished, ...plans } = operationPlans(db, moves, audit);
  const items = operationItems(db, moves);
  const find = db.prepare<[string], Found>('SELECT state, actor, kind, pace FROM operation WHERE id = ?');
  const startOperation = db.prepare<[string | null, number, string]>(
    `UPDATE operation SET state = 'running', reason = coalesce(?, reason), started_at = ? WHERE id = ?`,
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
  const active = db.prepare<[], { id: string; state: OperationState; actor: string; kind: string }>(
    `SELECT id, state, actor, kind FROM operation WHERE state IN ('running', 'waiting', 'paused')`,
  );

  function finishIfDone(id: string, at: number): void {
    if (unsettled.get(id)?.n) return;
    const state = find.get(id)?.state;
    if (state === 'running' || state === 'waiting' || state === 'paused') finish.run('finished', at, id);
  }

  return {
    ...plans,
    start(id, { reason, acknowledged }, at) {
      const operation = find.get(id);
      if (operation?.state !== 'planned') return { ok: false, code: 'not planned' };
      if (operation.pace === null) {
        const taken = items.takeSingle(id, at);
        if (!taken.ok && taken.activeIn !== null) return { ok: false, code: 'active', operationId: taken.activeIn };
        if (!taken.ok) return { ok: false, code: 'changed' };
      } else items.skipUnfit(id, acknowledged, at);
      startOperation.run(reason, at, id);
      const detail = { reason, acknowledged: [...acknowledged] };
      audit({ at, actor: operation.actor, action: `${operation.kind} started`, subject: id, detail });
      return { ok: true };
    },
    take({ operationId: id, items: asked, skip, back }, at) {
      for (const skipped of skip) items.skip(skipped, at);
      const state = find.get(id)?.state;
      if (state === 'aborted') for (const itemId of back) items.skip({ id: itemId, why: neverBegun }, at);
      else items.giveBack(id, back);
      const taken = state === 'running' ? items.take(id, asked, at) : [];
      // All of it may have been skipped already.
      if (asked.length === 0) finishIfDone(id, at);
      return taken;
    },
    settle: items.settle,
    expire: items.expire,
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
      items.skipRest(id, neverBegun, at);
      finish.run('aborted', at, id);
      audit({ at, actor: operation.actor, action: `${operation.kind} aborted`, subject: id, detail: {} });
      return true;
    },
    recover(at) {
      dropUnfinished();
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
      const inFlight = items.inFlight();
      for (const itemId of inFlight) items.settle({ itemId, outcome: 'unknown', result: ended }, at);
      return inFlight.length;
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
