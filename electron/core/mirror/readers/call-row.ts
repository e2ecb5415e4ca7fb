/** A row of the list of calls: its columns, with what the reviewer said of it. */
import type { CallRow, Dialect, Direction, EndedBy, Sentiment } from '../../../../shared/domain/call.ts';
import type { CallRecord } from '../projections/call-record.ts';

const callColumns = [
  'id',
  'connection_id',
  'call_id',
  'dialect',
  'direction',
  'customer_number',
  'customer_name',
  'agent_name',
  'agent_id',
  'campaign',
  'ended_at',
  'ended_at_assumed',
  'duration_ms',
  'reason',
  'ended_by',
  'success',
  'sentiment',
  'disposition',
  'summary',
  'webhooks',
  'chains',
] as const satisfies readonly (keyof CallRecord)[];

const reviewColumns = ['reviewed_at', 'flagged_at', 'score'] as const;

/** Of the review, where there is one. */
export type ReviewColumns = Record<(typeof reviewColumns)[number], number | null>;

export type Row = Pick<CallRecord, (typeof callColumns)[number]> & ReviewColumns;

/** The columns of a row as they are selected from `call c` and `review v`. */
export const rowColumns = [...callColumns.map((name) => `c.${name}`), ...reviewColumns.map((name) => `v.${name}`)].join(
  ', ',
);

export const reviewOf = 'LEFT JOIN review v ON v.connection_id = c.connection_id AND v.call_id = c.call_id';

/** SQL of the call `?`, whole. */
export const selectCall = `SELECT c.*, v.reviewed_at, v.flagged_at, v.score FROM call c ${reviewOf} WHERE c.id = ?`;

/** SQL of the rows of the calls `?`, a JSON list, in its order: one statement for a page costs a tenth of one for each row. */
export const selectCalls = `SELECT ${rowColumns}
   FROM json_each(?) j CROSS JOIN call c ON c.id = j.value ${reviewOf}`;

/** Columns hold what the projection wrote, so the words are of their kinds. */
export function callRow(row: Row): CallRow {
  return {
    id: row.id,
    connectionId: row.connection_id,
    callId: row.call_id,
    dialect: row.dialect as Dialect,
    direction: row.direction as Direction | null,
    customerNumber: row.customer_number,
    customerName: row.customer_name,
    agentName: row.agent_name,
    agentId: row.agent_id,
    campaign: row.campaign,
    endedAt: row.ended_at,
    endedAtAssumed: row.ended_at_assumed === 1,
    durationMs: row.duration_ms,
    reason: row.reason,
    endedBy: row.ended_by as EndedBy | null,
    success: flag(row.success),
    sentiment: row.sentiment as Sentiment | null,
    disposition: row.disposition,
    summary: row.summary,
    webhooks: row.webhooks,
    chains: row.chains,
    review: { reviewed: row.reviewed_at !== null, flagged: row.flagged_at !== null, score: row.score },
  };
}

export const flag = (value: number | null): boolean | null => (value === null ? null : value === 1);

export function parsed<T>(text: string | null, otherwise: T): T {
  return text === null ? otherwise : JSON.parse(text);
}
