/**
 * Putting a backup, or nothing yet, in the mirror's place. It is asked for while the mirror is open and done before the next opening, under the mirror's
 * lock; a crash in between leaves it to be done again. What was there is set aside, never deleted.
 */
import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import Database from 'better-sqlite3';
import { z } from 'zod';
import { newestVersion } from '../mirror/migrations/index.ts';

/** `path` is a backup; `null`: begin with an empty mirror. */
const request = z.object({ path: z.string().nullable(), at: z.number(), actor: z.string() });
export type RestoreRequest = z.output<typeof request>;

const requestFile = (dataDir: string): string => join(dataDir, 'restore.json');

/** Why the file cannot take the mirror's place, or `null`; whether it is sound is for a check to say. */
export function whyNotRestorable(path: string): string | null {
  if (!existsSync(path)) return 'There is no such file.';
  let db: Database.Database | undefined;
  try {
    db = new Database(path, { readonly: true, fileMustExist: true });
    const version = Number(db.pragma('user_version', { simple: true }));
    if (version > newestVersion) return `It was made by a newer Aftercall (schema ${version}).`;
    if (version === 0 || !db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'event'").get())
      return 'It is no mirror.';
    return null;
  } catch (error) {
    return `It cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  } finally {
    db?.close();
  }
}

/** Has the next opening of the mirror in `dataDir` begin with a copy of this file. */
export function requestRestore(dataDir: string, wanted: RestoreRequest): void {
  const file = requestFile(dataDir);
  writeFileSync(`${file}.part`, JSON.stringify(wanted));
  renameSync(`${file}.part`, file);
}

/**
 * Does what was asked for; `null` when nothing was, or the file is gone by now. To be called with the mirror's lock held and the mirror
 * closed. The copy is whole before the mirror is moved away.
 */
export function applyRestore(dataDir: string, mirrorPath: string): (RestoreRequest & { setAside: string }) | null {
  const file = requestFile(dataDir);
  if (!existsSync(file)) return null;
  const wanted = request.parse(JSON.parse(readFileSync(file, 'utf8')));
  const setAside = join(dataDir, 'set-aside', new Date(wanted.at).toISOString().replaceAll(':', '-'));
  const copy = `${mirrorPath}.restored`;
  // Once the mirror itself is aside the copy was whole, whatever happened then.
  const isAside = existsSync(join(setAside, basename(mirrorPath)));
  if (!isAside && wanted.path !== null && !existsSync(wanted.path)) {
    rmSync(file);
    return null;
  }
  if (!isAside) {
    if (wanted.path !== null) copyWhole(wanted.path, copy);
    mkdirSync(setAside, { recursive: true, mode: 0o700 });
    for (const end of ['-wal', '-shm', '']) {
      const from = `${mirrorPath}${end}`;
      if (existsSync(from)) renameSync(from, join(setAside, basename(from)));
    }
  }
  if (existsSync(copy)) renameSync(copy, mirrorPath);
  rmSync(file);
  return { ...wanted, setAside };
}

/** Returns when the copy is on the disk. */
function copyWhole(from: string, to: string): void {
  copyFileSync(from, to);
  const file = openSync(to, 'r+');
  fsyncSync(file);
  closeSync(file);
}
