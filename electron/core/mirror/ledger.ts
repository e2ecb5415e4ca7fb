/** The ledger: every received event once, deduplicated on source + event id, with its exact bytes. */
import type { CloudEvent } from '../../../shared/stream/protocol.ts';
import type { Writable } from './open.ts';
import { packer } from './packing/packer.ts';

/** An event of the ledger as projections see it. */
export interface LedgerEvent {
  seq: number;
  connectionId: string;
  receivedAt: number;
  event: CloudEvent;
  /** `Received.tooDeep`. */
  tooDeep: boolean;
}

export interface Ledger {
  /** The new sequence, or `null` when the event is already there. */
  append(connectionId: string, event: CloudEvent, bytes: Buffer, receivedAt: number): number | null;
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
  const packs = packer(db);
  const sources = new Map<string, number>();

  function sourceId(uri: string): number {
    const known = sources.get(uri);
    if (known !== undefined) return known;
    const id = findSource.get(storable(uri))?.id ?? Number(addSource.run(storable(uri)).lastInsertRowid);
    sources.set(uri, id);
    return id;
  }

  return {
    append(connectionId, event, bytes, receivedAt) {
      const { pack, place } = packs.next(bytes.length);
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
    flush: packs.flush,
    discard() {
      sources.clear();
      packs.discard();
    },
  };
}

/** SQLite keeps UTF-8, in which all unpaired surrogates look alike: written out, ids that differ stay different. */
export const storable = (text: string): string => (text.isWellFormed() ? text : JSON.stringify(text));
