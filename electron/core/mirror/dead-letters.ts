/** What was received but could not be understood: kept with its bytes and the reason, so that it can be read again later. */
import { createHash } from 'node:crypto';
import type { Writable } from './open.ts';
import type { DeadLetterCode } from './receive.ts';

interface Problem {
  code: DeadLetterCode;
  reason: string;
  same?: string;
}

export interface DeadLetters {
  /** An event that lies in the ledger but could not be projected. One that was resolved before is open again. */
  addEvent(seq: number, connectionId: string, at: number, type: string, size: number, problem: Problem): void;
  /** A frame that is no event. The same bytes (or `same`) from the same connection are kept once. True when it is new. */
  addFrame(connectionId: string, at: number, bytes: Buffer | null, position: string | null, problem: Problem): boolean;
  /** A frame could be read after all. */
  resolveFrame(id: number, at: number): void;
  /** It could be read after all. `after`: the newest event at that moment, `null` when it was read in its own place. */
  resolve(eventSeq: number, at: number, after: number | null): void;
  /** What was read later than in its own place, in the order in which that happened. */
  readLate(): { seq: number; after: number }[];
  failAgain(eventSeq: number, problem: Problem): void;
}

export function deadLetters(db: Writable): DeadLetters {
  const addEvent = db.prepare<[string, number, string, string, number, string, number]>(
    `INSERT INTO dead_letter (connection_id, at, code, reason, event_seq, type, size) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (event_seq) DO UPDATE SET code = excluded.code, reason = excluded.reason, resolved_at = NULL,
       resolved_after = NULL`,
  );
  const addFrame = db.prepare<[string, number, string, string, string | null, number, Buffer | null, Buffer]>(
    `INSERT INTO dead_letter (connection_id, at, code, reason, position, size, bytes, digest) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (connection_id, digest) DO NOTHING`,
  );
  const resolve = db.prepare<[number, number | null, number]>(
    `UPDATE dead_letter SET resolved_at = ?, resolved_after = ?, retried = retried + 1
     WHERE event_seq = ? AND resolved_at IS NULL`,
  );
  const resolveFrame = db.prepare<[number, number]>(
    'UPDATE dead_letter SET resolved_at = ?, retried = retried + 1 WHERE id = ? AND resolved_at IS NULL',
  );
  const readLate = db.prepare<[], { seq: number; after: number }>(
    `SELECT event_seq AS seq, resolved_after AS after FROM dead_letter
     WHERE resolved_at IS NOT NULL AND resolved_after IS NOT NULL ORDER BY resolved_after, resolved_at, event_seq`,
  );
  const failAgain = db.prepare<[string, string, number]>(
    'UPDATE dead_letter SET code = ?, reason = ?, retried = retried + 1 WHERE event_seq = ?',
  );
  return {
    addEvent(seq, connectionId, at, type, size, { code, reason }) {
      addEvent.run(connectionId, at, code, reason, seq, type.slice(0, 200), size);
    },
    addFrame(connectionId, at, bytes, position, { code, reason, same }) {
      const digest = createHash('sha256')
        .update(same ?? bytes ?? `${code} at ${position}`)
        .digest();
      const size = bytes?.length ?? 0;
      return addFrame.run(connectionId, at, code, reason, position, size, bytes, digest).changes > 0;
    },
    resolve: (eventSeq, at, after) => void resolve.run(at, after, eventSeq),
    resolveFrame: (id, at) => void resolveFrame.run(at, id),
    readLate: () => readLate.all(),
    failAgain: (eventSeq, { code, reason }) => void failAgain.run(code, reason, eventSeq),
  };
}
