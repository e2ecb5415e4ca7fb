/** The append-only audit: each line's hash covers the line and the hash before it, so that a missing or altered line shows. */
import { createHash } from 'node:crypto';
import type { JsonObject } from '../../../shared/domain/chain.ts';
import type { AuditRow } from '../../../shared/domain/operation.ts';
import type { Readable, Writable } from './open.ts';

export interface AuditLine {
  at: number;
  actor: string;
  action: string;
  subject: string;
  detail: JsonObject;
}

interface Stored extends Omit<AuditRow, 'detail'> {
  detail: string;
}

export type AuditWriter = (line: AuditLine) => void;

export function auditWriter(db: Writable): AuditWriter {
  const last = db.prepare<[], { hash: string }>('SELECT hash FROM audit ORDER BY id DESC LIMIT 1');
  const insert = db.prepare<Omit<Stored, 'id'>>(
    'INSERT INTO audit (at, actor, action, subject, detail, hash) VALUES (@at, @actor, @action, @subject, @detail, @hash)',
  );
  return (line) => {
    const stored = { ...line, detail: JSON.stringify(line.detail) };
    insert.run({ ...stored, hash: hashOf(last.get()?.hash ?? '', stored) });
  };
}

/** Recomputes every hash. `brokenAt` is the id of the first line that does not follow from the one before, or `null`. */
export function verifyAudit(db: Readable): { lines: number; brokenAt: number | null } {
  let before = '';
  let lines = 0;
  for (const row of db.prepare<[], Stored>('SELECT * FROM audit ORDER BY id').iterate()) {
    if (row.hash !== hashOf(before, row)) return { lines, brokenAt: row.id };
    before = row.hash;
    lines += 1;
  }
  return { lines, brokenAt: null };
}

function hashOf(before: string, line: Omit<Stored, 'id' | 'hash'>): string {
  return createHash('sha256')
    .update(JSON.stringify([before, line.at, line.actor, line.action, line.subject, line.detail]))
    .digest('hex');
}
