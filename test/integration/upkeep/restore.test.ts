/** Putting a backup in the mirror's place, also when the machine goes down on the way. */
import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { mirrorFile, openMirror } from '../../../electron/core/mirror/open.ts';
import { createWriter } from '../../../electron/core/mirror/writer.ts';
import { requestRestore, whyNotRestorable } from '../../../electron/core/upkeep/restore.ts';
import { callEnded } from '../../fixtures/events/call-ended.ts';
import { frame } from '../../fixtures/events/envelope.ts';
import { temporaryFolder } from '../../fixtures/folder.ts';

const at = Date.UTC(2026, 10, 21, 9);

/** Adds a call to the mirror in `folder`, and closes it again. */
function addCall(folder: string, id: string): void {
  const mirror = openMirror(folder);
  const received = [frame(callEnded('altur', id))];
  createWriter(mirror.db).commit({ connectionId: 'c1', zone: 'UTC', received, position: null });
  mirror.close();
}

/** Opens the mirror as a start would. */
function opened(folder: string): { calls: string[]; restored: string | null } {
  const mirror = openMirror(folder);
  const calls = mirror.db.prepare<[], string>('SELECT call_id FROM call ORDER BY 1').pluck().all();
  const restored = mirror.restored?.setAside ?? null;
  mirror.close();
  return { calls, restored };
}

/** A mirror with one call more than its backup, and the wish to have that back. */
function wished(): { folder: string; backup: string; aside: string } {
  const folder = temporaryFolder();
  const backup = join(folder, 'backup.db');
  addCall(folder, 'early');
  copyFileSync(mirrorFile(folder), backup);
  addCall(folder, 'late');
  requestRestore(folder, { path: backup, at, actor: 'Ada' });
  return { folder, backup, aside: join(folder, 'set-aside', '2026-11-21T09-00-00.000Z') };
}

describe('a restore that was asked for', () => {
  test('is done at the next opening, once, and what was there is set aside whole', () => {
    const { folder, aside } = wished();
    expect(opened(folder)).toEqual({ calls: ['early'], restored: aside });
    expect(opened(folder)).toEqual({ calls: ['early'], restored: null });
    const before = new Database(join(aside, 'mirror.db'), { readonly: true });
    expect(before.prepare('SELECT call_id FROM call ORDER BY 1').pluck().all()).toEqual(['early', 'late']);
    before.close();
  });

  test.each([
    [
      'while the copy was being made',
      ({ folder }: ReturnType<typeof wished>) => writeFileSync(`${mirrorFile(folder)}.restored`, 'half of a'),
    ],
    [
      'when the mirror had been moved away and nothing had taken its place',
      ({ folder, backup, aside }: ReturnType<typeof wished>) => {
        copyFileSync(backup, `${mirrorFile(folder)}.restored`);
        mkdirSync(aside, { recursive: true });
        renameSync(mirrorFile(folder), join(aside, 'mirror.db'));
      },
    ],
    [
      'when it was in place and the wish not yet forgotten',
      ({ folder, backup, aside }: ReturnType<typeof wished>) => {
        mkdirSync(aside, { recursive: true });
        renameSync(mirrorFile(folder), join(aside, 'mirror.db'));
        copyFileSync(backup, mirrorFile(folder));
      },
    ],
  ])('is done again after a crash %s', (_when, crash) => {
    const wish = wished();
    crash(wish);
    expect(opened(wish.folder).calls).toEqual(['early']);
    expect(readdirSync(wish.aside)).toContain('mirror.db');
    expect(existsSync(join(wish.folder, 'restore.json'))).toBe(false);
    expect(existsSync(`${mirrorFile(wish.folder)}.restored`)).toBe(false);
  });

  test('of a file that is gone by then changes nothing', () => {
    const { folder, backup } = wished();
    renameSync(backup, `${backup}.elsewhere`);
    expect(opened(folder)).toEqual({ calls: ['early', 'late'], restored: null });
  });
});

describe('what cannot take the mirror’s place', () => {
  const fileOf = (sql: string): string => {
    const path = join(temporaryFolder(), 'given.db');
    const db = new Database(path);
    db.exec(sql);
    db.close();
    return path;
  };

  test.each([
    ['no file', () => '/nowhere/at/all.db', /no such file/],
    ['another database', () => fileOf('CREATE TABLE event (x); PRAGMA user_version = 0'), /no mirror/],
    ['a database without events', () => fileOf('PRAGMA user_version = 3; CREATE TABLE t (x)'), /no mirror/],
    [
      'a mirror of a newer version',
      () => fileOf('CREATE TABLE event (x); PRAGMA user_version = 9999'),
      /newer Aftercall/,
    ],
    [
      'what is no database',
      () => {
        const path = join(temporaryFolder(), 'given.db');
        writeFileSync(path, 'a letter to nobody, long enough to be taken for something else'.repeat(40));
        return path;
      },
      /cannot be read/,
    ],
  ])('%s', (_what, make, why) => {
    expect(whyNotRestorable(make())).toMatch(why);
  });

  test('a mirror can', () => {
    expect(whyNotRestorable(wished().backup)).toBeNull();
  });
});
