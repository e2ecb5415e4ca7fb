/**
 * The messages that the events of a transaction speak of: each is read once, changed in memory by however many tries, and written once,
 * by the names its call has then. Tries are kept back with them: rows that are written a table after the other cost less.
 */
import type { MessageState } from '../../../../shared/domain/webhook.ts';
import type { Writable } from '../open.ts';
import { sparseRows, type Value } from '../sparse-rows.ts';
import { byConnection } from './by-connection.ts';
import type { CallStanding } from './call-standing.ts';
import { knownHosts } from './hosts.ts';
import { type AttemptRecord, type MessageStanding, storedMessages } from './message-standing.ts';
import type { ToldAttempt } from './told.ts';

export interface OpenMessage {
  readonly id: number;
  readonly connectionId: string;
  readonly endpointId: string;
  callId: string | null;
  /** In any order. */
  attempts: readonly AttemptRecord[];
  /** What is counted of it. */
  state: MessageState;
  incident: number | null;
  lastAttemptAt: number;
  /** By all its attempts; `null` where nothing changed it yet. */
  standing: MessageStanding | null;
  /** The call that its row names; `undefined` while it has none. */
  readonly rowCallId: string | null | undefined;
  /** What made it, while it has no row. */
  readonly made: ToldAttempt | null;
}

export interface OpenMessages {
  /** The message, to be changed: with its standing, once `tried`. */
  find(connectionId: string, messageId: string): OpenMessage | undefined;
  /** One that is not known yet. */
  begin(connectionId: string, made: ToldAttempt, record: AttemptRecord, standing: MessageStanding): void;
  /** `message`: its id. */
  tried(message: number, record: AttemptRecord, operation: ToldAttempt['operation']): void;
  /** Writes what was changed. Call it before calls are settled: how they stand is read from these rows. */
  flush(): void;
  /** Forgets what was not written; after a rollback. */
  discard(): void;
}

const messageColumns = [
  'id',
  'connection_id',
  'message_id',
  'event_type',
  'endpoint_id',
  'endpoint_name',
  'url',
  'host',
  'call_id',
  'campaign',
  'agent',
  'state',
  'attempts',
  'incident',
  'first_attempt_at',
  'last_attempt_at',
  'next_attempt_at',
  'last_status',
  'last_error_kind',
  'last_error',
  'last_duration_ms',
  'recovered_by',
];
const attemptColumns = [
  'seq',
  'message',
  'trigger',
  'local',
  'started_at',
  'duration_ms',
  'next_attempt_at',
  'outcome',
  'status',
  'error_kind',
  'error',
  'counts',
  'incident',
  'operation_id',
  'item_id',
];

export function openMessages(db: Writable, calls: CallStanding): OpenMessages {
  const stored = storedMessages(db);
  const hostOf = knownHosts();
  const insert = sparseRows(db, 'webhook_message', messageColumns);
  // Apart: an index is written whenever one of its columns is set, also to what it is.
  const setCall = db.prepare<[string, number]>('UPDATE webhook_message SET call_id = ? WHERE id = ?');
  const setStanding = db.prepare<Value[]>(
    `UPDATE webhook_message SET state = ?, attempts = ?, incident = ?, first_attempt_at = ?, last_attempt_at = ?,
       next_attempt_at = ?, last_status = ?, last_error_kind = ?, last_error = ?, last_duration_ms = ?, recovered_by = ?
     WHERE id = ?`,
  );
  const addAttempt = sparseRows(db, 'webhook_attempt', attemptColumns);
  const known = byConnection<OpenMessage>();
  let attempts: Value[][] = [];

  function add({ id, connectionId, callId }: OpenMessage, made: ToldAttempt, standing: MessageStanding): void {
    const { endpoint } = made;
    const { campaign, agent } = calls.namesOf(connectionId, callId);
    insert([
      id,
      connectionId,
      made.messageId,
      made.eventType,
      endpoint.id,
      endpoint.name,
      made.url,
      hostOf(made.url),
      callId,
      campaign,
      agent,
      ...columnsOf(standing),
    ]);
    if (callId !== null) calls.followed(connectionId, callId, 'webhooks', standing.state);
  }

  function write(message: OpenMessage): void {
    const { id, connectionId, callId, standing, made, rowCallId } = message;
    if (!standing) return;
    if (made) {
      add(message, made, standing);
      return;
    }
    setStanding.run(...columnsOf(standing), id);
    if (callId === null || callId === rowCallId) return;
    setCall.run(callId, id);
    calls.joined(connectionId, callId);
  }

  function forget(): void {
    known.clear();
    attempts = [];
  }

  return {
    find(connectionId, messageId) {
      const before = known.get(connectionId, messageId);
      if (before) return before;
      const row = stored(connectionId, messageId);
      if (!row) return undefined;
      const message: OpenMessage = { ...row, connectionId, standing: null, rowCallId: row.callId, made: null };
      known.set(connectionId, messageId, message);
      return message;
    },
    begin(connectionId, made, record, standing) {
      known.set(connectionId, made.messageId, {
        id: record.seq,
        connectionId,
        endpointId: made.endpoint.id,
        callId: made.callId,
        attempts: [record],
        state: standing.state,
        incident: standing.incident,
        lastAttemptAt: standing.last,
        standing,
        rowCallId: undefined,
        made,
      });
    },
    tried(message, record, operation) {
      attempts.push([
        record.seq,
        message,
        record.trigger,
        record.local,
        record.started_at,
        record.duration_ms,
        record.next_attempt_at,
        record.outcome,
        record.status,
        record.error_kind,
        record.error,
        record.counts,
        record.incident,
        operation?.id ?? null,
        operation?.itemId ?? null,
      ]);
    },
    flush() {
      for (const values of attempts) addAttempt(values);
      for (const message of known.values()) write(message);
      forget();
    },
    discard: forget,
  };
}

/** What changes of a message's row, from `state` on. */
function columnsOf(standing: MessageStanding): Value[] {
  return [
    standing.state,
    standing.attempts,
    standing.incident,
    standing.first,
    standing.last,
    standing.next,
    standing.status,
    standing.error_kind,
    standing.error,
    standing.duration_ms,
    standing.recovered_by,
  ];
}
