/**
 * How a message stands: computed from all its attempts each time one arrives, so that attempts may come late, out of order, from the
 * platform or from this machine.
 */
import type { MessageState } from '../../../../shared/domain/webhook.ts';
import type { Writable } from '../open.ts';

export interface AttemptRecord {
  seq: number;
  trigger: 'auto' | 'manual';
  /** 1 when this machine made it. */
  local: number;
  started_at: number;
  duration_ms: number;
  next_attempt_at: number | null;
  outcome: 'succeeded' | 'failed' | 'unknown';
  status: number | null;
  error_kind: string | null;
  error: string | null;
  /** 0 for one that went to another address: it says nothing of how the message stands. */
  counts: number;
  /** Of its failure. */
  incident: number | null;
}

/** A message as it lies in the table. */
interface StoredMessage {
  id: number;
  state: MessageState;
  callId: string | null;
  incident: number | null;
  endpointId: string;
  lastAttemptAt: number;
  /** In any order. */
  attempts: AttemptRecord[];
}

type Told<K extends keyof AttemptRecord> = AttemptRecord[K];
type ToldAttempt = [
  seq: number,
  trigger: Told<'trigger'>,
  local: number,
  startedAt: number,
  durationMs: number,
  nextAttemptAt: Told<'next_attempt_at'>,
  outcome: Told<'outcome'>,
  status: Told<'status'>,
  errorKind: Told<'error_kind'>,
  error: Told<'error'>,
  counts: number,
  incident: Told<'incident'>,
];
type ToldMessage = [
  id: number,
  state: MessageState,
  callId: string | null,
  incident: number | null,
  endpointId: string,
  lastAttemptAt: number,
  attempts: ToldAttempt[],
];

export function storedMessages(db: Writable): (connectionId: string, messageId: string) => StoredMessage | null {
  // One text from SQLite costs half of what as many columns and a second question do, and this is asked with every try.
  const find = db
    .prepare<[string, string], string>(
      `SELECT json_array(m.id, m.state, m.call_id, m.incident, m.endpoint_id, m.last_attempt_at,
         json((SELECT json_group_array(json_array(seq, trigger, local, started_at, duration_ms, next_attempt_at, outcome, status,
            error_kind, error, counts, incident)) FROM webhook_attempt WHERE message = m.id)))
       FROM webhook_message m WHERE m.connection_id = ? AND m.message_id = ?`,
    )
    .pluck();
  return (connectionId, messageId) => {
    const text = find.get(connectionId, messageId);
    if (text === undefined) return null;
    const [id, state, callId, incident, endpointId, lastAttemptAt, attempts]: ToldMessage = JSON.parse(text);
    return { id, state, callId, incident, endpointId, lastAttemptAt, attempts: attempts.map(attemptOf) };
  };
}

function attemptOf([
  seq,
  trigger,
  local,
  started_at,
  duration_ms,
  next_attempt_at,
  outcome,
  status,
  error_kind,
  error,
  counts,
  incident,
]: ToldAttempt): AttemptRecord {
  const told = { outcome, status, error_kind, error, counts, incident };
  return { seq, trigger, local, started_at, duration_ms, next_attempt_at, ...told };
}

export type MessageStanding = ReturnType<typeof standingOf>;

/** How a message stands after these attempts, one at least, in any order. */
export function standingOf(attempts: readonly AttemptRecord[]) {
  const all = attempts.toSorted((one, other) => one.started_at - other.started_at || one.seq - other.seq);
  // Of a message that was only ever sent elsewhere nothing better is known.
  const counted = all.filter(({ counts }) => counts === 1);
  const telling = counted.length > 0 ? counted : all;
  const first = all[0];
  const last = telling.at(-1);
  if (!first || !last) throw new Error('a message without an attempt');
  const success = telling.find(({ outcome }) => outcome === 'succeeded');
  // Recovered is a success that took a person: the platform's own retries count as plain success.
  const byHand = success?.trigger === 'manual' && telling.some(({ outcome }) => outcome !== 'succeeded');
  // What this machine tries in between does not change when the platform will try again.
  const awaited = telling.findLast(({ local }) => local === 0)?.next_attempt_at ?? null;
  const state: MessageState = success ? (byHand ? 'recovered' : 'succeeded') : awaited !== null ? 'pending' : 'failed';
  return {
    state,
    attempts: all.length,
    incident: telling.findLast(({ incident }) => incident !== null)?.incident ?? null,
    first: first.started_at,
    last: last.started_at,
    next: state === 'pending' ? awaited : null,
    status: last.status,
    error_kind: last.error_kind,
    error: last.error,
    duration_ms: last.duration_ms,
    recovered_by: byHand && success ? all.indexOf(success) + 1 : null,
  };
}
