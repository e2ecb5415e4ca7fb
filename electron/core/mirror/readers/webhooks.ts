/** Reading webhook messages: the list, one with its timeline, those of a call. */
import type { MessageFilter } from '../../../../shared/contract/filters.ts';
import type { Page } from '../../../../shared/contract/index.ts';
import type { HttpErrorKind, MessageDetail, MessageRow, MessageState } from '../../../../shared/domain/webhook.ts';
import type { Readable } from '../open.ts';
import type { SearchIndex } from '../search/index-reader.ts';
import { eventDetails } from './details.ts';
import { messageList, narrowMessages } from './message-filter.ts';
import { narrowedPages } from './narrowed.ts';
import { bodyMatch, searchedMessages, searchedPages } from './searched.ts';

export interface MessageQuery extends MessageFilter {
  cursor?: string | undefined;
  limit: number;
}

interface Row {
  id: number;
  connection_id: string;
  message_id: string;
  call_id: string | null;
  call_key: number | null;
  customer_number: string | null;
  event_type: string;
  endpoint_id: string;
  endpoint_name: string;
  url: string;
  host: string;
  campaign: string | null;
  agent: string | null;
  incident: number | null;
  state: MessageState;
  attempts: number;
  first_attempt_at: number;
  last_attempt_at: number;
  next_attempt_at: number | null;
  last_status: number | null;
  last_error_kind: HttpErrorKind | null;
  last_error: string | null;
  last_duration_ms: number | null;
  recovered_by: number | null;
}

export function webhookReaders(db: Readable, search: SearchIndex) {
  const details = eventDetails(db);
  const pages = narrowedPages(db, messageList);
  const searched = searchedPages(db, search, searchedMessages);
  const columns = 'm.*, c.id AS call_key, c.customer_number';
  const ofMessage = 'LEFT JOIN call c ON c.connection_id = m.connection_id AND c.call_id = m.call_id';
  const byId = db.prepare<[number], Row>(`SELECT ${columns} FROM webhook_message m ${ofMessage} WHERE m.id = ?`);
  // One statement for a page costs a tenth of one for each row.
  const byIds = db.prepare<[string], Row>(
    `SELECT ${columns} FROM json_each(?) j CROSS JOIN webhook_message m ON m.id = j.value ${ofMessage}`,
  );
  const ofCall = db.prepare<[number], Row>(
    `SELECT ${columns} FROM call c
     JOIN webhook_message m ON m.connection_id = c.connection_id AND m.call_id = c.call_id
     WHERE c.id = ? ORDER BY m.first_attempt_at, m.id`,
  );
  const attempts = db.prepare<[number], { seq: number }>(
    'SELECT seq FROM webhook_attempt WHERE message = ? ORDER BY started_at, seq',
  );
  const gauge = db.prepare<[string], { value: number }>('SELECT value FROM rollup WHERE metric = ? AND bucket = 0');
  const allGauges = db.prepare<[], { value: number | null }>(
    `SELECT sum(value) AS value FROM rollup WHERE bucket = 0
     AND metric IN ('messages failed', 'messages pending', 'messages recovered', 'messages succeeded')`,
  );

  const detail = (row: Row): MessageDetail => ({
    ...messageRow(row),
    timeline: attempts.all(row.id).map(({ seq }, index) => ({ number: index + 1, ...details.attempt(seq) })),
  });

  function page({ cursor, limit, body, ...filter }: MessageQuery): Page<MessageRow> {
    const narrowing = narrowMessages(db, filter);
    const { keys, ...rest } = body
      ? searched.page(bodyMatch(body, 'attempts'), narrowing, cursor, limit)
      : pages.page(narrowing, cursor, limit);
    const all = (filter.show === 'all' ? allGauges.get() : gauge.get(`messages ${filter.show}`))?.value ?? 0;
    const total = narrowing.byStateAlone && !body ? { count: all, exact: true } : rest.total;
    const rows = byIds.all(JSON.stringify(keys.map(({ id }) => id)));
    return { ...rest, rows: rows.map(messageRow), total };
  }

  return {
    messagesPage: (query: MessageQuery): Page<MessageRow> => page(query),
    message(id: number): MessageDetail | null {
      const row = byId.get(id);
      return row ? detail(row) : null;
    },
    callMessages: (callId: number): MessageDetail[] => ofCall.all(callId).map(detail),
  };
}

function messageRow(row: Row): MessageRow {
  return {
    id: row.id,
    connectionId: row.connection_id,
    messageId: row.message_id,
    callId: row.call_id,
    callKey: row.call_key,
    customerNumber: row.customer_number,
    eventType: row.event_type,
    endpointId: row.endpoint_id,
    endpointName: row.endpoint_name,
    url: row.url,
    host: row.host,
    campaign: row.campaign,
    agent: row.agent,
    incident: row.incident,
    state: row.state,
    attempts: row.attempts,
    firstAttemptAt: row.first_attempt_at,
    lastAttemptAt: row.last_attempt_at,
    nextAttemptAt: row.next_attempt_at,
    lastStatus: row.last_status,
    lastError: row.last_error_kind === null ? null : { kind: row.last_error_kind, message: row.last_error ?? '' },
    lastDurationMs: row.last_duration_ms,
    recoveredBy: row.recovered_by,
  };
}
