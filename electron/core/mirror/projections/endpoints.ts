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
import { tally } from '../tally.ts';

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

interface Slot {
  key: [connectionId: string, endpointId: string, hour: number, outcome: string, cause: string, latency: number];
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
  const write = db.prepare<[...Slot['key'], number, number]>(
    `INSERT INTO ${prefix}endpoint_hour (connection_id, endpoint_id, hour, outcome, cause, latency, n, last_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET n = n + excluded.n, last_at = max(last_at, excluded.last_at)`,
  );
  // The first message decides what one that was never announced is called.
  const met = tally<[connectionId: string, endpointId: string, url: string, name: string]>((first) => first);
  const slots = tally<Slot>((one, other) => ({
    key: one.key,
    n: one.n + other.n,
    lastAt: Math.max(one.lastAt, other.lastAt),
  }));
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
    met: (connectionId, { id, url, name }) =>
      met.add(JSON.stringify([connectionId, id]), [connectionId, id, url, name]),
    attempted(connectionId, endpointId, { outcome, status, error_kind, started_at, duration_ms }) {
      const cause = outcome === 'succeeded' ? '' : (error_kind ?? String(status ?? 'other'));
      const key: Slot['key'] = [connectionId, endpointId, hourOf(started_at), outcome, cause, bucketOf(duration_ms)];
      slots.add(JSON.stringify(key), { key, n: 1, lastAt: started_at });
    },
    flush() {
      for (const [, endpoint] of met.take()) know.run(...endpoint);
      for (const [, { key, n, lastAt }] of slots.take()) write.run(...key, n, lastAt);
    },
    discard() {
      met.discard();
      slots.discard();
    },
  };
}
