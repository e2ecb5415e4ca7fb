/**
 * Recordings on the disk: one file each in a folder of their own, the least recently played going first when there are too many. A file's
 * name says what it is of, how long it is and what kind of sound, so that a damaged one is found out and no list can go stale.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { endingOf, type SoundType, tellingBytes, typeOfBytes, typeOfEnding } from './sound.ts';

/** What a recording is of. Another address is another recording. */
export interface RecordingKey {
  connectionId: string;
  callId: string;
  url: string;
}

export interface CachedRecording {
  bytes: number;
  type: SoundType;
}

export interface RecordingCache {
  find(key: RecordingKey): CachedRecording | null;
  /** Counts as played. `null` when there is none, or none that is whole: what is left of it is removed. */
  read(key: RecordingKey): (CachedRecording & { data: Buffer }) | null;
  /** Where a recording is written before it is whole. */
  partOf(key: RecordingKey): string;
  /** Takes in what was written there, and lets the least recently played go until all take no more than `limitBytes`. */
  keep(key: RecordingKey, type: SoundType, limitBytes: number): CachedRecording;
  remove(key: RecordingKey): void;
  /** Lets the least recently played go. */
  trim(limitBytes: number): void;
}

interface Kept extends CachedRecording {
  name: string;
}

const named = /^([0-9a-f]{40})-(\d{1,15})\.([a-z0-9]{2,4})$/;

/** The folder is made when something is to be kept. Remains of fetches that did not end are removed. */
export function openRecordingCache(folder: string): RecordingCache {
  for (const name of filesIn(folder)) if (name.endsWith('.part')) rmSync(join(folder, name), { force: true });

  function all(): Kept[] {
    return filesIn(folder).flatMap((name) => {
      const [, , size = '', ending = ''] = named.exec(name) ?? [];
      const type = typeOfEnding(ending);
      return type === null ? [] : [{ name, bytes: Number(size), type }];
    });
  }

  const kept = (key: RecordingKey): Kept | undefined => {
    const start = hashOf(key);
    return all().find(({ name }) => name.startsWith(start));
  };
  const drop = ({ name }: Kept) => rmSync(join(folder, name), { force: true });

  function trim(limitBytes: number, but?: string): void {
    const files = all()
      .map((file) => ({
        ...file,
        playedAt: statSync(join(folder, file.name), { throwIfNoEntry: false })?.mtimeMs ?? 0,
      }))
      .sort((one, other) => one.playedAt - other.playedAt);
    let total = files.reduce((sum, { bytes }) => sum + bytes, 0);
    for (const file of files) {
      if (total <= limitBytes) return;
      if (file.name === but) continue;
      drop(file);
      total -= file.bytes;
    }
  }

  return {
    find(key) {
      const file = kept(key);
      return file ? { bytes: file.bytes, type: file.type } : null;
    },
    read(key) {
      const file = kept(key);
      if (!file) return null;
      const path = join(folder, file.name);
      const data = readFileSync(path);
      if (data.length !== file.bytes || typeOfBytes(data.subarray(0, tellingBytes)) !== file.type) {
        drop(file);
        return null;
      }
      const now = new Date();
      utimesSync(path, now, now);
      return { bytes: file.bytes, type: file.type, data };
    },
    partOf(key) {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      return join(folder, `${hashOf(key)}.part`);
    },
    keep(key, type, limitBytes) {
      const part = join(folder, `${hashOf(key)}.part`);
      const { size: bytes } = statSync(part);
      const before = kept(key);
      if (before) drop(before);
      const name = `${hashOf(key)}-${bytes}.${endingOf(type)}`;
      renameSync(part, join(folder, name));
      trim(limitBytes, name);
      return { bytes, type };
    },
    remove(key) {
      const file = kept(key);
      if (file) drop(file);
    },
    trim: (limitBytes) => trim(limitBytes),
  };
}

function hashOf({ connectionId, callId, url }: RecordingKey): string {
  return createHash('sha256').update([connectionId, callId, url].join('\0')).digest('hex').slice(0, 40);
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    // No folder yet: nothing was ever kept.
    return [];
  }
}
