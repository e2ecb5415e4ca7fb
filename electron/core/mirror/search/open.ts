/**
 * The file of the text search, `search.db` beside the mirror. Everything in it can be made again from the ledger, so a file that is
 * missing, damaged, of another version or of another mirror is simply begun anew.
 *
 * The index is cut into stretches of the ledger, a table each: a search goes from the newest back, so that what it does for one page
 * stays bounded however common the words are and however much lies behind.
 */
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { keptOfLog } from '../kept-of-log.ts';
import type { Readable } from '../open.ts';
import { callColumns } from './call-words.ts';
import { type SearchTable, searchTables } from './query.ts';

export const searchFile = (dataDir: string): string => join(dataDir, 'search.db');

const searchVersion = 2;

/** The table of the stretch that begins at `first`: of events' words, or of those of the calls that events of the stretch made. */
export const stretchTable = (table: SearchTable, first: number): string => `${table}_${first}`;

const columns: Record<SearchTable, readonly string[]> = { words: ['request', 'response', 'run'], calls: callColumns };

/** What they are given is cut and folded already (`tokens.ts`); marks belong to their letters. */
export const stretchSql = (first: number): string =>
  searchTables
    .map(
      (table) => `CREATE VIRTUAL TABLE ${stretchTable(table, first)} USING fts5 (${columns[table].join(', ')},
     content = '', contentless_delete = 1, tokenize = "unicode61 remove_diacritics 0 categories 'L* N* M* Co'");`,
    )
    .join('\n');

const schema = `
-- Which mirror it was made from, and how far; events up to indexed_to are in their stretch. late_to: the last of the notes on calls that
-- changed out of order.
CREATE TABLE progress (
  machine    TEXT NOT NULL,
  indexed_to INTEGER NOT NULL,
  late_to    INTEGER NOT NULL
) STRICT;
CREATE TABLE stretch (first INTEGER PRIMARY KEY) STRICT;
`;

/** What the index was made from: a mirror, up to its newest event and its last note on a call that changed out of order. */
export interface Origin {
  machine: string;
  newest: number;
  late: number;
}

/** Opens the index for writing; begins a new one when there is none that goes with `origin`. */
export function openSearch(dataDir: string, origin: Origin): Database.Database {
  const path = searchFile(dataDir);
  if (existsSync(path)) {
    try {
      const kept = opened(path);
      if (goesWith(kept, origin)) return kept;
      kept.close();
    } catch (error) {
      if (!isDamage(error)) throw error;
    }
    discardSearch(dataDir);
  }
  const db = opened(path);
  db.transaction(() => {
    db.exec(schema);
    db.prepare('INSERT INTO progress VALUES (?, 0, ?)').run(origin.machine, origin.late);
    db.pragma(`user_version = ${searchVersion}`);
  })();
  return db;
}

/** Opens the index for reading; `null` when there is none yet that this version reads. */
export function openSearchReadable(dataDir: string): Readable | null {
  const path = searchFile(dataDir);
  if (!existsSync(path)) return null;
  const db = new Database(path, { readonly: true, fileMustExist: true });
  try {
    if (db.pragma('user_version', { simple: true }) === searchVersion) {
      db.pragma('query_only = ON');
      // A search goes through all of the file: mapped, it needs no copies of its pages, and takes half the time.
      db.pragma('cache_size = -2000');
      db.pragma('mmap_size = 2147418112');
      return db;
    }
  } catch (error) {
    db.close();
    throw error;
  }
  db.close();
  return null;
}

export function discardSearch(dataDir: string): void {
  for (const end of ['', '-wal', '-shm']) rmSync(`${searchFile(dataDir)}${end}`, { force: true });
}

/** Whether an error means that the file is no good, rather than that it cannot be used now. */
export function isDamage(error: unknown): boolean {
  if (!(error instanceof Error && 'code' in error)) return false;
  // The schema is written whole, so a table that is missing was lost.
  return /^SQLITE_(CORRUPT|NOTADB|FORMAT)/.test(String(error.code)) || error.message.startsWith('no such table');
}

function opened(path: string): Database.Database {
  const db = new Database(path);
  try {
    db.pragma('journal_mode = WAL');
    // What a power cut takes is indexed again: position and rows go together.
    db.pragma('synchronous = NORMAL');
    db.pragma('temp_store = MEMORY');
    // What is written is hardly looked at again; SQLite would keep 16 MB of it.
    db.pragma('cache_size = -4000');
    db.pragma('wal_autocheckpoint = 4000');
    db.pragma(`journal_size_limit = ${keptOfLog}`);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function goesWith(db: Database.Database, { machine, newest, late }: Origin): boolean {
  if (db.pragma('user_version', { simple: true }) !== searchVersion) return false;
  const made = db
    .prepare<[], { machine: string; indexed_to: number; late_to: number }>(
      'SELECT machine, indexed_to, late_to, (SELECT max(first) FROM stretch) FROM progress',
    )
    .get();
  // A mirror put back from a copy may be behind its index, and its next events are others than those indexed.
  return made?.machine === machine && made.indexed_to <= newest && made.late_to <= late;
}
