/** What is done for the mirror itself: retention, and a note of checks, backups and restores. */
import type { UpkeepDone } from '../../../shared/domain/upkeep.ts';
import type { AuditWriter } from './audit.ts';
import type { Ledger } from './ledger.ts';
import type { Writable } from './open.ts';
import type { Projector } from './projections/project.ts';
import { type RowStep, type RowsDone, rowRetention } from './retention/drop-rows.ts';
import { type DropDone, type DropStep, dropping } from './retention/drop-step.ts';
import type { Transaction } from './transaction.ts';
import { upkeepStore } from './upkeep-store.ts';

interface UpkeepStores {
  entries: Ledger;
  projections: Projector;
  audit: AuditWriter;
}

export function upkeepWriter(db: Writable, { entries, projections, audit }: UpkeepStores, transaction: Transaction) {
  const upkeep = upkeepStore(db);
  const drop = dropping(db, entries, projections);
  const dropRows = rowRetention(db, entries, projections);
  const oldestDue = db.prepare<[], number | null>('SELECT min(n) FROM search_due').pluck();
  // The newest says how far the search is to get, so it stays.
  const trimDue = db.prepare<[number]>(
    `DELETE FROM search_due WHERE n <= min(?, (SELECT min(n) FROM search_due) + 2000, (SELECT max(n) FROM search_due) - 1)`,
  );
  return {
    /** What was done for the mirror itself; of a backup the audit is told too. */
    noteUpkeep: (done: Omit<UpkeepDone, 'id'>, actor: string): void =>
      transaction(() => {
        upkeep.note(done);
        const { at, what, detail, problem } = done;
        if (what !== 'check')
          audit({
            at,
            actor,
            action: doneActions[what] ?? `${what} made`,
            subject: detail,
            detail: { problem },
          });
      }),
    /** The next step of retention. */
    drop: (step: DropStep): DropDone => transaction(() => drop(step)),
    /** Forgets notes that the search has gone by, some at a time. */
    trimSearchDue(upTo: number): void {
      // Mostly there is nothing, and nothing is to be written then.
      if ((oldestDue.get() ?? upTo) < upTo) transaction(() => trimDue.run(upTo));
    },
    dropRows: (step: RowStep): RowsDone => transaction(() => dropRows(step)),
  };
}

const doneActions: Partial<Record<UpkeepDone['what'], string>> = {
  retention: 'retention dropped',
  room: 'room given back',
};
