/** What must hold after any fault: everything acknowledged is there once, and all that is computed from it says the same. */
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect } from 'vitest';
import { openMirror, openReadable, type Readable } from '../../electron/core/mirror/open.ts';
import { projectionTables, rebuildProjections } from '../../electron/core/mirror/rebuild.ts';
import { createIndexer } from '../../electron/core/mirror/search/indexer.ts';
import { discardSearch, searchFile } from '../../electron/core/mirror/search/open.ts';
import type { KeepingPlatform } from '../fixtures/keeping-platform.ts';

/** The committed position of the only stream; 0 before its first commit. */
export function committed(db: Readable): number {
  return Number(db.prepare<[], string | null>('SELECT sequence FROM stream_position').pluck().get() ?? 0);
}

/** Nothing that was acknowledged is missing, and nothing is there twice. Safe while core has the mirror open. */
export function expectKept(dataDir: string, platform: KeepingPlatform, acknowledged: number): void {
  // Ended before there was a mirror, or before one that could be read without putting it right first.
  if (acknowledged === 0) return;
  const db = openReadable(dataDir);
  try {
    const position = committed(db);
    expect(position).toBeGreaterThanOrEqual(acknowledged);
    const ids = db.prepare<[], string>('SELECT event_id FROM event ORDER BY seq').pluck().all();
    expect(ids).toEqual(platform.ids.slice(0, position));
  } finally {
    db.close();
  }
}

/** The projections and rollups are what the ledger gives, and the index is what it would be if it were made anew. Core must be closed. */
export function expectSameComputed(dataDir: string): void {
  // Compared in a copy: a rebuild writes.
  const copy = mkdtempSync(join(tmpdir(), 'aftercall-compare-'));
  try {
    cpSync(dataDir, copy, { recursive: true });
    const mirror = openMirror(copy);
    try {
      expect(mirror.db.pragma('integrity_check', { simple: true })).toBe('ok');
      const before = projectionTables.map((table) => [table, rowsOf(mirror.db, table)] as const);
      rebuildProjections(mirror.db);
      for (const [table, rows] of before) expect(rowsOf(mirror.db, table), table).toEqual(rows);
      const indexed = wordsIn(copy);
      expect(indexed.length).toBeGreaterThan(0);
      discardSearch(copy);
      const indexer = createIndexer(copy);
      while (indexer.step());
      indexer.close();
      expect(indexed).toEqual(wordsIn(copy));
    } finally {
      mirror.close();
    }
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** How many events the index does not have yet; infinite while there is none. */
export function searchBehind(dataDir: string): number {
  if (!existsSync(searchFile(dataDir))) return Number.POSITIVE_INFINITY;
  const mirror = openReadable(dataDir);
  const index = new Database(searchFile(dataDir), { readonly: true, fileMustExist: true });
  try {
    if (!index.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'progress'").get()) return Number.POSITIVE_INFINITY;
    const newest = mirror.prepare<[], number>('SELECT max(seq) FROM event').pluck().get() ?? 0;
    const late = mirror.prepare<[], number | null>('SELECT max(n) FROM search_due').pluck().get() ?? 0;
    const at = index.prepare<[], { to: number; late: number }>(
      'SELECT indexed_to AS "to", late_to AS late FROM progress',
    );
    const { to = 0, late: lateTo = 0 } = at.get() ?? {};
    return newest - to + (late - lateTo);
  } finally {
    index.close();
    mirror.close();
  }
}

/** As texts: rows of a table in an order that depends on their values alone. */
function rowsOf(db: Readable, table: string): string[] {
  return db
    .prepare(`SELECT * FROM ${table}`)
    .all()
    .map((row) => JSON.stringify(row))
    .sort();
}

/** Every word of the index with where it stands. */
function wordsIn(dataDir: string): string[] {
  const db = new Database(searchFile(dataDir));
  try {
    const tables = db
      .prepare<[], string>(`SELECT name FROM sqlite_schema WHERE sql LIKE 'CREATE VIRTUAL TABLE%' ORDER BY name`)
      .pluck()
      .all();
    return tables.flatMap((table) => {
      db.exec(`CREATE VIRTUAL TABLE temp.v_${table} USING fts5vocab('main', '${table}', 'instance')`);
      return db
        .prepare<[], string>(`SELECT doc || ' ' || col || ' ' || offset || ' ' || term FROM temp.v_${table}`)
        .pluck()
        .all()
        .map((word) => `${table} ${word}`)
        .sort();
    });
  } finally {
    db.close();
  }
}
