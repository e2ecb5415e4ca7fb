/** How well sending to an endpoint goes, by anybody: from the hours kept beside the attempts, and from the newest attempts. */
import type { EndpointDetail, EndpointHealth, EndpointHour, EndpointKey } from '../../../../shared/domain/endpoint.ts';
import type { AttemptOutcome, HttpErrorKind } from '../../../../shared/domain/webhook.ts';
import { breakerState } from '../../delivery/breaker.ts';
import { isTransient } from '../../delivery/explain.ts';
import { type BucketCount, percentile } from '../latency.ts';
import type { Readable } from '../open.ts';
import { hourOf } from '../rollups.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const shownHours = 7 * 24;
const mostInARow = 100;

interface Slot {
  hour: number;
  outcome: AttemptOutcome;
  cause: string;
  latency: number;
  n: number;
  last_at: number;
}

interface Try {
  started_at: number;
  outcome: AttemptOutcome;
  status: number | null;
  error_kind: HttpErrorKind | null;
}

export function endpointHealth(db: Readable) {
  const slots = db.prepare<[string, string, number], Slot>(
    `SELECT hour, outcome, cause, latency, n, last_at FROM endpoint_hour
     WHERE connection_id = ? AND endpoint_id = ? AND hour >= ?`,
  );
  // Down the hours from the newest, to the first in which it ended so.
  const lastSuccess = db.prepare<[string, string], { at: number }>(
    `SELECT last_at AS at FROM endpoint_hour WHERE connection_id = ? AND endpoint_id = ? AND outcome = 'succeeded'
     ORDER BY hour DESC, last_at DESC LIMIT 1`,
  );
  const lastFailure = db.prepare<[string, string], { at: number }>(
    `SELECT last_at AS at FROM endpoint_hour WHERE connection_id = ? AND endpoint_id = ? AND outcome <> 'succeeded'
     ORDER BY hour DESC, last_at DESC LIMIT 1`,
  );
  // The newest tries belong to the messages tried last. Two connections may use one id; a bounded look is taken past the other's.
  const newest = db.prepare<[string, string], Try>(
    `SELECT a.started_at, a.outcome, a.status, a.error_kind
     FROM (SELECT id FROM (SELECT id, connection_id FROM webhook_message WHERE endpoint_id = ?
                           ORDER BY last_attempt_at DESC, id DESC LIMIT 500)
           WHERE connection_id = ? LIMIT ${mostInARow}) m
     JOIN webhook_attempt a ON a.message = m.id
     WHERE a.counts = 1 ORDER BY a.started_at DESC, a.seq DESC LIMIT ${mostInARow}`,
  );

  /** The last 24 hours, to the hour. */
  function health({ connectionId, endpointId }: EndpointKey, now: number): EndpointHealth {
    const day = slots.all(connectionId, endpointId, hourOf(now) - dayMs + hourMs);
    const tries = newest.all(endpointId, connectionId);
    const failures = leading(tries, ({ outcome }) => outcome !== 'succeeded');
    const transient = leading(tries, isTransientTry);
    return {
      attempts: sum(day),
      succeeded: sum(day.filter(({ outcome }) => outcome === 'succeeded')),
      ...percentiles(day),
      lastSuccessAt: lastSuccess.get(connectionId, endpointId)?.at ?? null,
      lastFailureAt: lastFailure.get(connectionId, endpointId)?.at ?? null,
      failuresInARow: failures,
      breaker: breakerState(transient, tries[0]?.started_at ?? null, now),
    };
  }

  function detail(
    { connectionId, endpointId }: EndpointKey,
    now: number,
  ): Pick<EndpointDetail, 'health' | 'hours' | 'errors'> {
    const first = hourOf(now) - (shownHours - 1) * hourMs;
    const week = slots.all(connectionId, endpointId, first);
    const byHour = Map.groupBy(week, ({ hour }) => hour);
    const hours = Array.from({ length: shownHours }, (_, at): EndpointHour => {
      const hour = first + at * hourMs;
      const inIt = byHour.get(hour) ?? [];
      const ended = (wanted: AttemptOutcome) => sum(inIt.filter(({ outcome }) => outcome === wanted));
      return {
        at: hour,
        succeeded: ended('succeeded'),
        failed: ended('failed'),
        unknown: ended('unknown'),
        ...percentiles(inIt),
      };
    });
    const causes = Map.groupBy(
      week.filter(({ outcome }) => outcome !== 'succeeded'),
      ({ cause }) => cause,
    );
    const errors = [...causes].map(([cause, slots]) => ({
      cause,
      count: sum(slots),
      lastAt: Math.max(...slots.map(({ last_at }) => last_at)),
    }));
    errors.sort((a, b) => b.count - a.count || b.lastAt - a.lastAt);
    return { health: health({ connectionId, endpointId }, now), hours, errors: errors.slice(0, 10) };
  }

  return { health, detail };
}

function isTransientTry({ outcome, status, error_kind: kind }: Try): boolean {
  if (outcome === 'succeeded') return false;
  return isTransient(status === null ? null : { status }, kind === null ? null : { kind, message: '' });
}

/** How many from the start are so. */
function leading<T>(list: readonly T[], isSo: (item: T) => boolean): number {
  const end = list.findIndex((item) => !isSo(item));
  return end < 0 ? list.length : end;
}

const sum = (slots: readonly { n: number }[]): number => slots.reduce((total, { n }) => total + n, 0);

function percentiles(slots: readonly Slot[]): { p50Ms: number | null; p95Ms: number | null } {
  const counts: BucketCount[] = slots.map(({ latency, n }) => ({ bucket: latency, n }));
  return { p50Ms: percentile(counts, 0.5), p95Ms: percentile(counts, 0.95) };
}
