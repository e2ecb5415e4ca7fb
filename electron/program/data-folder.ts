/** Making a program's data folder ready, and saying in a sentence why it cannot be used. */
import { existsSync, mkdirSync, mkdtempSync, rmdirSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';

/** Nothing can be kept in the data folder; `message` is for the operator. */
export class DataFolderUnusable extends Error {
  override name = 'DataFolderUnusable';
}

/** What the operator can do something about, by the system's code for it. */
const reasons: Record<string, string> = {
  EACCES: 'you may not write there',
  EDQUOT: 'your quota is used up',
  EEXIST: 'there is a file of that name',
  ENOENT: 'nothing can be kept there',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'it is not a folder',
  EPERM: 'you may not write there',
  EROFS: 'the disk is read-only',
};

/**
 * Makes `dataDir`, an absolute path, with whatever leads to it, each readable by its owner alone, and tries it by writing there. Throws
 * `DataFolderUnusable`.
 */
export function makeDataFolder(dataDir: string): void {
  try {
    for (const folder of missingFolders(dataDir)) makeFolder(folder);
    rmdirSync(mkdtempSync(join(dataDir, '.try-')));
  } catch (error) {
    throw asUnusable(error, dataDir);
  }
}

/** `error` as `DataFolderUnusable` where it is the system refusing something inside `dataDir`; any other comes back as it was. */
export function asDataFolderTrouble(error: unknown, dataDir: string): unknown {
  if (!(error instanceof Error && 'path' in error && typeof error.path === 'string')) return error;
  const place = relative(dataDir, resolve(error.path));
  return place.startsWith('..') || isAbsolute(place) ? error : asUnusable(error, dataDir);
}

function asUnusable(error: unknown, dataDir: string): unknown {
  const reason = error instanceof Error && 'code' in error ? reasons[String(error.code)] : undefined;
  if (reason === undefined) return error;
  return new DataFolderUnusable(`The data folder ${dataDir} cannot be used: ${reason}.`, { cause: error });
}

/** Outermost first. Not left to `recursive: true`: below a folder that takes none, like /proc, Node tries for ever. */
function missingFolders(path: string): string[] {
  const parent = dirname(path);
  return existsSync(path) || parent === path ? [] : [...missingFolders(parent), path];
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // Somebody else may have been quicker; if it is no folder, the next step into it says so.
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}
