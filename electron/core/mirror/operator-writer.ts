/** What operators do, each in a transaction of its own and most of it with a line of the audit. */
import type { EndpointKey } from '../../../shared/domain/endpoint.ts';
import type { AuditLine, AuditWriter } from './audit.ts';
import { type EndpointChange, endpointStore } from './endpoint-store.ts';
import { noteStore } from './note-store.ts';
import type { Writable } from './open.ts';
import type { OperationStore } from './operation-store.ts';
import { reviewStore } from './review-store.ts';
import { type StoredSettings, settingStore } from './setting-store.ts';
import type { Transaction } from './transaction.ts';
import { type ViewToSave, viewStore } from './view-store.ts';

interface OperatorStores {
  operations: OperationStore;
  audit: AuditWriter;
}

export function operatorWriter(
  db: Writable,
  { operations, audit }: OperatorStores,
  transaction: Transaction,
  now: () => number,
) {
  const views = viewStore(db);
  const reviews = reviewStore(db, audit);
  const notes = noteStore(db, audit);
  const endpoints = endpointStore(db);
  const settings = settingStore(db);
  return {
    audit: (line: AuditLine) => transaction(() => audit(line)),
    operations: wrapped(operations, transaction),
    changeEndpoint: (key: EndpointKey, change: EndpointChange, doing: Omit<AuditLine, 'at'>): void =>
      transaction(() => {
        endpoints.change(key, change);
        audit({ at: now(), ...doing });
      }),
    noteEndpointSecret: (key: EndpointKey, at: number | null, doing: Omit<AuditLine, 'at'>): void =>
      transaction(() => {
        endpoints.secretAt(key, at);
        audit({ at: now(), ...doing });
      }),
    removeEndpoint: (key: EndpointKey, doing: Omit<AuditLine, 'at'>): boolean =>
      transaction(() => {
        const removed = endpoints.remove(key);
        if (removed) audit({ at: now(), ...doing });
        return removed;
      }),
    endpointIds: endpoints.idsOf,
    settings: settings.all,
    saveSettings: (sections: StoredSettings, lines: readonly Omit<AuditLine, 'at'>[]): void =>
      transaction(() => {
        settings.save(sections);
        for (const line of lines) audit({ at: now(), ...line });
      }),
    /** Every change in a transaction of its own. */
    reviews: {
      change: (...given: Parameters<typeof reviews.change>) => transaction(() => reviews.change(...given)),
      mark: (...given: Parameters<typeof reviews.mark>) => transaction(() => reviews.mark(...given)),
      undo: (...given: Parameters<typeof reviews.undo>) => transaction(() => reviews.undo(...given)),
      saveQueue: (...given: Parameters<typeof reviews.saveQueue>) => transaction(() => reviews.saveQueue(...given)),
      removeQueue: (...given: Parameters<typeof reviews.removeQueue>) =>
        transaction(() => reviews.removeQueue(...given)),
      orderQueues: (ids: readonly number[]) => transaction(() => reviews.orderQueues(ids)),
      saveCard: (...given: Parameters<typeof reviews.saveCard>) => transaction(() => reviews.saveCard(...given)),
    },
    notes: {
      add: (...given: Parameters<typeof notes.add>) => transaction(() => notes.add(...given)),
      update: (...given: Parameters<typeof notes.update>) => transaction(() => notes.update(...given)),
      remove: (...given: Parameters<typeof notes.remove>) => transaction(() => notes.remove(...given)),
    },
    saveView: (view: ViewToSave) => transaction(() => views.save(view)),
    removeView: (id: number) => transaction(() => views.remove(id)),
  };
}

/** Every call in a transaction of its own. */
function wrapped(store: OperationStore, transaction: Transaction): OperationStore {
  return {
    planSingle: (operation, item, end) => transaction(() => store.planSingle(operation, item, end)),
    beginPlan: (operation) => transaction(() => store.beginPlan(operation)),
    planItems: (id, items) => transaction(() => store.planItems(id, items)),
    endPlan: (id, end) => transaction(() => store.endPlan(id, end)),
    dropPlan: (id) => transaction(() => store.dropPlan(id)),
    discardPlan: (id, at) => transaction(() => store.discardPlan(id, at)),
    start: (id, how, at) => transaction(() => store.start(id, how, at)),
    take: (beginning, at) => transaction(() => store.take(beginning, at)),
    expire: (itemId, result, at) => transaction(() => store.expire(itemId, result, at)),
    settle: (settled, at, connectionId) => transaction(() => store.settle(settled, at, connectionId)),
    move: (id, from, to, why, at) => transaction(() => store.move(id, from, to, why, at)),
    abort: (id, at) => transaction(() => store.abort(id, at)),
    recover: (at) => transaction(() => store.recover(at)),
    refused: (id, why, at) => transaction(() => store.refused(id, why, at)),
    flush: store.flush,
    discard: store.discard,
  };
}
