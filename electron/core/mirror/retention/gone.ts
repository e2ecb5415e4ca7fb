/**
 * Events that left the ledger with their rows. A platform that sends from the beginning once more, or a file that is imported again, must
 * not bring them back: what is left of each is a digest of what names it, eight bytes.
 */
import { hash } from 'node:crypto';
import type { CloudEvent } from '../../../../shared/stream/protocol.ts';
import type { Writable } from '../open.ts';

export interface GoneEvents {
  /** Whether the event was here and is dropped. */
  has(event: CloudEvent): boolean;
  /** `source` and `id` as the ledger keeps them; `receivedAt` in epoch milliseconds UTC. */
  add(source: string, id: string, receivedAt: number): void;
  /** When the youngest of them was received. */
  youngest(): number | null;
}

/** An event's own clock may be so far ahead of ours. */
const aheadMs = 7 * 86_400_000;

/** `storable` is the ledger's. */
export function goneEvents(db: Writable, storable: (text: string) => string): GoneEvents {
  const add = db.prepare<[bigint]>('INSERT INTO gone (digest) VALUES (?) ON CONFLICT DO NOTHING');
  const find = db.prepare<[bigint], number>('SELECT 1 FROM gone WHERE digest = ?').pluck();
  // Events of today are not looked for: they are younger than all that is gone.
  let youngest = db.prepare<[], number | null>('SELECT max(youngest) FROM dropped').pluck().get() ?? null;

  return {
    has({ source, id, time }) {
      if (youngest === null || Date.parse(time ?? '') > youngest + aheadMs) return false;
      return find.get(digestOf(storable(source), storable(id))) !== undefined;
    },
    add(source, id, receivedAt) {
      add.run(digestOf(source, id));
      youngest = Math.max(youngest ?? receivedAt, receivedAt);
    },
    youngest: () => youngest,
  };
}

const digestOf = (source: string, id: string): bigint =>
  hash('sha1', JSON.stringify([source, id]), 'buffer').readBigInt64BE();
