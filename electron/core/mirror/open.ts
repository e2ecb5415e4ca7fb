/**
 * Opening the mirror's files. The one writer takes a lock that the system frees by itself when the process ends, however it ends;
 * readers get handles that cannot write.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { applyRestore } from '../upkeep/restore.ts';
import { compactIfAsked } from './compaction.ts';
import { MirrorUnavailable } from './errors.ts';
import { keptOfLog } from './kept-of-log.ts';
import { migrate } from './migrations/index.ts';
import { readsPacked } from './packing/unpacking.ts';

declare const writable: unique symbol;
/** A handle that may write. Only the ingest thread has one. */
export type Writable = Database.Database & { readonly [writable]: true };
/** A handle opened read-only; SQLite itself refuses writes through it. */
export type Readable = Database.Database;

/** To be kept for as long as the mirror is in use: the lock is held by it. */
export interface OpenMirror {
  db: Writable;
  /** What was put in the mirror's place just now. */
  restored: ReturnType<typeof applyRestore>;
  close(): void;
}

export const mirrorFile = (dataDir: string): string => join(dataDir, 'mirror.db');

/**
 * Opens `<dataDir>/mirror.db` for writing, creating and migrating it as needed.
 * @throws MirrorUnavailable when another instance has it, it comes from a newer version, is damaged, or cannot be written.
 */
export function openMirror(dataDir: string): OpenMirror {
  const path = mirrorFile(dataDir);
  const lock = takeLock(dataDir);
  let db: Writable | undefined;
  try {
    const restored = applyRestore(dataDir, path);
    db = new Database(path) as Writable;
    // Of a new mirror: an older one is written anew for it when asked (compaction.ts).
    if (db.pragma('page_count', { simple: true }) === 0) db.pragma('auto_vacuum = INCREMENTAL');
    // FULL, because an acknowledgement lets the platform forget: what is committed must survive a power cut.
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = FULL');
    db.pragma('foreign_keys = ON');
    // Without it, REPLACE deletes rows unseen by the triggers that keep the audit append-only.
    db.pragma('recursive_triggers = ON');
    db.pragma('temp_store = MEMORY');
    db.pragma('cache_size = -16000');
    db.pragma('wal_autocheckpoint = 4000');
    // Whoever reads for long makes the log grow; it is cut again when they are done.
    db.pragma(`journal_size_limit = ${keptOfLog}`);
    readsPacked(db);
    migrate(db);
    compactIfAsked(dataDir, db);
    const opened = db;
    return {
      db: opened,
      restored,
      close() {
        opened.close();
        lock.close();
      },
    };
  } catch (error) {
    db?.close();
    lock.close();
    throw asUnavailable(error, path);
  }
}

/** Opens the mirror read-only; it must exist. */
export function openReadable(dataDir: string): Readable {
  const db = new Database(mirrorFile(dataDir), { readonly: true, fileMustExist: true });
  db.pragma('query_only = ON');
  // Room for what one answer looks at: the next commit of the writer, a moment later, makes it forget all of it. For the same reason the
  // file is not mapped: SQLite would map it anew each time, and a page of a map costs more to meet for the first time than to read.
  db.pragma('cache_size = -4000');
  readsPacked(db);
  return db;
}

/** An exclusive transaction on a file of its own, held open: no stale lock can outlive the process. */
function takeLock(dataDir: string): Database.Database {
  const path = join(dataDir, 'mirror.lock');
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    const lock = new Database(path, { timeout: 0 });
    try {
      lock.exec('BEGIN EXCLUSIVE');
      return lock;
    } catch (error) {
      lock.close();
      throw error;
    }
  } catch (error) {
    if (codeOf(error).startsWith('SQLITE_BUSY')) {
      throw new MirrorUnavailable(
        'locked',
        `Another Aftercall has this mirror open (${dataDir}). Close it, or start this one with another data folder.`,
        { cause: error },
      );
    }
    throw asUnavailable(error, path);
  }
}

/** Why the mirror at `path` cannot be used, in words; whatever went wrong. */
export function asUnavailable(error: unknown, path: string): MirrorUnavailable {
  if (error instanceof MirrorUnavailable) return error;
  const code = codeOf(error);
  const cause = { cause: error };
  if (code === 'SQLITE_CORRUPT' || code === 'SQLITE_NOTADB') {
    return new MirrorUnavailable('corrupt', `The mirror is damaged and was left untouched (${path}).`, cause);
  }
  if (/^(SQLITE_(CANTOPEN|READONLY|FULL|IOERR|PERM)|E[A-Z]+$)/.test(code)) {
    return new MirrorUnavailable('unwritable', `The mirror cannot be written (${path}): ${String(error)}`, cause);
  }
  return new MirrorUnavailable('corrupt', `The mirror cannot be used (${path}): ${String(error)}`, cause);
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
