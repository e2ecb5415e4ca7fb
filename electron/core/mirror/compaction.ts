/**
 * Making the mirror's file as small as what it holds. A mirror of this version gives room back piece by piece while it is open; one that an
 * older version began has to be written anew once, which is done when it is opened next, before anybody else uses it. SQLite does it in a
 * transaction: a crash leaves the mirror as it was, and it is begun again.
 */
import { existsSync, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type Database from 'better-sqlite3';

const requestFile = (dataDir: string): string => join(dataDir, 'compact.request');

/** Has the next opening write the mirror anew. */
export function requestCompaction(dataDir: string): void {
  writeFileSync(requestFile(dataDir), '');
}

/** Why it cannot be done, or `null`: it takes the mirror's size twice, beside the mirror. */
export function whyNotCompactable(dataDir: string): string | null {
  const { bavail, bsize } = statfsSync(dataDir);
  const { size } = statSync(join(dataDir, 'mirror.db'));
  if (bavail * bsize > 2.2 * size) return null;
  return `It takes ${Math.ceil((2.2 * size) / 1e6)} MB on the disk for a while, and ${Math.floor((bavail * bsize) / 1e6)} MB are free.`;
}

/** What was asked for; a disk that is too full leaves the mirror as it is, and nothing is asked any more. */
export function compactIfAsked(dataDir: string, db: Database.Database): void {
  if (!existsSync(requestFile(dataDir))) return;
  try {
    db.pragma('temp_store = FILE');
    db.pragma('auto_vacuum = INCREMENTAL');
    db.exec('VACUUM');
    db.pragma('wal_checkpoint(TRUNCATE)');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && String(error.code) === 'SQLITE_FULL')) throw error;
  } finally {
    db.pragma('temp_store = MEMORY');
    rmSync(requestFile(dataDir), { force: true });
  }
}
