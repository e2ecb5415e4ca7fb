/** Reads the log in order, in bounded pieces: first the invented past, then what was stored. */
import { type Entry, stamp } from './entry.ts';
import type { Past } from './past.ts';

export interface Reader {
  /** The last sequence given. */
  readonly position: number;
  /** At most about `max` entries (a call is not cut in two), in order; empty at the head. Asked again, it goes on from there. */
  next(max: number): Promise<Entry[]>;
}

export interface ReaderParts {
  after: number;
  epoch: string;
  past: Past;
  /** Sequences up to here are invented from the past; what follows is stored. */
  invented: number;
  stored(after: number, limit: number): Entry[];
}

export function openReader({ after, epoch, past, invented, stored }: ReaderParts): Reader {
  let sequence = after;
  let place = after < invented ? past.placeAfter(after) : null;

  async function invent(max: number): Promise<Entry[]> {
    const entries: Entry[] = [];
    while (place !== null && sequence < invented && entries.length < max) {
      const drafts = await past.eventsOf(place.index);
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
      if (sequence < invented) return invent(max);
      const entries = stored(sequence, max);
      sequence = entries.at(-1)?.sequence ?? sequence;
      return entries;
    },
  };
}
