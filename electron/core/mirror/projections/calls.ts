/**
 * One row per call, merged from every event that speaks of it: the newest non-null value of a field wins, and each field remembers
 * which event gave it. "Newest" is by ledger sequence, so that the order in which events are projected does not matter. What the
 * vendor reports of the call itself counts more than what a run of its chain lets guess.
 */
import type { CallField, DeliveryState, Dialect, NormalisedCall } from '../../../../shared/domain/call.ts';
import type { LedgerEvent } from '../ledger.ts';
import type { Writable } from '../open.ts';
import type { Rollups } from '../rollups.ts';

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

/** What is known of a call where its messages and runs follow it. */
interface Standing {
  id: number;
  webhooks: DeliveryState;
  chains: DeliveryState;
  campaign: string | null;
  agent: string | null;
}

interface Follower {
  id: number;
  state: DeliveryState;
  campaign: string | null;
  agent: string | null;
}

const unlike =
  (call: Standing) =>
  ({ campaign, agent }: Follower): boolean =>
    campaign !== call.campaign || agent !== call.agent;

export interface CallProjection {
  merge(entry: LedgerEvent, dialect: Dialect, call: NormalisedCall): void;
  /** The call's webhooks or chains changed; how it stands is computed at the next flush. */
  touch(connectionId: string, callId: string): void;
  /** Computes how the touched calls stand, each once however often it was touched. Call it before the commit. */
  flush(): void;
  /** Forgets what was touched since the last flush; after a rollback. */
  discard(): void;
}

export function callProjection(db: Writable, rollups: Rollups): CallProjection {
  const find = db.prepare<[string, string], CallRecord>('SELECT * FROM call WHERE connection_id = ? AND call_id = ?');
  // By position rather than by name: with this many columns the names cost more than the row.
  const insert = db.prepare<CallRecord[keyof CallRecord][]>(
    `INSERT INTO call (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
  );
  const update = db.prepare<CallRecord>(
    `UPDATE call SET ${columns
      .slice(3)
      .map((name) => `${name} = @${name}`)
      .join(', ')} WHERE id = @id`,
  );
  const link = db.prepare<[number, number]>(
    'INSERT INTO call_event (call_id, seq) VALUES (?, ?) ON CONFLICT DO NOTHING',
  );
  const setTurns = db.prepare<[number, string]>(
    'INSERT INTO transcript (call_id, turns) VALUES (?, ?) ON CONFLICT DO UPDATE SET turns = excluded.turns',
  );
  const standingOf = db.prepare<[string, string], Standing>(
    `SELECT id, webhooks, chains, campaign, coalesce(agent_name, agent_id) AS agent FROM call
     WHERE connection_id = ? AND call_id = ?`,
  );
  const followers = {
    messages: db.prepare<[string, string], Follower>(
      'SELECT id, state, campaign, agent FROM webhook_message WHERE connection_id = ? AND call_id = ?',
    ),
    runs: db.prepare<[string, string], Follower>(
      'SELECT id, state, campaign, agent FROM chain_run WHERE connection_id = ? AND call_id = ? AND root IS NULL',
    ),
  };
  const setStanding = db.prepare<[string, string, number]>('UPDATE call SET webhooks = ?, chains = ? WHERE id = ?');
  const name = {
    messages: db.prepare<[string | null, string | null, number]>(
      'UPDATE webhook_message SET campaign = ?, agent = ? WHERE id = ?',
    ),
    runs: db.prepare<[string | null, string | null, number]>(
      'UPDATE chain_run SET campaign = ?, agent = ? WHERE id = ?',
    ),
  };
  /** Connection → ids of its calls. */
  const touched = new Map<string, Set<string>>();
  const turnsOf = db.prepare<[number], { call_id: number }>('SELECT call_id FROM transcript WHERE call_id = ?');
  const hasTurns = (id: number): boolean => turnsOf.get(id) !== undefined;
  const typeOf = db.prepare<[number], { type: string }>('SELECT type FROM event WHERE seq = ?');
  const laterReport = db.prepare<[number, number], { seq: number }>(
    `SELECT l.seq FROM call_event l JOIN event e ON e.seq = l.seq
     WHERE l.call_id = ? AND l.seq > ? AND e.type = 'call.ended' LIMIT 1`,
  );
  const isRun = (seq: number): boolean => typeOf.get(seq)?.type === 'chain.ran';

  function touch(connectionId: string, callId: string): void {
    const calls = touched.get(connectionId);
    if (calls) calls.add(callId);
    else touched.set(connectionId, new Set([callId]));
  }

  return {
    merge(entry, dialect, call) {
      const { seq, connectionId } = entry;
      const existing = find.get(connectionId, call.callId);
      if (!existing) {
        const record = fresh(entry, dialect, call);
        insert.run(...columns.map((name) => record[name]));
        if (call.transcript) setTurns.run(seq, JSON.stringify(call.transcript));
        touch(connectionId, call.callId);
        rollups.add('calls', 1);
        rollups.addAt('calls', record.ended_at);
      } else {
        const isNewest = laterReport.get(existing.id, seq) === undefined;
        const known = isNewest ? dialect : existing.dialect;
        const { record, turns } = merged(existing, entry, known, call, isRun, hasTurns(existing.id));
        if (record) {
          update.run(record);
          touch(connectionId, call.callId);
          rollups.addAt('calls', existing.ended_at, -1);
          rollups.addAt('calls', record.ended_at);
        }
        if (turns) setTurns.run(existing.id, JSON.stringify(turns));
      }
      link.run(existing?.id ?? seq, seq);
    },
    touch,
    flush() {
      for (const [connection, calls] of touched) {
        for (const callId of calls) {
          const call = standingOf.get(connection, callId);
          if (!call) continue;
          const messages = followers.messages.all(connection, callId);
          const runs = followers.runs.all(connection, callId);
          const webhooks = worst(messages);
          const chains = worst(runs);
          if (webhooks !== call.webhooks || chains !== call.chains) setStanding.run(webhooks, chains, call.id);
          for (const { id } of messages.filter(unlike(call))) name.messages.run(call.campaign, call.agent, id);
          for (const { id } of runs.filter(unlike(call))) name.runs.run(call.campaign, call.agent, id);
        }
      }
      touched.clear();
    },
    discard: () => touched.clear(),
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
  const outranks = (field: CallField) => {
    const holder = provenance[field] ?? existing.id;
    const heldByRun = isRun(holder);
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
  return { record: columns.some((name) => record[name] !== existing[name]) ? record : null, turns };
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

const order: readonly DeliveryState[] = ['failed', 'pending', 'recovered', 'succeeded'];

function worst(rows: readonly { state: DeliveryState }[]): DeliveryState {
  return order.find((state) => rows.some((row) => row.state === state)) ?? 'none';
}
