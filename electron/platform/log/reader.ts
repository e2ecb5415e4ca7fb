/** Reads the log in order, in bounded pieces: first the prologue, then the invented past, then what was stored. */
import { type Draft, type Entry, stamp } from './entry.ts';
import type { Past } from './past.ts';

export interface Reader {
  /** The last sequence given. */
  readonly position: number;
  /** At most about `max` entries, in order; empty at the head. Asked again, it goes on from there. */
  next(max: number): Promise<Entry[]>;
}

export interface ReaderParts {
  past: Past;
  prologue: readonly Draft[];
  epoch: string;
  range(after: number, limit: number): Entry[];
}

export function openReader(after: number, { past, prologue, epoch, range }: ReaderParts): Reader {
  let sequence = after;
  let place: { index: number; skip: number } | null = null;

  async function invent(max: number): Promise<Entry[]> {
    const entries: Entry[] = [];
    while (sequence < prologue.length && entries.length < max) {
      const draft = prologue[sequence];
      if (draft === undefined) break;
      entries.push(stamp(draft, epoch, ++sequence));
    }
    place ??= past.from(Math.max(0, sequence - prologue.length) + prologue.length);
    while (sequence < past.events && entries.length < max) {
      const drafts = await past.eventsOf(past.outline(place.index));
      for (const draft of drafts.slice(place.skip)) entries.push(stamp(draft, epoch, ++sequence));
      place = { index: place.index + 1, skip: 0 };
    }
    return entries;
  }

  return {
    get position() {
      return sequence;
    },
    async next(max) {
      if (sequence < past.events) return invent(max);
      const entries = range(sequence, max);
      sequence = entries.at(-1)?.sequence ?? sequence;
      return entries;
    },
  };
}
