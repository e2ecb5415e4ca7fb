/**
 * Endpoints as the platform announces them and as attempts show them, and how the attempts at each ended, by the hour of their start and
 * by how long they took: what an endpoint's health is read from. What attempts tell is kept in memory until the commit, because those of
 * one batch go to few endpoints and fall into few hours.
 */
import type { EndpointUpdated, WebhookAttempted } from '../../../../shared/stream/events.ts';
import { bucketOf } from '../latency.ts';
import type { LedgerEvent } from '../ledger.ts';
import type { Writable } from '../open.ts';
import { hourOf } from '../rollups.ts';
import { byConnection } from './by-connection.ts';

export interface CountedAttempt {
  outcome: 'succeeded' | 'failed' | 'unknown';
  status: number | null;
  error_kind: string | null;
  started_at: number;
  duration_ms: number;
}

export interface EndpointProjection {
  announced(entry: LedgerEvent, endpoint: EndpointUpdated): void;
  /** A message goes there, whether it was announced or not. */
  met(connectionId: string, endpoint: WebhookAttempted['endpoint']): void;
  attempted(connectionId: string, endpointId: string, attempt: CountedAttempt): void;
  /** As of `Rollups`. */
  flush(): void;
  discard(): void;
}

interface Met {
  connectionId: string;
  id: string;
  /** Its first message's, where one went there: that decides what an endpoint that was never announced is called. */
  first: { url: string; name: string } | null;
  /** By what they have in common. */
  slots: Map<string, Slot>;
}

interface Slot {
  hour: number;
  outcome: string;
  cause: string;
  latency: number;
  n: number;
  lastAt: number;
}

/** `prefix` of the tables' names: 'past_' for what rows that are gone had a part in. */
export function endpointProjection(db: Writable, prefix: '' | 'past_' = ''): EndpointProjection {
  const know = db.prepare<[string, string, string, string]>(
    `INSERT INTO ${prefix}endpoint (connection_id, endpoint_id, url, name, enabled) VALUES (?, ?, ?, ?, 1) ON CONFLICT DO NOTHING`,
  );
  const announce = db.prepare(
    `INSERT INTO ${prefix}endpoint (connection_id, endpoint_id, url, name, scheme, enabled, subscription, announced_at)
     VALUES (@connectionId, @id, @url, @name, @scheme, @enabled, @subscription, @at)
     ON CONFLICT DO UPDATE SET url = excluded.url, name = excluded.name, scheme = excluded.scheme, enabled = excluded.enabled,
       subscription = excluded.subscription, announced_at = min(coalesce(announced_at, excluded.announced_at), excluded.announced_at)`,
  );
  const write = db.prepare<[string, string, number, string, string, number, number, number]>(
    `INSERT INTO ${prefix}endpoint_hour (connection_id, endpoint_id, hour, outcome, cause, latency, n, last_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET n = n + excluded.n, last_at = max(last_at, excluded.last_at)`,
  );
  const all = byConnection<Met>();

  function of(connectionId: string, id: string): Met {
    const known = all.get(connectionId, id);
    if (known) return known;
    const met: Met = { connectionId, id, first: null, slots: new Map() };
    all.set(connectionId, id, met);
    return met;
  }

  return {
    announced({ connectionId, receivedAt, event }, { subscription, enabled, ...endpoint }) {
      announce.run({
        ...endpoint,
        connectionId,
        enabled: Number(enabled),
        subscription: subscription && JSON.stringify(subscription),
        at: Date.parse(event.time ?? '') || receivedAt,
      });
    },
    met(connectionId, { id, url, name }) {
      of(connectionId, id).first ??= { url, name };
    },
    attempted(connectionId, endpointId, { outcome, status, error_kind, started_at, duration_ms }) {
      const cause = outcome === 'succeeded' ? '' : (error_kind ?? String(status ?? 'other'));
      const { slots } = of(connectionId, endpointId);
      const hour = hourOf(started_at);
      const latency = bucketOf(duration_ms);
      const key = `${hour} ${latency} ${outcome} ${cause}`;
      const slot = slots.get(key);
      if (!slot) {
        slots.set(key, { hour, outcome, cause, latency, n: 1, lastAt: started_at });
        return;
      }
      slot.n += 1;
      slot.lastAt = Math.max(slot.lastAt, started_at);
    },
    flush() {
      for (const { connectionId, id, first, slots } of all.values()) {
        if (first) know.run(connectionId, id, first.url, first.name);
        for (const { hour, outcome, cause, latency, n, lastAt } of slots.values())
          write.run(connectionId, id, hour, outcome, cause, latency, n, lastAt);
      }
      all.clear();
    },
    discard: all.clear,
  };
}
