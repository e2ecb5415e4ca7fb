/**
 * Webhook messages and their attempts. A message's state is computed from all its attempts each time one arrives, so that attempts
 * may come late, out of order, from the platform or from this machine.
 */

import type { MessageState } from '../../../../shared/domain/webhook.ts';
import type { WebhookAttempted } from '../../../../shared/stream/events.ts';
import { outcomeOf } from '../../delivery/explain.ts';
import { hostOf } from '../../delivery/guard.ts';
import { isLocal } from '../../local-source.ts';
import type { LedgerEvent } from '../ledger.ts';
import type { Writable } from '../open.ts';
import type { Rollups } from '../rollups.ts';
import type { CallStanding } from './call-standing.ts';
import { howItFailed } from './cause.ts';
import type { EndpointProjection } from './endpoints.ts';
import type { FigureProjection } from './figures.ts';
import type { IncidentProjection, Membership } from './incidents.ts';
import type { Settled } from './project.ts';

interface AttemptRecord {
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

interface Known {
  id: number;
  state: MessageState;
  call_id: string | null;
  incident: number | null;
  endpoint_id: string;
  last_attempt_at: number;
}

export interface WebhookProjection {
  attempted(entry: LedgerEvent, attempt: WebhookAttempted): Settled | null;
}

export function webhookProjection(
  db: Writable,
  rollups: Rollups,
  calls: CallStanding,
  incidents: IncidentProjection,
  endpoints: EndpointProjection,
  figures: FigureProjection,
): WebhookProjection {
  const find = db.prepare<[string, string], Known>(
    'SELECT id, state, call_id, incident, endpoint_id, last_attempt_at FROM webhook_message WHERE connection_id = ? AND message_id = ?',
  );
  // By position rather than by name, which costs as much as the row.
  const insert = db.prepare<(string | number | null)[]>(
    `INSERT INTO webhook_message (id, connection_id, message_id, call_id, event_type, endpoint_id, endpoint_name, url, host,
       campaign, agent, state, attempts, incident, first_attempt_at, last_attempt_at, next_attempt_at, last_status, last_error_kind, last_error,
       last_duration_ms, recovered_by)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const addAttempt = db.prepare<(string | number | null)[]>(
    `INSERT INTO webhook_attempt (seq, message, trigger, local, started_at, duration_ms, next_attempt_at, outcome, status,
       error_kind, error, counts, incident, operation_id, item_id)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  // One text from SQLite costs half of what as many columns do, and this is asked with every try.
  const attemptsOf = db
    .prepare<[number], string>(
      `SELECT json_group_array(json_object('seq', seq, 'trigger', trigger, 'local', local, 'started_at', started_at,
         'duration_ms', duration_ms, 'next_attempt_at', next_attempt_at, 'outcome', outcome, 'status', status,
         'error_kind', error_kind, 'error', error, 'counts', counts, 'incident', incident) ORDER BY started_at, seq)
       FROM webhook_attempt WHERE message = ?`,
    )
    .pluck();
  const recorded = (message: number): AttemptRecord[] => JSON.parse(attemptsOf.get(message) ?? '[]');
  const setStanding = db.prepare(
    `UPDATE webhook_message SET state = @state, attempts = @attempts, first_attempt_at = @first, last_attempt_at = @last,
       next_attempt_at = @next, last_status = @status, last_error_kind = @error_kind, last_error = @error,
       last_duration_ms = @duration_ms, recovered_by = @recovered_by, call_id = @call_id, incident = @incident
     WHERE id = @id`,
  );

  /** The incident of a failed try; `null` for one that succeeded or went elsewhere. */
  function incidentOf({ seq, connectionId }: LedgerEvent, attempt: WebhookAttempted, outcome: string): number | null {
    if (outcome === 'succeeded' || !countsOf(attempt)) return null;
    const { endpoint, request, response, error, startedAt } = attempt;
    const cause = {
      kind: 'webhooks' as const,
      scope: endpoint.id,
      host: hostOf(request.url),
      node: null,
      ...howItFailed(response, error),
    };
    return incidents.failed(connectionId, cause, seq, startedAt, () => endpoint.name || endpoint.id);
  }

  return {
    attempted(entry, attempt) {
      const { seq, connectionId } = entry;
      const { endpoint, operation } = attempt;
      const known = find.get(connectionId, attempt.messageId);
      const id = known?.id ?? seq;
      // A later try may be the first to name the call, or may leave it out.
      const callId = known?.call_id ?? attempt.callId;
      const outcome = attempt.outcome ?? outcomeOf(attempt.response, attempt.error);
      const record = {
        seq,
        trigger: attempt.trigger,
        local: isLocal(entry.event.source) ? 1 : 0,
        started_at: attempt.startedAt,
        duration_ms: Math.round(attempt.durationMs),
        next_attempt_at: attempt.nextAttemptAt,
        outcome,
        status: attempt.response?.status ?? null,
        error_kind: attempt.error?.kind ?? null,
        error: attempt.error?.message ?? null,
        counts: countsOf(attempt) ? 1 : 0,
        incident: incidentOf(entry, attempt, outcome),
      };
      addAttempt.run(
        seq,
        id,
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
      );
      if (record.counts === 1) endpoints.attempted(connectionId, endpoint.id, record);
      const standing = standingOf(known ? recorded(id) : [record]);
      incidents.moved(membershipOf(known), membershipOf(standing), record.started_at);
      if (known) {
        setStanding.run({ id, call_id: callId, ...standing });
      } else {
        endpoints.met(connectionId, endpoint);
        const { campaign, agent } = calls.namesOf(connectionId, callId);
        insert.run(
          id,
          connectionId,
          attempt.messageId,
          callId,
          attempt.eventType,
          endpoint.id,
          endpoint.name,
          attempt.request.url,
          hostOf(attempt.request.url),
          campaign,
          agent,
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
        );
      }
      // A message belongs to the endpoint of its first try.
      const endpointId = known?.endpoint_id ?? endpoint.id;
      figures.messageMoved(known ? { connectionId, endpointId, at: known.last_attempt_at, state: known.state } : null, {
        connectionId,
        endpointId,
        at: standing.last,
        state: standing.state,
      });
      if (standing.state !== known?.state) {
        if (known) rollups.add(`messages ${known.state}`, -1);
        rollups.add(`messages ${standing.state}`, 1);
      }
      if (callId !== null && (standing.state !== known?.state || callId !== known.call_id)) {
        calls.touch(connectionId, callId);
      }
      return operation && { itemId: operation.itemId, outcome, result: resultOf(attempt) };
    },
  };
}

/** How a message stands after these attempts, given in the order of their start. */
function standingOf(all: readonly AttemptRecord[]) {
  // Of a message that was only ever sent elsewhere nothing better is known.
  const counted = all.filter(({ counts }) => counts === 1);
  const attempts = counted.length > 0 ? counted : all;
  const first = all[0];
  const last = attempts.at(-1);
  if (!first || !last) throw new Error('a message without an attempt');
  const success = attempts.find(({ outcome }) => outcome === 'succeeded');
  // Recovered is a success that took a person: the platform's own retries count as plain success.
  const byHand = success?.trigger === 'manual' && attempts.some(({ outcome }) => outcome !== 'succeeded');
  // What this machine tries in between does not change when the platform will try again.
  const awaited = attempts.findLast(({ local }) => local === 0)?.next_attempt_at ?? null;
  const state: MessageState = success ? (byHand ? 'recovered' : 'succeeded') : awaited !== null ? 'pending' : 'failed';
  return {
    state,
    attempts: all.length,
    incident: attempts.findLast(({ incident }) => incident !== null)?.incident ?? null,
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

const countsOf = ({ operation }: WebhookAttempted): boolean => operation?.mode !== 'other url';

function membershipOf(message: Pick<Known, 'incident' | 'state'> | undefined): Membership {
  if (!message || message.incident === null) return null;
  const { incident, state } = message;
  return { incident, standing: state === 'failed' ? 'open' : state === 'pending' ? 'pending' : 'over' };
}

function resultOf({ response, error }: WebhookAttempted): string {
  return response ? `HTTP ${response.status}` : (error?.message ?? 'no answer');
}
