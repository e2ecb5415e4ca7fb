/**
 * The platform's durable log: dense sequences from 1, under one epoch. The past comes from the generator (or was written down once),
 * everything after it from a small SQLite file; a reader cannot tell where one ends and the other begins.
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
  /** Durable when it returns, together with what `alongside` writes. */
  append(draft: Draft, alongside?: () => void): Entry;
  /** Reads on from `after`; as many readers as there are consumers. */
  reader(after: number): Reader;
  /** Calls back after every append and when the epoch changes; returns how to stop. */
  watch(listener: () => void): () => void;
  /** Forgets everything before `floor`. */
  trim(floor: number): void;
  /** Begins again: another epoch, the same past, nothing after it. */
  newEpoch(): string;
}

const insertEvent = 'INSERT INTO event (sequence, type, head, data) VALUES (?, ?, ?, ?)';
/** How many calls of the past are written in one transaction. */
const callsAtOnce = 500;

export function openLog(db: Database, memory: Memory, past: Past): Log {
  const listeners = new Set<() => void>();
  const insert = db.prepare(insertEvent);
  const range = db.prepare<[number, number], Entry>(
    'SELECT sequence, type, head, data FROM event WHERE sequence > ? ORDER BY sequence LIMIT ?',
  );
  const newest = db.prepare<[], { head: number | null }>('SELECT max(sequence) AS head FROM event');
  const pastIsStored = memory.get('past is stored') === 'yes';

  let epoch = epochOf(memory);
  let floor = Number(memory.get('floor') ?? '1');
  let head = newest.get()?.head ?? past.events;

  const tell = () => {
    for (const listener of listeners) listener();
  };

  return {
    get epoch() {
      return epoch;
    },
    get floor() {
      return floor;
    },
    get head() {
      return head;
    },
    append(draft, alongside) {
      const entry = stamp(draft, epoch, head + 1);
      db.transaction(() => {
        insert.run(entry.sequence, entry.type, entry.head, entry.data);
        alongside?.();
      })();
      head = entry.sequence;
      tell();
      return entry;
    },
    reader: (after) =>
      openReader({
        after,
        epoch,
        past,
        invented: pastIsStored ? 0 : past.events,
        stored: (from, limit) => range.all(from, limit),
      }),
    watch(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    trim(to) {
      floor = Math.max(floor, Math.min(to, head + 1));
      memory.set('floor', String(floor));
      // The newest row stays even when it is forgotten: the head is known by it.
      db.prepare('DELETE FROM event WHERE sequence < ? AND sequence < ?').run(floor, head);
    },
    newEpoch() {
      const before = epoch;
      epoch = randomUUID();
      floor = 1;
      head = past.events;
      db.transaction(() => {
        db.prepare('DELETE FROM event WHERE sequence > ?').run(past.events);
        db.prepare('UPDATE event SET head = replace(head, ?, ?)').run(before, epoch);
        memory.set('epoch', epoch);
        memory.set('floor', '1');
      })();
      tell();
      return epoch;
    },
  };
}

/**
 * Writes the whole past down, once, before the log is opened. Reading it then costs a tenth of inventing it, which is what a bench of a
 * consumer wants; it takes about three kilobytes per event.
 */
export async function storePast(db: Database, memory: Memory, past: Past): Promise<void> {
  if (memory.get('past is stored') === 'yes') return;
  const epoch = epochOf(memory);
  const insert = db.prepare(insertEvent);
  const write = db.transaction((entries: Entry[]) => {
    for (const { sequence, type, head, data } of entries) insert.run(sequence, type, head, data);
  });
  let sequence = 0;
  db.prepare('DELETE FROM event WHERE sequence <= ?').run(past.events);
  for (let first = -1; first < past.spec.calls; first += callsAtOnce) {
    const entries: Entry[] = [];
    for (let index = first; index < Math.min(first + callsAtOnce, past.spec.calls); index++) {
      for (const draft of await past.eventsOf(index)) entries.push(stamp(draft, epoch, ++sequence));
    }
    write(entries);
  }
  memory.set('past is stored', 'yes');
}

function epochOf(memory: Memory): string {
  const known = memory.get('epoch');
  if (known !== undefined) return known;
  const made = randomUUID();
  memory.set('epoch', made);
  return made;
}
