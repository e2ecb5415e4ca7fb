/** What was received but could not be understood: kept with its bytes and the reason, so that it can be read again later. */
import { createHash } from 'node:crypto';
import type { Writable } from './open.ts';
import type { DeadLetterCode } from './receive.ts';

interface Problem {
  code: DeadLetterCode;
  reason: string;
}

export interface DeadLetters {
  /** An event that lies in the ledger but could not be projected. One that was resolved before is open again. */
  addEvent(seq: number, connectionId: string, at: number, type: string, size: number, problem: Problem): void;
  /** A frame that is no event. The same bytes from the same connection are kept once. True when it is new. */
  addFrame(connectionId: string, at: number, bytes: Buffer | null, position: string | null, problem: Problem): boolean;
  resolve(eventSeq: number, at: number): void;
  failAgain(eventSeq: number, problem: Problem): void;
}

export function deadLetters(db: Writable): DeadLetters {
  const addEvent = db.prepare<[string, number, string, string, number, string, number]>(
    `INSERT INTO dead_letter (connection_id, at, code, reason, event_seq, type, size) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (event_seq) DO UPDATE SET code = excluded.code, reason = excluded.reason, resolved_at = NULL`,
  );
  const addFrame = db.prepare<[string, number, string, string, string | null, number, Buffer | null, Buffer]>(
    `INSERT INTO dead_letter (connection_id, at, code, reason, position, size, bytes, digest) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (connection_id, digest) DO NOTHING`,
  );
  const resolve = db.prepare<[number, number]>(
    'UPDATE dead_letter SET resolved_at = ?, retried = retried + 1 WHERE event_seq = ? AND resolved_at IS NULL',
  );
  const failAgain = db.prepare<[string, string, number]>(
    'UPDATE dead_letter SET code = ?, reason = ?, retried = retried + 1 WHERE event_seq = ?',
  );
  return {
    addEvent(seq, connectionId, at, type, size, { code, reason }) {
      addEvent.run(connectionId, at, code, reason, seq, type.slice(0, 200), size);
    },
    addFrame(connectionId, at, bytes, position, { code, reason }) {
      const digest = createHash('sha256')
        .update(bytes ?? `${code} at ${position}`)
        .digest();
      const size = bytes?.length ?? 0;
      return addFrame.run(connectionId, at, code, reason, position, size, bytes, digest).changes > 0;
    },
    resolve: (eventSeq, at) => void resolve.run(at, eventSeq),
    failAgain: (eventSeq, { code, reason }) => void failAgain.run(code, reason, eventSeq),
  };
}
