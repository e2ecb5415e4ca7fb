/**
 * Reads packed events back: what the view `ledger` asks for every event's bytes. Whoever reads there sees them as they were received,
 * packed or not. The view is the only reader of packs.
 */
import type Database from 'better-sqlite3';
import { decode } from './codecs.ts';

/** Packs kept decoded: whoever reads on reads the same one again. */
const mostKept = 4;

/**
 * Gives the handle the functions `is_unpacked(pack)`, whether a pack is kept decoded, and `unpacked(pack, codec, packed, place, size)`, which
 * needs no `packed` then; without a codec there is no such pack. A committed pack is never changed and its id never used again, and nobody
 * reads one in the transaction that writes it: what is kept stays true.
 */
export function readsPacked(db: Database.Database): void {
  const kept = new Map<number, Buffer>();
  // By rights not deterministic: what is kept changes within one statement.
  db.function('is_unpacked', (pack: unknown) => (kept.has(Number(pack)) ? 1 : 0));
  db.function(
    'unpacked',
    { deterministic: true },
    (pack: unknown, codec: unknown, packed: unknown, place: unknown, size: unknown) => {
      // What was dropped from the ledger has no bytes.
      if (codec === null) return null;
      const key = Number(pack);
      let whole = kept.get(key);
      if (!whole) {
        if (!Buffer.isBuffer(packed)) throw new Error(`pack ${key} has no bytes`);
        whole = decode(Number(codec), packed);
        const [oldest] = kept.keys();
        if (kept.size >= mostKept && oldest !== undefined) kept.delete(oldest);
        kept.set(key, whole);
      }
      return whole.subarray(Number(place), Number(place) + Number(size));
    },
  );
}
