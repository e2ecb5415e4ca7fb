/**
 * How the attempts at each endpoint ended, by the hour of their start and by how long they took: what an endpoint's health is read
 * from. Kept in memory until the commit, because the attempts of one batch fall into few hours.
 */
import { bucketOf } from '../latency.ts';
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

export interface EndpointHours {
  add(connectionId: string, endpointId: string, attempt: CountedAttempt): void;
  /** As of `Rollups`. */
  flush(): void;
  discard(): void;
  mark(): () => void;
}

interface Slot {
  key: [connectionId: string, endpointId: string, hour: number, outcome: string, cause: string, latency: number];
  n: number;
  lastAt: number;
}

export function endpointHours(db: Writable): EndpointHours {
  const write = db.prepare<[...Slot['key'], number, number]>(
    `INSERT INTO endpoint_hour (connection_id, endpoint_id, hour, outcome, cause, latency, n, last_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET n = n + excluded.n, last_at = max(last_at, excluded.last_at)`,
  );
  const pending = tally<Slot>((one, other) => ({
    key: one.key,
    n: one.n + other.n,
    lastAt: Math.max(one.lastAt, other.lastAt),
  }));
  return {
    add(connectionId, endpointId, { outcome, status, error_kind, started_at, duration_ms }) {
      const cause = outcome === 'succeeded' ? '' : (error_kind ?? String(status ?? 'other'));
      const key: Slot['key'] = [connectionId, endpointId, hourOf(started_at), outcome, cause, bucketOf(duration_ms)];
      pending.add(JSON.stringify(key), { key, n: 1, lastAt: started_at });
    },
    flush() {
      for (const [, { key, n, lastAt }] of pending.take()) write.run(...key, n, lastAt);
    },
    discard: pending.discard,
    mark: pending.mark,
  };
}
