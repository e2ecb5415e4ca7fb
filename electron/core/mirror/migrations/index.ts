/** The mirror's schema, as a list of steps that only grows. A step runs once, in a transaction, and is never edited after a release. */
import type Database from 'better-sqlite3';
import { MirrorUnavailable } from '../errors.ts';
import { ledger } from './0001-ledger.ts';
import { projections } from './0002-projections.ts';
import { operations } from './0003-operations.ts';
import { bulk } from './0004-bulk.ts';
import { causes } from './0005-causes.ts';
import { operationCounts } from './0006-operation-counts.ts';
import { consoleTables } from './0007-console.ts';
import { sources } from './0008-sources.ts';
import { upkeep } from './0009-upkeep.ts';
import { rowRetention } from './0010-row-retention.ts';
import { stepsInTheLedger } from './0011-steps-in-the-ledger.ts';
import { fewCalls } from './0012-few-calls.ts';
import { itemStates } from './0013-item-states.ts';
import { failedByName } from './0014-failed-by-name.ts';
import { packsReadOnce } from './0015-packs-read-once.ts';

export interface Migration {
  version: number;
  sql: string;
}

export const migrations: readonly Migration[] = [
  ledger,
  projections,
  operations,
  bulk,
  causes,
  operationCounts,
  consoleTables,
  sources,
  upkeep,
  rowRetention,
  stepsInTheLedger,
  fewCalls,
  itemStates,
  failedByName,
  packsReadOnce,
];

export const newestVersion = migrations.length;

/**
 * Brings the schema up to date.
 * @throws MirrorUnavailable (`future`) when the file was written by a newer version.
 */
export function migrate(db: Database.Database, upTo: number = newestVersion): void {
  const current = Number(db.pragma('user_version', { simple: true }));
  if (current > newestVersion) {
    throw new MirrorUnavailable(
      'future',
      `The mirror was written by a newer Aftercall (schema ${current}; this version knows ${newestVersion}). Update Aftercall to open it.`,
    );
  }
  for (const step of migrations.slice(current, upTo)) {
    db.transaction(() => {
      db.exec(step.sql);
      db.pragma(`user_version = ${step.version}`);
    }).immediate();
  }
}
