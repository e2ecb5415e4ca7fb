/**
 * The way out of a damaged mirror: it is set aside whole, never deleted, and the newest backup that is sound takes its place. Without one a
 * new mirror begins, with whatever connections and settings can still be read. Either way the platform is asked for all that is missing.
 */
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { Connection } from '../../../shared/domain/connection.ts';
import { settingsSchema } from '../../../shared/domain/settings.ts';
import { listConnections } from '../mirror/connection-store.ts';
import { mirrorFile } from '../mirror/open.ts';
import type { StoredSettings } from '../mirror/setting-store.ts';
import { backupFolderOf, backupsIn } from './backups.ts';
import { requestRestore, whyNotRestorable } from './restore.ts';
import type { UpkeepThread } from './upkeep-thread.ts';

/** Has the next opening recover; resolves with the backup that it will begin with, `null` for none. Reads backups until one is sound. */
export async function requestRecovery(
  dataDir: string,
  { check, at, actor }: { check: UpkeepThread['check']; at: number; actor: string },
): Promise<string | null> {
  const path = await newestSound(backupFolderOf(dataDir, storedIn(mirrorFile(dataDir)).backup), check);
  requestRestore(dataDir, { path, at, actor });
  return path;
}

async function newestSound(folder: string, check: UpkeepThread['check']): Promise<string | null> {
  for (const { name } of backupsIn(folder)) {
    const path = join(folder, name);
    if (whyNotRestorable(path) !== null) continue;
    if ((await check(path, () => {})).length === 0) return path;
  }
  return null;
}

/** What a new mirror takes over from the one that was set aside, as far as it can be read. */
export function salvaged(path: string): { connections: Connection[]; settings: StoredSettings } {
  const { backup: _, ...rest } = storedIn(path);
  return rest;
}

function storedIn(path: string): {
  connections: Connection[];
  settings: StoredSettings;
  /** The folder of the backups, if the settings name one. */
  backup: string | null;
} {
  let db: Database.Database | undefined;
  const orElse = <T>(read: (from: Database.Database) => T, none: T): T => {
    try {
      db ??= new Database(path, { readonly: true, fileMustExist: true });
      return read(db);
    } catch {
      // It is damaged: what cannot be read is done without.
      return none;
    }
  };
  const connections = orElse(listConnections, []);
  const rows = orElse(
    (from) => from.prepare<[], { section: string; value: string }>('SELECT section, value FROM setting').all(),
    [],
  );
  const sound = rows.filter(({ section, value }) => isSetting(section, value));
  db?.close();
  const settings = Object.fromEntries(sound.map(({ section, value }) => [section, value]));
  const folder = settings.backup && settingsSchema.shape.backup.parse(JSON.parse(settings.backup)).folder;
  return { connections, settings, backup: folder || null };
}

function isSetting(section: string, value: string): boolean {
  try {
    return settingsSchema.partial().safeParse({ [section]: JSON.parse(value) }).success;
  } catch {
    return false;
  }
}
