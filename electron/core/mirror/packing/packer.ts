/**
 * Packs events as they are written. Those of one call follow each other and repeat each other's payload, so a run of them is compressed
 * as one: a tenth of the bytes, and of the time that each would take by itself. A pack lies in the transaction of its events.
 */
import type { Writable } from '../open.ts';
import { type Encoded, encode } from './codecs.ts';

/** Events that were received one after the other, with what they are packed. */
export interface Run {
  events: readonly Buffer[];
  packed: Encoded | null;
}

/** Where an event's bytes lie: from `place` on in the pack once it is decoded. */
interface Place {
  pack: number;
  place: number;
}

export interface Packer {
  /** Where the next event, of so many bytes, will lie. `run`: with which others it is packed already, or will be. */
  next(size: number, run?: Run): Place;
  /** Takes the bytes of the event `next` was asked of; they are on the disk after `flush`. */
  add(bytes: Buffer): void;
  /** Writes what was not written yet. Call it before the commit. */
  flush(): void;
  /** Forgets what was not written, and which packs there are; after a rollback. */
  discard(): void;
}

/** More make a pack smaller and a single event dearer to read. */
export const mostEvents = 64;
export const mostBytes = 256 << 10;

export function packer(db: Writable): Packer {
  const newest = db
    .prepare<[], number>(`SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'pack'), 0)`)
    .pluck();
  const insert = db.prepare<[number, number, Buffer]>('INSERT INTO pack (id, codec, bytes) VALUES (?, ?, ?)');
  let waiting: Buffer[] = [];
  let size = 0;
  /** That of all that wait. */
  let run: Run | undefined;
  /** Of the pack that is being filled. */
  let id: number | null = null;

  /** Only where it holds just what has to be written: an event that was known already is not to be kept twice. */
  function packedAhead() {
    const isSame =
      run?.events.length === waiting.length && run.events.every((bytes, index) => bytes === waiting[index]);
    return isSame ? run?.packed : null;
  }

  function flush(): void {
    if (id === null || waiting.length === 0) return;
    const { codec, packed } = packedAhead() ?? encode(Buffer.concat(waiting, size));
    insert.run(id, codec, packed);
    waiting = [];
    size = 0;
    id += 1;
  }

  return {
    next(length, of) {
      if (size + length > mostBytes || waiting.length >= mostEvents || run !== of) flush();
      run = of;
      id ??= (newest.get() ?? 0) + 1;
      return { pack: id, place: size };
    },
    add(bytes) {
      waiting.push(bytes);
      size += bytes.length;
    },
    flush,
    discard() {
      waiting = [];
      size = 0;
      id = null;
    },
  };
}
