/**
 * One row per call, merged from every event that speaks of it: the newest non-null value of a field wins, and each field remembers
 * which event gave it. "Newest" is by ledger sequence, so that the order in which events are projected does not matter. What the
 * vendor reports of the call itself counts more than what a run of its chain lets guess.
 */
import type { CallField } from '../../../../shared/domain/call.ts';
import type { LedgerEvent } from '../ledger.ts';
import type { CallEvents } from './call-events.ts';
import {
  type CallRecord,
  columnOf,
  fresh,
  isReport,
  parseProvenance,
  reversedDigits,
  storedFields,
} from './call-record.ts';
import type { OpenCall } from './open-calls.ts';
import type { ToldCall } from './told.ts';

/** What an event tells of a call. `raw`: the event whose payload it was, where that is another. */
export interface Telling {
  entry: LedgerEvent;
  told: ToldCall;
  raw: number | undefined;
}

/** Makes of the call what it is by one event more. `hasTurns`: whether its transcript is known. */
export type Merging = (call: OpenCall, telling: Telling, hasTurns: () => boolean) => void;

export function callMerging(events: CallEvents): Merging {
  return (call, { entry, told, raw }, hasTurns) => {
    const { seq } = entry;
    const existing = call.record;
    if (!existing) {
      call.record = fresh(entry, told);
      call.turns = told.turns;
    } else {
      const isNewest = events.later(existing.id, seq, call.counted === null).every(events.isRun);
      const turns = merge(existing, entry, told, isNewest, events.isRun, hasTurns);
      if (turns) call.turns = turns;
    }
    const id = existing?.id ?? seq;
    events.add(id, entry);
    if (raw !== undefined) events.addRaw(id, raw);
  };
}

/** Changes the record; answers with the transcript that counts from now on, where that is this one. */
function merge(
  existing: CallRecord,
  entry: LedgerEvent,
  { dialect, flowId, columns, remarks: added, turns: said }: ToldCall,
  isNewest: boolean,
  isRun: (seq: number) => boolean,
  hasTurns: () => boolean,
): string | null {
  const { seq } = entry;
  const fromRun = entry.event.type === 'chain.ran';
  const provenance = parseProvenance(existing.provenance);
  const updates: Record<string, unknown> = {};
  let isProved = false;
  const madeByRun = isRun(existing.id);
  const outranks = (field: CallField) => {
    const holder = provenance[field] ?? existing.id;
    const heldByRun = holder === existing.id ? madeByRun : isRun(holder);
    return heldByRun === fromRun ? seq > holder : heldByRun;
  };
  for (const field of storedFields) {
    const column = columnOf[field];
    const value = columns[column];
    if (value === null) continue;
    const missing = existing[column] === null || (field === 'endedAt' && existing.ended_at_assumed === 1);
    if (!missing && !outranks(field)) continue;
    updates[column] = value;
    if (field === 'endedAt') updates.ended_at_assumed = 0;
    provenance[field] = seq;
    isProved = true;
  }
  const turns = said !== null && (!hasTurns() || outranks('transcript')) ? said : null;
  if (turns) provenance.transcript = seq;
  if (isProved || turns) updates.provenance = JSON.stringify(provenance);
  if (!fromRun && isNewest) updates.dialect = dialect;
  if (updates.customer_number !== undefined) updates.customer_digits = reversedDigits(columns.customer_number);
  if (existing.remarks || added.length > 0) {
    const remarks = new Set<string>([...(existing.remarks ? JSON.parse(existing.remarks) : []), ...added]);
    updates.remarks = JSON.stringify([...remarks].sort());
  }
  updates.flow_id = existing.flow_id ?? flowId;
  if (isReport(entry)) updates.reported = 1;
  Object.assign(existing, updates);
  return turns;
}
