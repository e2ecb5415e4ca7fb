/** A call's row: its columns, and what one event says of it in their shape. */
import type { CallField, DeliveryState, Dialect, NormalisedCall } from '../../../../shared/domain/call.ts';
import type { LedgerEvent } from '../ledger.ts';
import type { ToldCall } from './told.ts';

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
export const storedFields: readonly StoredField[] = Object.keys(columnOf).filter(
  (name): name is StoredField => name in columnOf,
);

/** Every column, the keys first. */
export const columns = [
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

/** Of a call that was not known before this event. */
export function fresh(entry: LedgerEvent, { dialect, callId, flowId, columns, remarks }: ToldCall): CallRecord {
  const { seq, connectionId, receivedAt } = entry;
  return {
    ...columns,
    id: seq,
    connection_id: connectionId,
    call_id: callId,
    dialect,
    customer_digits: reversedDigits(columns.customer_number),
    ended_at: columns.ended_at ?? receivedAt,
    ended_at_assumed: columns.ended_at === null ? 1 : 0,
    remarks: remarks.length > 0 ? JSON.stringify(remarks) : null,
    provenance: null,
    webhooks: 'none',
    chains: 'none',
    flow_id: flowId,
    reported: isReport(entry) ? 1 : 0,
  };
}

/** The call's fields in the shape of their columns: booleans as 0 and 1, lists and objects as JSON. */
export function stored(call: NormalisedCall) {
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

/** Whether the vendor tells of the call itself. */
export const isReport = ({ event }: LedgerEvent): boolean =>
  event.type === 'call.ended' || event.type === 'call.mapped';

const mostDigits = 32;

/** Digits of a number, last first, for a search by its last digits; `null` when there are none. */
export function reversedDigits(number: string | null): string | null {
  let digits = '';
  for (let at = (number?.length ?? 0) - 1; at >= 0 && digits.length < mostDigits; at -= 1) {
    const digit = number?.charAt(at) ?? '';
    if (digit >= '0' && digit <= '9') digits += digit;
  }
  return digits === '' ? null : digits;
}
