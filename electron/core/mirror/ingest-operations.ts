/** The writer's side of operations, as the ingest thread offers it to the rest of core. */
import type { Topic } from '../../../shared/contract/index.ts';
import type { OperationState } from '../../../shared/domain/operation.ts';
import type { Round } from './event-writer.ts';
import type { PlanEnd, PlannedItem, PlannedOperation } from './operation-plans.ts';
import type { HowToStart, Started } from './operation-store.ts';
import { isStorageFault } from './projections/guarded.ts';
import type { Writer } from './writer.ts';

/** `unread`: ids of events that are kept, but as dead letters, so no row tells of them. `taken` answers each beginning of the round. */
export type RoundEnd = { committed: true; unread: string[]; taken: string[][] } | { committed: false; why: string };

export function ingestOperations(writer: () => Writer, tell: (topics: Iterable<Topic>) => void) {
  const store = () => writer().operations;
  const changed = () => tell(['operations', 'audit']);

  return {
    /** In one transaction. `committed: false` when the disk refuses: nothing may be sent then, and the same is worth another try. */
    round(round: Round): RoundEnd {
      try {
        const { committed, taken } = writer().round(round);
        const topics = new Set<Topic>(round.begin.length > 0 ? ['operations', 'audit'] : []);
        for (const done of committed) for (const topic of done.topics) topics.add(topic);
        tell(topics);
        return { committed: true, unread: committed.flatMap(({ unread }) => unread), taken };
      } catch (error) {
        if (!isStorageFault(error)) throw error;
        return { committed: false, why: String(error) };
      }
    },
    planSingle(operation: PlannedOperation, item: PlannedItem, end: PlanEnd): void {
      store().planSingle(operation, item, end);
      changed();
    },
    beginPlan: (operation: PlannedOperation): void => store().beginPlan(operation),
    planItems: (operationId: string, items: readonly PlannedItem[]): void => store().planItems(operationId, items),
    endPlan(operationId: string, end: PlanEnd): void {
      store().endPlan(operationId, end);
      changed();
    },
    dropPlan: (operationId: string): void => store().dropPlan(operationId),
    startOperation(id: string, how: HowToStart): Started {
      const started = store().start(id, how, Date.now());
      changed();
      return started;
    },
    settleItem(itemId: string, outcome: 'succeeded' | 'failed' | 'unknown', result: string): void {
      store().settle({ itemId, outcome, result }, Date.now());
      changed();
    },
    expireItem(itemId: string, result: string): void {
      store().expire(itemId, result, Date.now());
      changed();
    },
    moveOperation(
      id: string,
      from: readonly OperationState[],
      to: 'running' | 'waiting' | 'paused',
      why: string | null,
    ): boolean {
      const moved = store().move(id, from, to, why, Date.now());
      changed();
      return moved;
    },
    abortOperation(id: string): boolean {
      const aborted = store().abort(id, Date.now());
      changed();
      return aborted;
    },
    discardOperation(id: string): boolean {
      const discarded = store().discardPlan(id, Date.now());
      if (discarded) changed();
      return discarded;
    },
    refuseOperation(id: string, why: string): void {
      store().refused(id, why, Date.now());
      tell(['audit']);
    },
  };
}
