/**
 * Reads items some time before they are begun, so that many share one question to the mirror: one for each would cost more than sending
 * it. How many depends on how fast they are asked for. What was read a while ago is read anew, because settings may have changed.
 */
import type { ItemToRun } from '../mirror/readers/items-to-run.ts';
import type { Drafted } from './drafter.ts';

export interface ReadItem {
  /** `null` for what is no longer in the mirror. */
  drafted: Drafted | null;
  /** The facts of its plan, as JSON. */
  planned: string;
}

export interface ReadAhead {
  /** Reads some more than `wanted`, and answers with those that are. */
  read(wanted: readonly ItemToRun[]): Promise<ReadItem[]>;
  /** How many there may be in memory, by the largest so far. */
  room(): number;
}

const freshMs = 1000;
/** In the ratio to those that are wanted now, in number, and in characters of their bodies. */
const furtherEach = 4;
const mostFurther = 256;
const mostCharacters = 8 << 20;
const mostRemembered = 10_000;

/** `items`: all that may be wanted, in the order of sending; what is over is deleted from it. */
export function createReadAhead(
  items: ReadonlyMap<string, ItemToRun>,
  read: (items: readonly ItemToRun[]) => Promise<ReadItem[]>,
  now: () => number,
): ReadAhead {
  const kept = new Map<string, { item: ReadItem; at: number }>();
  const following = items.values();
  /** Where it stands, and of what lies behind that, what was wanted before it came by. */
  let reached = Number.NEGATIVE_INFINITY;
  const wantedBefore = new Set<string>();
  let largest = 1;

  const room = (): number => Math.floor(mostCharacters / largest);

  function further(count: number): ItemToRun[] {
    const found: ItemToRun[] = [];
    while (found.length < Math.min(count, mostFurther, room())) {
      const next = following.next();
      if (next.done) break;
      const { id, position } = next.value;
      reached = position;
      if (!wantedBefore.delete(id) && !kept.has(id)) found.push(next.value);
    }
    return found;
  }

  function forgetStale(): void {
    const since = now() - freshMs;
    // What was read first comes first.
    for (const [id, { at }] of kept) {
      if (at >= since) return;
      kept.delete(id);
    }
  }

  async function readSome(wanted: readonly ItemToRun[]): Promise<ReadItem[]> {
    forgetStale();
    const missing = wanted.filter(({ id }) => !kept.has(id));
    if (missing.length > 0) {
      // What is over by then is never come by; to forget all of it costs no more than reading some of them once more.
      if (wantedBefore.size > mostRemembered) wantedBefore.clear();
      for (const { id, position } of missing) if (position > reached) wantedBefore.add(id);
      const asked = [...missing, ...further(wanted.length * furtherEach)];
      const at = now();
      for (const [index, item] of (await read(asked)).entries()) {
        largest = Math.max(largest, sizeOf(item));
        const { id } = asked[index] ?? {};
        if (id !== undefined) kept.set(id, { item, at });
      }
    }
    return wanted.map(({ id }) => {
      const found = kept.get(id)?.item;
      kept.delete(id);
      return found ?? { drafted: null, planned: '{}' };
    });
  }

  return { read: readSome, room };
}

/** In characters, roughly; a run with its flow and its dry run is much. */
function sizeOf({ drafted }: ReadItem): number {
  return drafted?.kind === 'resend' ? drafted.message.original.body.length : 1 << 16;
}
