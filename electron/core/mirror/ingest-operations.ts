/** The writer's side of operations, as the ingest thread offers it to the rest of core. */
import type { Topic } from '../../../shared/contract/index.ts';
import type { OperationState } from '../../../shared/domain/operation.ts';
import type { CloudEvent } from '../../../shared/stream/protocol.ts';
import type { HowToStart, PlanEnd, PlannedItem, PlannedOperation, Skipped, Started } from './operation-store.ts';
import { isStorageFault } from './projections/guarded.ts';
import type { Writer } from './writer.ts';

/** `unread`: ids of events that are kept, but as dead letters, so no row tells of them. */
export type Appended = { recorded: true; unread: string[] } | { recorded: false; why: string };

export function ingestOperations(writer: () => Writer, tell: (topics: Iterable<Topic>) => void) {
  const store = () => writer().operations;
  const changed = () => tell(['operations', 'audit']);

  return {
    /** In one transaction. Answers `recorded: false` when the disk refuses; worth trying again. */
    appendLocal(connectionId: string, zone: string, events: readonly CloudEvent[]): Appended {
      try {
        const { topics, unread } = writer().appendLocal(connectionId, zone, ...events);
        tell(topics);
        return { recorded: true, unread };
      } catch (error) {
        if (!isStorageFault(error)) throw error;
        return { recorded: false, why: String(error) };
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
    /** `taken: null` when the disk refuses; nothing may be sent then. */
    takeItems(id: string, items: readonly string[], skip: readonly Skipped[]): { taken: string[] | null; why: string } {
      try {
        const taken = store().take(id, items, skip, Date.now());
        changed();
        return { taken, why: '' };
      } catch (error) {
        if (!isStorageFault(error)) throw error;
        return { taken: null, why: String(error) };
      }
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
    refuseOperation(id: string, why: string): void {
      store().refused(id, why, Date.now());
      tell(['audit']);
    },
  };
}
