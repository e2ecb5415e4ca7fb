/** Reading calls: the list, one call, the events it came from. */
import type { Page } from '../../../../shared/contract/index.ts';
import type {
  CallDetail,
  CallField,
  CallRow,
  Dialect,
  Direction,
  EndedBy,
  EventRef,
  Sentiment,
} from '../../../../shared/domain/call.ts';
import type { Readable } from '../open.ts';
import { type CallRecord, columnOf, parseProvenance, reversedDigits } from '../projections/call-record.ts';
import { countLimit, fromCursor, likePattern, scanLimit, toCursor } from './paging.ts';

export interface CallQuery {
  cursor?: string | undefined;
  limit: number;
  text?: string | undefined;
  show: 'all' | 'failed' | 'failed webhooks' | 'failed chains' | 'recovered';
}

const where = {
  all: '1',
  failed: "(webhooks = 'failed' OR chains = 'failed')",
  'failed webhooks': "webhooks = 'failed'",
  'failed chains': "chains = 'failed'",
  recovered: "(webhooks = 'recovered' OR chains = 'recovered')",
} as const satisfies Record<CallQuery['show'], string>;

/** Named, because the planner takes whichever index holds enough. */
const indexes = {
  all: 'call_newest',
  failed: 'call_failed',
  'failed webhooks': 'call_webhooks_failed',
  'failed chains': 'call_chains_failed',
  recovered: 'call_recovered',
} as const satisfies Record<CallQuery['show'], string>;

const rowColumns = `id, connection_id, call_id, dialect, direction, customer_number, customer_name, agent_name, campaign, ended_at,
  ended_at_assumed, duration_ms, reason, ended_by, success, sentiment, disposition, summary, webhooks, chains`;

type Row = Pick<
  CallRecord,
  | 'id'
  | 'connection_id'
  | 'call_id'
  | 'dialect'
  | 'direction'
  | 'customer_number'
  | 'customer_name'
  | 'agent_name'
  | 'campaign'
  | 'ended_at'
  | 'ended_at_assumed'
  | 'duration_ms'
  | 'reason'
  | 'ended_by'
  | 'success'
  | 'sentiment'
  | 'disposition'
  | 'summary'
  | 'webhooks'
  | 'chains'
>;

/** SQL of the newest page; exported so that a test can assert its plan. */
export const newestCalls = (show: CallQuery['show']): string =>
  `SELECT ${rowColumns} FROM call INDEXED BY ${indexes[show]} WHERE ${where[show]} AND (ended_at, id) < (@at, @id)
   ORDER BY ended_at DESC, id DESC LIMIT @limit`;

/** Calls whose customer's number ends in the given digits. */
export const callsByDigits = `SELECT ${rowColumns} FROM call WHERE customer_digits >= @from AND customer_digits < @to
  AND (ended_at, id) < (@at, @id) ORDER BY ended_at DESC, id DESC LIMIT @limit`;

const callsByText = (show: CallQuery['show']): string =>
  `SELECT ${rowColumns} FROM (
     SELECT * FROM call WHERE ${where[show]} AND (ended_at, id) < (@at, @id) ORDER BY ended_at DESC, id DESC LIMIT ${scanLimit})
   WHERE customer_number LIKE @like ESCAPE '\\' OR customer_name LIKE @like ESCAPE '\\' OR agent_name LIKE @like ESCAPE '\\'
     OR campaign LIKE @like ESCAPE '\\' OR call_id LIKE @like ESCAPE '\\' OR disposition LIKE @like ESCAPE '\\'
     OR reason LIKE @like ESCAPE '\\' OR summary LIKE @like ESCAPE '\\'
   ORDER BY ended_at DESC, id DESC LIMIT @limit`;

const scannedTo = (show: CallQuery['show']): string =>
  `SELECT ended_at AS at, id FROM call WHERE ${where[show]} AND (ended_at, id) < (@at, @id)
   ORDER BY ended_at DESC, id DESC LIMIT 1 OFFSET ${scanLimit - 1}`;

export function callReaders(db: Readable) {
  const gauge = db.prepare<[], { value: number }>("SELECT value FROM rollup WHERE metric = 'calls' AND bucket = 0");
  const byId = db.prepare<[number], CallRecord>('SELECT * FROM call WHERE id = ?');
  const turns = db.prepare<[number], { turns: string }>('SELECT turns FROM transcript WHERE call_id = ?');
  const events = db.prepare<{ id: number; connection: string; call: string }, EventRef>(
    `SELECT seq, event_id AS eventId, type, received_at AS receivedAt, length(bytes) AS bytes FROM event WHERE seq IN (
       SELECT seq FROM call_event WHERE call_id = @id
       UNION SELECT id FROM chain_run WHERE connection_id = @connection AND call_id = @call
       UNION SELECT a.seq FROM webhook_message m JOIN webhook_attempt a ON a.message = m.id
         WHERE m.connection_id = @connection AND m.call_id = @call)
     ORDER BY seq`,
  );

  function total(show: CallQuery['show']): { count: number; exact: boolean } {
    if (show === 'all') return { count: gauge.get()?.value ?? 0, exact: true };
    const sql = `SELECT count(*) AS n FROM (SELECT 1 FROM call WHERE ${where[show]} LIMIT ${countLimit + 1})`;
    const n = db.prepare<[], { n: number }>(sql).get()?.n ?? 0;
    return { count: Math.min(n, countLimit), exact: n <= countLimit };
  }

  function newestPage(query: CallQuery): Page<CallRow> {
    const key = fromCursor(query.cursor);
    const rows = db
      .prepare<{ at: number; id: number; limit: number }, Row>(newestCalls(query.show))
      .all({ ...key, limit: query.limit + 1 });
    const page = rows.slice(0, query.limit);
    const last = page.at(-1);
    const next = rows.length > query.limit && last ? toCursor({ at: last.ended_at, id: last.id }) : undefined;
    return { rows: page.map(callRow), next, total: total(query.show) };
  }

  /** A number, or its last digits: a range of an index. `null` when no call has them. */
  function byDigits(query: CallQuery, digits: string): Page<CallRow> | null {
    const from = reversedDigits(digits) ?? '';
    const found = db
      .prepare<{ from: string; to: string; at: number; id: number; limit: number }, Row>(callsByDigits)
      // ':' follows '9'.
      .all({ from, to: `${from}:`, ...fromCursor(query.cursor), limit: countLimit });
    if (found.length === 0) return null;
    const rows = found.filter((row) => matches(row, query.show));
    const page = rows.slice(0, query.limit);
    // More may lie beyond the page, or beyond what was looked at.
    const end = rows.length > page.length ? page.at(-1) : found.length === countLimit ? found.at(-1) : undefined;
    return {
      rows: page.map(callRow),
      next: end && toCursor({ at: end.ended_at, id: end.id }),
      total: { count: rows.length, exact: query.cursor === undefined && found.length < countLimit },
    };
  }

  /** Anything else looks at a bounded stretch of the newest calls; the cursor goes on where the stretch ended. */
  function byText(query: CallQuery, text: string): Page<CallRow> {
    const key = fromCursor(query.cursor);
    const rows = db
      .prepare<{ at: number; id: number; like: string; limit: number }, Row>(callsByText(query.show))
      .all({ ...key, like: likePattern(text), limit: query.limit });
    const last = rows.at(-1);
    const full = rows.length === query.limit && last;
    const end = full
      ? { at: last.ended_at, id: last.id }
      : db.prepare<{ at: number; id: number }, { at: number; id: number }>(scannedTo(query.show)).get(key);
    return {
      rows: rows.map(callRow),
      next: end && toCursor(end),
      total: { count: rows.length, exact: !end && query.cursor === undefined },
    };
  }

  return {
    callsPage(query: CallQuery): Page<CallRow> {
      const { text } = query;
      if (!text) return newestPage(query);
      const digits = /^[\d\s()+./-]+$/.test(text) ? text.replace(/\D/g, '') : '';
      // Which of the two ways a search goes is decided by all of its matches, so that every page goes the same way.
      const byNumber = digits.length >= 3 && byDigits({ ...query, cursor: undefined, limit: 1 }, digits) !== null;
      if (!byNumber) return byText(query, text);
      return byDigits(query, digits) ?? { rows: [], next: undefined, total: { count: 0, exact: false } };
    },
    call(id: number): CallDetail | null {
      const record = byId.get(id);
      if (!record) return null;
      const said = turns.get(id);
      return {
        ...callRow(record),
        from: record.from_number,
        to: record.to_number,
        agentId: record.agent_id,
        startedAt: record.started_at,
        status: record.status,
        answeredBy: record.answered_by,
        tags: parsed(record.tags, []),
        extracted: parsed(record.extracted, []),
        transcript: parsed(said?.turns ?? null, []),
        recordingUrl: record.recording_url,
        link: record.link,
        followUp: flag(record.follow_up),
        cost: record.cost,
        metadata: parsed(record.metadata, null),
        remarks: parsed(record.remarks, []),
        masked: false,
        revealed: false,
        provenance: provenanceOf(record, said !== undefined),
        events: events.all({ id, connection: record.connection_id, call: record.call_id }),
      };
    },
  };
}

function matches(row: Row, show: CallQuery['show']): boolean {
  switch (show) {
    case 'all':
      return true;
    case 'failed':
      return row.webhooks === 'failed' || row.chains === 'failed';
    case 'failed webhooks':
      return row.webhooks === 'failed';
    case 'failed chains':
      return row.chains === 'failed';
    case 'recovered':
      return row.webhooks === 'recovered' || row.chains === 'recovered';
  }
}

/** Columns hold what the projection wrote, so the words are of their kinds. */
function callRow(row: Row): CallRow {
  return {
    id: row.id,
    connectionId: row.connection_id,
    callId: row.call_id,
    dialect: row.dialect as Dialect,
    direction: row.direction as Direction | null,
    customerNumber: row.customer_number,
    customerName: row.customer_name,
    agentName: row.agent_name,
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
    review: { reviewed: false, flagged: false, score: null },
  };
}

const flag = (value: number | null): boolean | null => (value === null ? null : value === 1);

function parsed<T>(text: string | null, otherwise: T): T {
  return text === null ? otherwise : JSON.parse(text);
}

/** Every field the call has, with the event that gave it: the one that made the row unless another is noted. */
function provenanceOf(record: CallRecord, hasTranscript: boolean): CallDetail['provenance'] {
  const later = parseProvenance(record.provenance);
  const known: CallDetail['provenance'] = {};
  for (const [field, column] of Object.entries(columnOf) as [keyof typeof columnOf, keyof CallRecord][]) {
    const assumed = field === 'endedAt' && record.ended_at_assumed === 1;
    if (record[column] !== null && !assumed) known[field] = later[field] ?? record.id;
  }
  const transcript: CallField = 'transcript';
  if (hasTranscript) known[transcript] = later[transcript] ?? record.id;
  return known;
}
