/**
 * One row per call, merged from every event that speaks of it: the newest non-null value of a field wins, and each field remembers
 * which event gave it. "Newest" is by ledger sequence, so that the order in which events are projected does not matter. What the
 * vendor reports of the call itself counts more than what a run of its chain lets guess.
 */
import type { CallField } from '../../../../shared/domain/call.ts';
import type { LedgerEvent } from '../ledger.ts';
import type { Writable } from '../open.ts';
import {
  type CallRecord,
  columnOf,
  flowOf,
  fresh,
  isReport,
  parseProvenance,
  reversedDigits,
  stored,
  storedFields,
} from './call-record.ts';
import type { OpenCalls } from './open-calls.ts';
import type { ToldCall } from './read-call.ts';

export interface CallProjection {
  /** `raw`: the event whose payload it was, where that is another. */
  merge(entry: LedgerEvent, told: ToldCall, raw?: number): void;
}

export function callProjection(db: Writable, calls: OpenCalls): CallProjection {
  const link = db.prepare<[number, number]>(
    'INSERT INTO call_event (call_id, seq) VALUES (?, ?) ON CONFLICT DO NOTHING',
  );
  const typeOf = db.prepare<[number], string>('SELECT type FROM event WHERE seq = ?').pluck();
  const later = db
    .prepare<[number, number], number>('SELECT seq FROM call_event WHERE call_id = ? AND seq > ?')
    .pluck();
  const isRun = (seq: number): boolean => typeOf.get(seq) === 'chain.ran';

  return {
    merge(entry, told, raw) {
      const { dialect, call } = told;
      const { seq, connectionId } = entry;
      const open = calls.open(connectionId, call.callId);
      const existing = open.record;
      if (!existing) {
        open.record = fresh(entry, dialect, call);
        open.turns = told.turns;
      } else {
        const isNewest = later.all(existing.id, seq).every(isRun);
        const known = isNewest ? dialect : existing.dialect;
        const { record, turns } = merged(existing, entry, { ...told, dialect: known }, isRun, calls.hasTurns(open));
        open.record = record;
        if (turns) open.turns = turns;
      }
      open.isDue = true;
      link.run(existing?.id ?? seq, seq);
      if (raw !== undefined) link.run(existing?.id ?? seq, raw);
    },
  };
}

function merged(
  existing: CallRecord,
  entry: LedgerEvent,
  { dialect, call, turns: said }: ToldCall,
  isRun: (seq: number) => boolean,
  hasTurns: boolean,
) {
  const { seq } = entry;
  const fromRun = entry.event.type === 'chain.ran';
  const provenance = parseProvenance(existing.provenance);
  const incoming = stored(call);
  const updates: Record<string, unknown> = {};
  const madeByRun = isRun(existing.id);
  const outranks = (field: CallField) => {
    const holder = provenance[field] ?? existing.id;
    const heldByRun = holder === existing.id ? madeByRun : isRun(holder);
    return heldByRun === fromRun ? seq > holder : heldByRun;
  };
  for (const field of storedFields) {
    const column = columnOf[field];
    const value = incoming[column];
    const missing = existing[column] === null || (field === 'endedAt' && existing.ended_at_assumed === 1);
    if (value === null || !(missing || outranks(field))) continue;
    updates[column] = value;
    if (field === 'endedAt') updates.ended_at_assumed = 0;
    provenance[field] = seq;
  }
  const turns = said !== null && (!hasTurns || outranks('transcript')) ? said : null;
  if (turns) provenance.transcript = seq;
  if (!fromRun) updates.dialect = dialect;
  if (updates.customer_number !== undefined) updates.customer_digits = reversedDigits(call.customerNumber);
  const remarks = new Set<string>([...(existing.remarks ? JSON.parse(existing.remarks) : []), ...call.remarks]);
  updates.remarks = remarks.size > 0 ? JSON.stringify([...remarks].sort()) : null;
  updates.flow_id = existing.flow_id ?? flowOf(entry);
  if (isReport(entry)) updates.reported = 1;
  updates.provenance = Object.keys(provenance).length > 0 ? JSON.stringify(provenance) : null;
  const record: CallRecord = { ...existing, ...updates };
  return { record, turns };
}
