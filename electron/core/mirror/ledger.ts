/** The ledger: every received event once, deduplicated on source + event id, with its exact bytes. */
import type { CloudEvent } from '../../../shared/stream/protocol.ts';
import type { Writable } from './open.ts';
import { packer, type Run } from './packing/packer.ts';
import type { Said } from './projections/read-event.ts';
import { type GoneEvents, goneEvents } from './retention/gone.ts';

/** An event of the ledger as projections see it. */
export interface LedgerEvent {
  seq: number;
  connectionId: string;
  receivedAt: number;
  event: CloudEvent;
  /** What was read of it ahead. */
  said?: Said | undefined;
  /** `Received.tooDeep`. */
  tooDeep: boolean;
  /** This process has just written it: see `own-events.ts`. */
  own?: boolean;
  /** Retention dropped some of it: see `retention/slimmed.ts`. */
  slimmed?: boolean;
}

export interface Ledger {
  /** Those that retention took out. */
  readonly gone: GoneEvents;
  /** The new sequence, or `null` when the event is there already, or was and is gone. `run`: with which others it may be packed already. */
  append(connectionId: string, event: CloudEvent, bytes: Buffer, receivedAt: number, run?: Run): number | null;
  /** Puts other bytes in the place of an event's; for retention alone. Its old pack is the caller's to remove. */
  replace(seq: number, bytes: Buffer): void;
  /** Writes what is packed together with what follows it. Call it before the commit. */
  flush(): void;
  /** Forgets what a rolled-back transaction may have taught it. */
  discard(): void;
}

export function ledger(db: Writable): Ledger {
  const findSource = db.prepare<[string], { id: number }>('SELECT id FROM source WHERE uri = ?');
  const addSource = db.prepare<[string]>('INSERT INTO source (uri) VALUES (?)');
  const insert = db.prepare<[number, string, string, string, number, number, number, number]>(
    `INSERT INTO event (source_id, event_id, connection_id, type, received_at, bytes, pack, place, size)
     VALUES (?, ?, ?, ?, ?, x'', ?, ?, ?) ON CONFLICT DO NOTHING`,
  );
  const replace = db.prepare<[number, number, number, number]>(
    `UPDATE event SET bytes = x'', pack = ?, place = ?, size = ? WHERE seq = ?`,
  );
  const packs = packer(db);
  const gone = goneEvents(db, storable);
  const sources = new Map<string, number>();

  function sourceId(uri: string): number {
    const known = sources.get(uri);
    if (known !== undefined) return known;
    const id = findSource.get(storable(uri))?.id ?? Number(addSource.run(storable(uri)).lastInsertRowid);
    sources.set(uri, id);
    return id;
  }

  return {
    gone,
    append(connectionId, event, bytes, receivedAt, run) {
      if (gone.has(event)) return null;
      const { pack, place } = packs.next(bytes.length, run);
      const done = insert.run(
        sourceId(event.source),
        storable(event.id),
        connectionId,
        event.type,
        receivedAt,
        pack,
        place,
        bytes.length,
      );
      if (done.changes === 0) return null;
      packs.add(bytes);
      return Number(done.lastInsertRowid);
    },
    replace(seq, bytes) {
      const { pack, place } = packs.next(bytes.length);
      replace.run(pack, place, bytes.length, seq);
      packs.add(bytes);
    },
    flush: packs.flush,
    discard() {
      sources.clear();
      packs.discard();
    },
  };
}

/** SQLite keeps UTF-8, in which all unpaired surrogates look alike: written out, ids that differ stay different. */
export const storable = (text: string): string => (text.isWellFormed() ? text : JSON.stringify(text));
