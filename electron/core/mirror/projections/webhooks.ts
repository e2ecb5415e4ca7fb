/** Webhook messages and their attempts. A message belongs to the endpoint of its first try. */
import type { WebhookAttempted } from '../../../../shared/stream/events.ts';
import { outcomeOf } from '../../delivery/explain.ts';
import { isLocal } from '../../local-source.ts';
import type { LedgerEvent } from '../ledger.ts';
import type { Writable } from '../open.ts';
import type { Rollups } from '../rollups.ts';
import type { CallStanding } from './call-standing.ts';
import { howItFailed } from './cause.ts';
import type { EndpointProjection } from './endpoints.ts';
import type { FigureProjection } from './figures.ts';
import { knownHosts } from './hosts.ts';
import type { IncidentProjection, Membership } from './incidents.ts';
import { type AttemptRecord, type KnownMessage, knownMessages, standingOf } from './message-standing.ts';
import type { Settled } from './project.ts';

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
  const find = knownMessages(db);
  const hostOf = knownHosts();
  // By position rather than by name, which costs as much as the row.
  const insert = db.prepare<(string | number | null)[]>(
    `INSERT INTO webhook_message (id, connection_id, message_id, event_type, endpoint_id, endpoint_name, url, host,
       call_id, campaign, agent, state, attempts, incident, first_attempt_at, last_attempt_at, next_attempt_at, last_status,
       last_error_kind, last_error, last_duration_ms, recovered_by)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  // Apart: an index is written whenever one of its columns is set, also to what it is.
  const setCall = db.prepare<[string | null, number]>('UPDATE webhook_message SET call_id = ? WHERE id = ?');
  const setStanding = db.prepare<(string | number | null)[]>(
    `UPDATE webhook_message SET state = ?, attempts = ?, incident = ?, first_attempt_at = ?, last_attempt_at = ?,
       next_attempt_at = ?, last_status = ?, last_error_kind = ?, last_error = ?, last_duration_ms = ?, recovered_by = ?
     WHERE id = ?`,
  );
  const addAttempt = db.prepare<(string | number | null)[]>(
    `INSERT INTO webhook_attempt (seq, message, trigger, local, started_at, duration_ms, next_attempt_at, outcome, status,
       error_kind, error, counts, incident, operation_id, item_id)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
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

  function recordOf(entry: LedgerEvent, attempt: WebhookAttempted): AttemptRecord {
    const outcome = attempt.outcome ?? outcomeOf(attempt.response, attempt.error);
    return {
      seq: entry.seq,
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
  }

  function addRecord(id: number, record: AttemptRecord, operation: WebhookAttempted['operation']): void {
    addAttempt.run(
      record.seq,
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
  }

  function addMessage({ seq, connectionId }: LedgerEvent, attempt: WebhookAttempted, columns: StandingColumns): void {
    const { endpoint, request, callId } = attempt;
    endpoints.met(connectionId, endpoint);
    const { campaign, agent } = calls.namesOf(connectionId, callId);
    insert.run(
      seq,
      connectionId,
      attempt.messageId,
      attempt.eventType,
      endpoint.id,
      endpoint.name,
      request.url,
      hostOf(request.url),
      callId,
      campaign,
      agent,
      ...columns,
    );
  }

  return {
    attempted(entry, attempt) {
      const { seq, connectionId } = entry;
      const { endpoint, operation } = attempt;
      const known = find(connectionId, attempt.messageId);
      const id = known?.id ?? seq;
      // A later try may be the first to name the call, or may leave it out.
      const callId = known?.call_id ?? attempt.callId;
      const record = recordOf(entry, attempt);
      addRecord(id, record, operation);
      if (record.counts === 1) endpoints.attempted(connectionId, endpoint.id, record);
      const standing = standingOf(known ? [...known.attempts, record] : [record]);
      incidents.moved(membershipOf(known), membershipOf(standing), record.started_at);
      if (known) setStanding.run(...columnsOf(standing), id);
      else addMessage(entry, attempt, columnsOf(standing));
      if (known && callId !== known.call_id) setCall.run(callId, id);
      const endpointId = known?.endpoint_id ?? endpoint.id;
      figures.messageMoved(known && { connectionId, endpointId, at: known.last_attempt_at, state: known.state }, {
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
      return operation && { itemId: operation.itemId, outcome: record.outcome, result: resultOf(attempt) };
    },
  };
}

type StandingColumns = (string | number | null)[];

/** What changes of a message's row, from `state` on. */
function columnsOf(standing: ReturnType<typeof standingOf>): StandingColumns {
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

const countsOf = ({ operation }: WebhookAttempted): boolean => operation?.mode !== 'other url';

function membershipOf(message: Pick<KnownMessage, 'incident' | 'state'> | null): Membership {
  if (!message || message.incident === null) return null;
  const { incident, state } = message;
  return { incident, standing: state === 'failed' ? 'open' : state === 'pending' ? 'pending' : 'over' };
}

function resultOf({ response, error }: WebhookAttempted): string {
  return response ? `HTTP ${response.status}` : (error?.message ?? 'no answer');
}
