/**
 * Packs events as they are written. Those of one call follow each other and repeat each other's payload, so a run of them is compressed
 * as one: a tenth of the bytes, and of the time that each would take by itself. A pack lies in the transaction of its events.
 */
import type { Writable } from '../open.ts';
import { encode } from './codecs.ts';

/** Where an event's bytes lie: from `place` on in the pack once it is decoded. */
interface Place {
  pack: number;
  place: number;
}

export interface Packer {
  /** Where the next event, of so many bytes, will lie. */
  next(size: number): Place;
  /** Takes the bytes of the event `next` was asked of; they are on the disk after `flush`. */
  add(bytes: Buffer): void;
  /** Writes what was not written yet. Call it before the commit. */
  flush(): void;
  /** Forgets what was not written, and which packs there are; after a rollback. */
  discard(): void;
}

/** More make a pack smaller and a single event dearer to read. */
export const mostEvents = 32;
const mostBytes = 128 << 10;

export function packer(db: Writable): Packer {
  const newest = db
    .prepare<[], number>(`SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'pack'), 0)`)
    .pluck();
  const insert = db.prepare<[number, number, Buffer]>('INSERT INTO pack (id, codec, bytes) VALUES (?, ?, ?)');
  let waiting: Buffer[] = [];
  let size = 0;
  /** Of the pack that is being filled. */
  let id: number | null = null;

  function flush(): void {
    if (id === null || waiting.length === 0) return;
    const { codec, packed } = encode(Buffer.concat(waiting, size));
    insert.run(id, codec, packed);
    waiting = [];
    size = 0;
    id += 1;
  }

  return {
    next(length) {
      if (size + length > mostBytes || waiting.length >= mostEvents) flush();
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
