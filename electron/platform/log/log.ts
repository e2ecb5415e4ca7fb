/**
 * The platform's durable log: dense sequences from 1, under one epoch. The past comes from the generator, everything after it from a
 * small SQLite file; a reader cannot tell where one ends and the other begins.
 */
import { randomUUID } from 'node:crypto';
import { type Draft, type Entry, stamp } from './entry.ts';
import type { Past } from './past.ts';
import { openReader, type Reader } from './reader.ts';
import type { Database, Memory } from './store.ts';

export interface Log {
  readonly epoch: string;
  /** The oldest sequence kept, and the newest; `head` is `floor - 1` when nothing is kept. */
  readonly floor: number;
  readonly head: number;
  /** Durable when it returns. */
  append(draft: Draft): Entry;
  /** Reads on from `after`; as many readers as there are consumers. */
  reader(after: number): Reader;
  /** Calls back after every append and when the epoch changes; returns how to stop. */
  watch(listener: () => void): () => void;
  /** Forgets everything before `floor`. */
  trim(floor: number): void;
  /** Begins again: another epoch, the same past, nothing after it. */
  newEpoch(): string;
}

export function openLog(db: Database, memory: Memory, past: Past): Log {
  const listeners = new Set<() => void>();
  const insert = db.prepare('INSERT INTO event (sequence, type, head, data) VALUES (?, ?, ?, ?)');
  const range = db.prepare<[number, number], Entry>(
    'SELECT sequence, type, head, data FROM event WHERE sequence > ? ORDER BY sequence LIMIT ?',
  );
  const newest = db.prepare<[], { head: number | null }>('SELECT max(sequence) AS head FROM event');

  let epoch = memory.get('epoch') ?? randomUUID();
  memory.set('epoch', epoch);
  let floor = Number(memory.get('floor') ?? '1');
  let head = newest.get()?.head ?? past.events;

  const tell = () => {
    for (const listener of listeners) listener();
  };

  const log: Log = {
    get epoch() {
      return epoch;
    },
    get floor() {
      return floor;
    },
    get head() {
      return head;
    },
    append(draft) {
      const entry = stamp(draft, epoch, head + 1);
      insert.run(entry.sequence, entry.type, entry.head, entry.data);
      head = entry.sequence;
      tell();
      return entry;
    },
    reader: (after) => openReader(after, epoch, past, (from, limit) => range.all(from, limit)),
    watch(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    trim(to) {
      floor = Math.max(floor, Math.min(to, head + 1));
      memory.set('floor', String(floor));
      db.prepare('DELETE FROM event WHERE sequence < ? AND sequence < ?').run(floor, head);
    },
    newEpoch() {
      epoch = randomUUID();
      floor = 1;
      head = past.events;
      db.transaction(() => {
        db.exec('DELETE FROM event');
        memory.set('epoch', epoch);
        memory.set('floor', '1');
      })();
      tell();
      return epoch;
    },
  };
  return log;
}
