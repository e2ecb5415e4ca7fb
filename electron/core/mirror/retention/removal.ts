/**
 * Takes events out of the ledger. What stays of a pack that loses some of its events is written to a new one: a pack is never changed,
 * and nothing of what is dropped remains in it.
 */
import type { Ledger } from '../ledger.ts';
import type { Writable } from '../open.ts';
import { mostEvents } from '../packing/packer.ts';

interface Place {
  pack: number | null;
  event_id: string;
  received_at: number;
  uri: string;
}

interface Neighbour {
  seq: number;
  pack: number | null;
}

/** To be called in a transaction of the writer's. */
export function eventRemoval(db: Writable, ledger: Ledger) {
  const placeOf = db.prepare<[number], Place>(
    'SELECT e.pack, e.event_id, e.received_at, s.uri FROM event e JOIN source s ON s.id = e.source_id WHERE e.seq = ?',
  );
  const before = db.prepare<[number], Neighbour>(
    `SELECT seq, pack FROM event WHERE seq < ? ORDER BY seq DESC LIMIT ${mostEvents}`,
  );
  const after = db.prepare<[number], Neighbour>(
    `SELECT seq, pack FROM event WHERE seq > ? ORDER BY seq LIMIT ${mostEvents}`,
  );
  const bytesOf = db.prepare<[number], Buffer>('SELECT bytes FROM ledger WHERE seq = ?').pluck();
  const removeLetter = db.prepare<[number]>('DELETE FROM dead_letter WHERE event_seq = ?');
  const removeEvent = db.prepare<[number]>('DELETE FROM event WHERE seq = ?');
  const removePack = db.prepare<[number]>('DELETE FROM pack WHERE id = ?');

  /** Events of a pack lie beside each other. */
  function packedWith(seq: number, pack: number): number[] {
    const beside = (rows: readonly Neighbour[]): number[] => {
      const end = rows.findIndex((row) => row.pack !== pack);
      return (end < 0 ? rows : rows.slice(0, end)).map((row) => row.seq);
    };
    return [...beside(before.all(seq)), ...beside(after.all(seq))].sort((one, other) => one - other);
  }

  return function remove(seqs: ReadonlySet<number>): void {
    /** By the packs that lose something, what stays of each. */
    const staying = new Map<number, { seq: number; bytes: Buffer }[]>();
    for (const seq of seqs) {
      const place = placeOf.get(seq);
      if (!place) continue;
      const { pack, uri, event_id, received_at } = place;
      ledger.gone.add(uri, event_id, received_at);
      if (pack === null || staying.has(pack)) continue;
      const others = packedWith(seq, pack).filter((each) => !seqs.has(each));
      staying.set(
        pack,
        others.flatMap((each) => bytesOf.all(each).map((bytes) => ({ seq: each, bytes }))),
      );
    }
    for (const seq of seqs) {
      removeLetter.run(seq);
      removeEvent.run(seq);
    }
    for (const [pack, events] of staying) {
      for (const { seq, bytes } of events) ledger.replace(seq, bytes);
      // Each has a new pack of its own, so that what is packed together lies beside each other.
      ledger.flush();
      removePack.run(pack);
    }
  };
}
