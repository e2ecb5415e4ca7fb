/** Reads the log in order, in bounded pieces: first the invented past, then what was stored. */
import { type Entry, stamp } from './entry.ts';
import type { Past, Place } from './past.ts';

export interface Reader {
  /** The last sequence given. */
  readonly position: number;
  /** At most about `max` entries (a call is not cut in two), in order; empty at the head. Asked again, it goes on from there. */
  next(max: number): Promise<Entry[]>;
}

export function openReader(
  after: number,
  epoch: string,
  past: Past,
  stored: (after: number, limit: number) => Entry[],
): Reader {
  let sequence = after;
  let place: Place | null = null;

  async function invent(max: number): Promise<Entry[]> {
    const entries: Entry[] = [];
    place ??= past.placeAfter(sequence);
    while (sequence < past.events && entries.length < max) {
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
      if (sequence < past.events) return invent(max);
      const entries = stored(sequence, max);
      sequence = entries.at(-1)?.sequence ?? sequence;
      return entries;
    },
  };
}
