/**
 * One row per call, merged from every event that speaks of it: the newest non-null value of a field wins, and each field remembers
 * which event gave it. "Newest" is by ledger sequence, so that the order in which events are projected does not matter. What the
 * vendor reports of the call itself counts more than what a run of its chain lets guess.
 */
import type { Statement } from 'better-sqlite3';
import type { CallField, DeliveryState, Dialect, NormalisedCall } from '../../../../shared/domain/call.ts';
import type { LedgerEvent } from '../ledger.ts';
import type { Writable } from '../open.ts';
import type { Rollups } from '../rollups.ts';
import type { CallStanding } from './call-standing.ts';

/** A call's columns as they lie in the table. */
export interface CallRecord {
  id: number;
  connection_id: string;
  call_id: string;
  dialect: Dialect;
  direction: string | null;
  from_number: string | null;
  to_number: string | null;
  customer_number: string | null;
  customer_digits: string | null;
  customer_name: string | null;
  agent_id: string | null;
  agent_name: string | null;
  campaign: string | null;
  started_at: number | null;
  ended_at: number;
  ended_at_assumed: number;
  duration_ms: number | null;
  status: string | null;
  reason: string | null;
  ended_by: string | null;
  answered_by: string | null;
  success: number | null;
  sentiment: string | null;
  disposition: string | null;
  summary: string | null;
  tags: string | null;
  extracted: string | null;
  recording_url: string | null;
  link: string | null;
  follow_up: number | null;
  cost: number | null;
  metadata: string | null;
  remarks: string | null;
  provenance: string | null;
  webhooks: DeliveryState;
  chains: DeliveryState;
  /** The flow whose after-call chain it has. */
  flow_id: string | null;
  /** 1 when a `call.ended` told of it, 0 when only a run of its chain did. */
  reported: number;
}

/** Which column holds a field; `transcript` lies in a table of its own. */
export const columnOf = {
  direction: 'direction',
  from: 'from_number',
  to: 'to_number',
  customerNumber: 'customer_number',
  customerName: 'customer_name',
  agentId: 'agent_id',
  agentName: 'agent_name',
  campaign: 'campaign',
  startedAt: 'started_at',
  endedAt: 'ended_at',
  durationMs: 'duration_ms',
  status: 'status',
  reason: 'reason',
  endedBy: 'ended_by',
  answeredBy: 'answered_by',
  success: 'success',
  sentiment: 'sentiment',
  disposition: 'disposition',
  summary: 'summary',
  tags: 'tags',
  extracted: 'extracted',
  recordingUrl: 'recording_url',
  link: 'link',
  followUp: 'follow_up',
  cost: 'cost',
  metadata: 'metadata',
} as const satisfies Partial<Record<CallField, keyof CallRecord>>;

type StoredField = keyof typeof columnOf;
const fields: readonly StoredField[] = Object.keys(columnOf).filter((name): name is StoredField => name in columnOf);

const columns = [
  'id',
  'connection_id',
  'call_id',
  'dialect',
  ...Object.values(columnOf),
  'customer_digits',
  'ended_at_assumed',
  'remarks',
  'provenance',
  'webhooks',
  'chains',
  'flow_id',
  'reported',
] as const;

/** Prepared at once, and then anew. */
const mostUpdates = 100;

export interface CallProjection {
  merge(entry: LedgerEvent, dialect: Dialect, call: NormalisedCall): void;
}

export function callProjection(db: Writable, rollups: Rollups, standing: CallStanding): CallProjection {
  const find = db.prepare<[string, string], CallRecord>('SELECT * FROM call WHERE connection_id = ? AND call_id = ?');
  // By position rather than by name: with this many columns the names cost more than the row.
  const insert = db.prepare<CallRecord[keyof CallRecord][]>(
    `INSERT INTO call (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
  );
  /** By the columns that change: an index is written whenever one of its columns is set, also to what it is. */
  const updates = new Map<string, Statement<(string | number | null)[]>>();
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
    const statement = updates.get(sets) ?? db.prepare(`UPDATE call SET ${sets} WHERE id = ?`);
    // Few combinations occur; whoever sends all there could be must not fill the memory with them.
    if (updates.size >= mostUpdates) updates.clear();
    updates.set(sets, statement);
    statement.run(...changed.map((name) => after[name]), after.id);
    return true;
  }

  return {
    merge(entry, dialect, call) {
      const { seq, connectionId } = entry;
      const existing = find.get(connectionId, call.callId);
      if (!existing) {
        const record = fresh(entry, dialect, call);
        insert.run(...columns.map((name) => record[name]));
        if (call.transcript) setTurns.run(seq, JSON.stringify(call.transcript));
        standing.touch(connectionId, call.callId);
        rollups.add('calls', 1);
        rollups.addAt('calls', record.ended_at);
      } else {
        const isNewest = later.all(existing.id, seq).every((event) => isRun(event.seq));
        const known = isNewest ? dialect : existing.dialect;
        const { record, turns } = merged(existing, entry, known, call, isRun, hasTurns(existing.id));
        if (update(existing, record)) {
          standing.touch(connectionId, call.callId);
          if (record.ended_at !== existing.ended_at) {
            rollups.addAt('calls', existing.ended_at, -1);
            rollups.addAt('calls', record.ended_at);
          }
        }
        if (turns) setTurns.run(existing.id, JSON.stringify(turns));
      }
      link.run(existing?.id ?? seq, seq);
    },
  };
}

function fresh(entry: LedgerEvent, dialect: Dialect, call: NormalisedCall): CallRecord {
  const { seq, connectionId, receivedAt } = entry;
  return {
    id: seq,
    connection_id: connectionId,
    call_id: call.callId,
    dialect,
    ...stored(call),
    customer_digits: reversedDigits(call.customerNumber),
    ended_at: call.endedAt ?? receivedAt,
    ended_at_assumed: call.endedAt === null ? 1 : 0,
    remarks: call.remarks.length > 0 ? JSON.stringify(call.remarks) : null,
    provenance: null,
    webhooks: 'none',
    chains: 'none',
    flow_id: flowOf(entry),
    reported: isReport(entry) ? 1 : 0,
  };
}

/** The call's fields in the shape of their columns: booleans as 0 and 1, lists and objects as JSON. */
function stored(call: NormalisedCall) {
  return {
    direction: call.direction,
    from_number: call.from,
    to_number: call.to,
    customer_number: call.customerNumber,
    customer_name: call.customerName,
    agent_id: call.agentId,
    agent_name: call.agentName,
    campaign: call.campaign,
    started_at: call.startedAt,
    ended_at: call.endedAt,
    duration_ms: call.durationMs,
    status: call.status,
    reason: call.reason,
    ended_by: call.endedBy,
    answered_by: call.answeredBy,
    success: call.success === null ? null : Number(call.success),
    sentiment: call.sentiment,
    disposition: call.disposition,
    summary: call.summary,
    tags: call.tags === null ? null : JSON.stringify(call.tags),
    extracted: call.extracted === null ? null : JSON.stringify(call.extracted),
    recording_url: call.recordingUrl,
    link: call.link,
    follow_up: call.followUp === null ? null : Number(call.followUp),
    cost: call.cost,
    metadata: call.metadata === null ? null : JSON.stringify(call.metadata),
  };
}

/** Field → sequence of the event that gave it. */
export type Provenance = Partial<Record<CallField, number>>;

export function parseProvenance(text: string | null): Provenance {
  return text === null ? {} : JSON.parse(text);
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
  for (const field of fields) {
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

const isReport = ({ event }: LedgerEvent): boolean => event.type === 'call.ended';

/** A run names its flow; a report of a call may, by the extension attribute `flowid` (CloudEvents, 3.1). */
function flowOf({ event }: LedgerEvent): string | null {
  if (event.type === 'call.ended') return typeof event.flowid === 'string' && event.flowid !== '' ? event.flowid : null;
  const { data } = event;
  const chain = typeof data === 'object' && data !== null && 'chain' in data ? data.chain : null;
  const flowId = typeof chain === 'object' && chain !== null && 'flowId' in chain ? chain.flowId : null;
  return typeof flowId === 'string' ? flowId : null;
}

/** Digits of a number, last first, for a search by its last digits; `null` when there are none. */
export function reversedDigits(number: string | null): string | null {
  const digits = number?.replace(/\D/g, '') ?? '';
  return digits === '' ? null : [...digits].reverse().join('').slice(0, 32);
}
