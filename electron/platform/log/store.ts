/** The platform's data directory: one SQLite file with what must outlive a restart. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import SQLite from 'better-sqlite3';

const schema = `
  CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS event (sequence INTEGER PRIMARY KEY, type TEXT NOT NULL, head TEXT NOT NULL, data TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS call (number INTEGER PRIMARY KEY, ended_at INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS message (message_id TEXT PRIMARY KEY, attempts INTEGER NOT NULL, next_at INTEGER) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS message_due ON message (next_at) WHERE next_at IS NOT NULL;
  CREATE TABLE IF NOT EXISTS run (run_id TEXT PRIMARY KEY, replays INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS command (id TEXT PRIMARY KEY, accepted INTEGER NOT NULL, error TEXT) WITHOUT ROWID;
`;

/** Small facts about the platform itself: its epoch, seed, port, token. */
export interface Memory {
  get(key: string): string | undefined;
  set(key: string, value: string): void;
}

export type Database = SQLite.Database;

/** Goes up whenever the generator would invent another past of the same seed. */
const generation = '3';

/**
 * A log whose past was invented by another generator has other events under the same sequences: it begins anew, under another epoch.
 */
export function beginAnewIfRemade(db: Database, memory: Memory): void {
  if (memory.get('generation') === generation) return;
  db.transaction(() => {
    for (const table of ['event', 'call', 'message', 'run', 'command']) db.exec(`DELETE FROM ${table}`);
    db.exec("DELETE FROM meta WHERE key IN ('epoch', 'floor', 'past is stored')");
    memory.set('generation', generation);
  })();
}

class DataDirInUse extends Error {}

/** Throws `DataDirInUse` when another platform has the directory open. */
export function openStore(dir: string): { db: Database; memory: Memory } {
  mkdirSync(dir, { recursive: true });
  const db = new SQLite(join(dir, 'platform.db'), { timeout: 1_000 });
  try {
    db.pragma('locking_mode = EXCLUSIVE');
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = FULL');
    db.exec(schema);
  } catch (error) {
    db.close();
    if (error instanceof SQLite.SqliteError && error.code.startsWith('SQLITE_BUSY')) {
      throw new DataDirInUse(`another platform is using ${dir}`);
    }
    throw error;
  }
  const select = db.prepare<[string], { value: string }>('SELECT value FROM meta WHERE key = ?');
  const upsert = db.prepare('INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value');
  return {
    db,
    memory: { get: (key) => select.get(key)?.value, set: (key, value) => void upsert.run(key, value) },
  };
}
