/**
 * Backups: whole mirrors in a folder, made while everything goes on, read for damage before they count, and only so many kept. One is made
 * every night when the setting says so, or as soon as the console is open again after a night it missed.
 */
import { mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import type { Backup } from '../../../shared/domain/upkeep.ts';

const named = /^aftercall-(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)Z\.db$/;

/** `aftercall-2026-11-21T03-00-00Z.db`: names sort by time, and every system can write them. */
export function backupName(at: number): string {
  return `aftercall-${new Date(at).toISOString().slice(0, 19).replaceAll(':', '-')}Z.db`;
}

/** Where the backups of the mirror in `dataDir` lie. `wanted` is the setting. */
export function backupFolderOf(dataDir: string, wanted: string | null): string {
  if (wanted === null) return join(dataDir, 'backups');
  return isAbsolute(wanted) ? wanted : join(dataDir, wanted);
}

/** The newest first; files of other names are nobody's business here. */
export function backupsIn(folder: string): Backup[] {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    // No folder yet: no backup yet.
    return [];
  }
  return names
    .flatMap((name) => {
      const [, day, hour, minute, second] = named.exec(name) ?? [];
      const size = statSync(join(folder, name), { throwIfNoEntry: false })?.size;
      if (day === undefined || size === undefined) return [];
      return [{ name, at: Date.parse(`${day}T${hour}:${minute}:${second}Z`), bytes: size }];
    })
    .sort((one, other) => other.at - one.at);
}

/**
 * Makes a backup in `folder`, which is made when absent, and drops the oldest beyond `keep`. Throws when it cannot be written or is not
 * sound; nothing is left of it then, and no older one is dropped.
 */
export async function makeBackup({
  folder,
  keep,
  at,
  copy,
  check,
}: {
  folder: string;
  keep: number;
  at: number;
  copy: (path: string) => Promise<void>;
  check: (path: string) => Promise<string[]>;
}): Promise<Backup> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const name = backupName(at);
  const path = join(folder, name);
  const part = `${path}.part`;
  try {
    await copy(part);
    const problems = await check(part);
    if (problems.length > 0) throw new Error(`The copy is damaged: ${problems[0]}`);
    renameSync(part, path);
  } finally {
    for (const end of ['', '-wal', '-shm', '-journal']) rmSync(`${part}${end}`, { force: true });
  }
  // Those of a clock that was ahead bear later names; none of them drives out the one just made.
  const others = backupsIn(folder).filter((each) => each.name !== name);
  for (const old of others.slice(Math.max(0, keep - 1))) rmSync(join(folder, old.name), { force: true });
  return { name, at: at - (at % 1000), bytes: statSync(path).size };
}

/**
 * When the next nightly backup is due: the first `HH:MM` of this machine's time after the last one, which may have passed already. It is
 * due now where the clock was ahead at the last one: nobody knows how long ago that was.
 */
export function nextBackupAt(lastAt: number | null, at: string, now: number): number {
  if (lastAt !== null && lastAt > now) return now;
  const [hour = 0, minute = 0] = at.split(':').map(Number);
  const next = new Date(lastAt ?? now);
  next.setHours(hour, minute, 0, 0);
  if (next.getTime() <= (lastAt ?? now)) next.setDate(next.getDate() + 1);
  return next.getTime();
}
