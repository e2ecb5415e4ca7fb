/** Webhook messages and their attempts. A message belongs to the endpoint of its first try. */
import { isLocal } from '../../local-source.ts';
import type { LedgerEvent } from '../ledger.ts';
import type { Rollups } from '../rollups.ts';
import type { CallStanding } from './call-standing.ts';
import type { EndpointProjection } from './endpoints.ts';
import type { FigureProjection } from './figures.ts';
import { knownHosts } from './hosts.ts';
import type { IncidentProjection, Membership } from './incidents.ts';
import { type AttemptRecord, standingOf } from './message-standing.ts';
import type { OpenMessage, OpenMessages } from './open-messages.ts';
import type { Settled } from './project.ts';
import type { ToldAttempt } from './told.ts';

export interface WebhookProjection {
  attempted(entry: LedgerEvent, attempt: ToldAttempt): Settled | null;
}

export function webhookProjection(
  messages: OpenMessages,
  rollups: Rollups,
  calls: CallStanding,
  incidents: IncidentProjection,
  endpoints: EndpointProjection,
  figures: FigureProjection,
): WebhookProjection {
  const hostOf = knownHosts();

  /** The incident of a failed try; `null` for one that succeeded or went elsewhere. */
  function incidentOf({ seq, connectionId }: LedgerEvent, attempt: ToldAttempt): number | null {
    const { endpoint, url, failure, startedAt } = attempt;
    if (!failure || !countsOf(attempt)) return null;
    const cause = { kind: 'webhooks' as const, scope: endpoint.id, host: hostOf(url), node: null, ...failure };
    return incidents.failed(connectionId, cause, seq, startedAt, () => endpoint.name || endpoint.id);
  }

  function recordOf(entry: LedgerEvent, attempt: ToldAttempt): AttemptRecord {
    return {
      seq: entry.seq,
      trigger: attempt.trigger,
      local: isLocal(entry.event.source) ? 1 : 0,
      started_at: attempt.startedAt,
      duration_ms: Math.round(attempt.durationMs),
      next_attempt_at: attempt.nextAttemptAt,
      outcome: attempt.outcome,
      status: attempt.status,
      error_kind: attempt.error?.kind ?? null,
      error: attempt.error?.message ?? null,
      counts: countsOf(attempt) ? 1 : 0,
      incident: incidentOf(entry, attempt),
    };
  }

  return {
    attempted(entry, attempt) {
      const { seq, connectionId } = entry;
      const { endpoint, operation } = attempt;
      const known = messages.find(connectionId, attempt.messageId);
      // A later try may be the first to name the call, or may leave it out.
      const callId = known?.callId ?? attempt.callId;
      const record = recordOf(entry, attempt);
      messages.tried(known?.id ?? seq, record, operation);
      if (record.counts === 1) endpoints.attempted(connectionId, endpoint.id, record);
      const attempts = known ? [...known.attempts, record] : [record];
      const standing = standingOf(attempts);
      const { state, incident, last } = standing;
      incidents.moved(membershipOf(known), membershipOf(standing), record.started_at);
      const endpointId = known?.endpointId ?? endpoint.id;
      figures.messageMoved(known ? { connectionId, endpointId, at: known.lastAttemptAt, state: known.state } : null, {
        connectionId,
        endpointId,
        at: last,
        state,
      });
      if (state !== known?.state) {
        if (known) rollups.add(`messages ${known.state}`, -1);
        rollups.add(`messages ${state}`, 1);
      }
      if (callId !== null && (state !== known?.state || callId !== known.callId)) calls.touch(connectionId, callId);
      if (known) {
        Object.assign(known, { callId, attempts, standing, state, incident, lastAttemptAt: last });
      } else {
        endpoints.met(connectionId, endpoint);
        messages.begin(connectionId, attempt, record, standing);
      }
      return operation && { itemId: operation.itemId, outcome: record.outcome, result: resultOf(attempt) };
    },
  };
}

const countsOf = ({ operation }: ToldAttempt): boolean => operation?.mode !== 'other url';

function membershipOf(message: Pick<OpenMessage, 'incident' | 'state'> | undefined): Membership {
  if (!message || message.incident === null) return null;
  const { incident, state } = message;
  return { incident, standing: state === 'failed' ? 'open' : state === 'pending' ? 'pending' : 'over' };
}

function resultOf({ status, error }: ToldAttempt): string {
  return status === null ? (error?.message ?? 'no answer') : `HTTP ${status}`;
}
