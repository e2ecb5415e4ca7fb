/**
 * One row per call, merged from every event that speaks of it: the newest non-null value of a field wins, and each field remembers
 * which event gave it. "Newest" is by ledger sequence, so that the order in which events are projected does not matter. What the
 * vendor reports of the call itself counts more than what a run of its chain lets guess.
 */
import type { Statement } from 'better-sqlite3';
import type { CallField, Dialect, NormalisedCall } from '../../../../shared/domain/call.ts';
import type { LedgerEvent } from '../ledger.ts';
import type { Writable } from '../open.ts';
import type { Rollups } from '../rollups.ts';
import {
  type CallRecord,
  columnOf,
  columns,
  flowOf,
  fresh,
  isReport,
  parseProvenance,
  reversedDigits,
  stored,
  storedFields,
} from './call-record.ts';
import type { CallStanding } from './call-standing.ts';

/** Prepared at once, and then anew. */
const mostUpdates = 100;

export interface CallProjection {
  /** `raw`: the event whose payload it was, where that is another. */
  /** Forgets the row of a call, which is about to be made anew from its events. */
  forget(id: number): void;
  merge(entry: LedgerEvent, dialect: Dialect, call: NormalisedCall, raw?: number): void;
}

export function callProjection(db: Writable, rollups: Rollups, standing: CallStanding): CallProjection {
  const find = db.prepare<[string, string], CallRecord>('SELECT * FROM call WHERE connection_id = ? AND call_id = ?');
  // By position rather than by name: with this many columns the names cost more than the row.
  const insert = db.prepare<CallRecord[keyof CallRecord][]>(
    `INSERT INTO call (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
  );
  /** By the columns that change: an index is written whenever one of its columns is set, also to what it is. */
  const updates = new Map<string, Statement<(string | number | null)[]>>();
  const byId = db.prepare<[number], CallRecord>('SELECT * FROM call WHERE id = ?');
  const remove = db.prepare<[number]>('DELETE FROM call WHERE id = ?');
  const removeTurns = db.prepare<[number]>('DELETE FROM transcript WHERE call_id = ?');
  const link = db.prepare<[number, number]>(
    'INSERT INTO call_event (call_id, seq) VALUES (?, ?) ON CONFLICT DO NOTHING',
  );
  const setTurns = db.prepare<[number, string]>(
    'INSERT INTO transcript (call_id, turns) VALUES (?, ?) ON CONFLICT DO UPDATE SET turns = excluded.turns',
  );
  const turnsOf = db.prepare<[number], { call_id: number }>('SELECT call_id FROM transcript WHERE call_id = ?');
  const hasTurns = (id: number): boolean => turnsOf.get(id) !== undefined;
  const typeOf = db.prepare<[number], { type: string }>('SELECT type FROM event WHERE seq = ?');
  const later = db.prepare<[number, number], { seq: number }>(
    'SELECT seq FROM call_event WHERE call_id = ? AND seq > ?',
  );
  const isRun = (seq: number): boolean => typeOf.get(seq)?.type === 'chain.ran';

  function update(before: CallRecord, after: CallRecord): boolean {
    const changed = columns.filter((name) => after[name] !== before[name]);
    if (changed.length === 0) return false;
    const sets = changed.map((name) => `${name} = ?`).join(', ');
    const known = updates.get(sets);
    const statement = known ?? db.prepare(`UPDATE call SET ${sets} WHERE id = ?`);
    if (!known) {
      // Few combinations occur; whoever sends all there could be must not fill the memory with them.
      if (updates.size >= mostUpdates) updates.clear();
      updates.set(sets, statement);
    }
    statement.run(...changed.map((name) => after[name]), after.id);
    return true;
  }

  return {
    forget(id) {
      const before = byId.get(id);
      if (!before) return;
      remove.run(id);
      removeTurns.run(id);
      standing.changed(before.connection_id, before.call_id, before);
      rollups.add('calls', -1);
    },
    merge(entry, dialect, call, raw) {
      const { seq, connectionId } = entry;
      const existing = find.get(connectionId, call.callId);
      if (!existing) {
        const record = fresh(entry, dialect, call);
        insert.run(...columns.map((name) => record[name]));
        if (call.transcript) setTurns.run(seq, JSON.stringify(call.transcript));
        standing.changed(connectionId, call.callId, null);
        rollups.add('calls', 1);
      } else {
        const isNewest = later.all(existing.id, seq).every((event) => isRun(event.seq));
        const known = isNewest ? dialect : existing.dialect;
        const { record, turns } = merged(existing, entry, known, call, isRun, hasTurns(existing.id));
        if (update(existing, record)) standing.changed(connectionId, call.callId, existing);
        if (turns) setTurns.run(existing.id, JSON.stringify(turns));
      }
      link.run(existing?.id ?? seq, seq);
      if (raw !== undefined) link.run(existing?.id ?? seq, raw);
    },
  };
}

function merged(
  existing: CallRecord,
  entry: LedgerEvent,
  dialect: Dialect,
  call: NormalisedCall,
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
  const turns = call.transcript !== null && (!hasTurns || outranks('transcript')) ? call.transcript : null;
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
