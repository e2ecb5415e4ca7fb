/** The one writer: everything that is written to the mirror, by who has it written. */
import { auditWriter } from './audit.ts';
import { connectionStore } from './connection-store.ts';
import { deadLetters } from './dead-letters.ts';
import { eventWriter } from './event-writer.ts';
import { ledger } from './ledger.ts';
import type { Writable } from './open.ts';
import { operationStore } from './operation-store.ts';
import { operatorWriter } from './operator-writer.ts';
import { projector } from './projections/project.ts';
import { sourceWriter } from './source-writer.ts';
import { transactions } from './transaction.ts';
import { upkeepWriter } from './upkeep-writer.ts';

export type Writer = ReturnType<typeof createWriter>;

export function createWriter(db: Writable, now: () => number = Date.now) {
  const audit = auditWriter(db);
  const stores = {
    entries: ledger(db),
    projections: projector(db),
    dead: deadLetters(db),
    operations: operationStore(db, audit),
    connections: connectionStore(db),
    audit,
  };
  const { entries, projections, operations } = stores;
  const transaction = transactions(db, [entries, projections, operations]);
  return {
    ...eventWriter(db, stores, transaction, now),
    ...sourceWriter(db, stores, transaction, now),
    ...operatorWriter(db, stores, transaction, now),
    ...upkeepWriter(db, stores, transaction),
  };
}
