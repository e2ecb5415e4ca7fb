/** Reading endpoints: those the platforms announced or sent to, those added by hand, and the operator's settings of both. */
import {
  byHand,
  type EndpointDetail,
  type EndpointHealth,
  type EndpointKey,
  type EndpointSettings,
} from '../../../../shared/domain/endpoint.ts';
import { type SettingRecord, settingsOf } from '../endpoint-setting.ts';
import type { Readable } from '../open.ts';
import { endpointHealth } from './endpoint-health.ts';

/** An endpoint as the mirror knows it. */
export interface StoredEndpoint extends EndpointKey {
  name: string;
  url: string;
  /** As the platform says it; `null` when added by hand. */
  announced: { scheme: string | null; enabled: boolean } | null;
  settings: EndpointSettings;
  secretAt: number | null;
}

type Row = {
  connection_id: string;
  endpoint_id: string;
  name: string;
  url: string;
  announced: number;
  announced_scheme: string | null;
  announced_enabled: number | null;
} & { [K in keyof Omit<SettingRecord, 'connection_id' | 'endpoint_id' | 'name' | 'url'>]: SettingRecord[K] | null };

const columns = `k.connection_id, k.endpoint_id, coalesce(e.name, s.name) AS name, coalesce(e.url, s.url) AS url,
  e.url IS NOT NULL AS announced, e.scheme AS announced_scheme, e.enabled AS announced_enabled,
  s.scheme, s.timeout_ms, s.per_s, s.at_once, s.allow, s.enabled, s.secret_at`;
const sources = `LEFT JOIN endpoint e ON e.connection_id = k.connection_id AND e.endpoint_id = k.endpoint_id
  LEFT JOIN endpoint_setting s ON s.connection_id = k.connection_id AND s.endpoint_id = k.endpoint_id
  WHERE coalesce(e.url, s.url) IS NOT NULL`;

/** More than any platform has; the list has no pages. */
const mostListed = 1000;

export function endpointReaders(db: Readable) {
  const health = endpointHealth(db);
  const one = db.prepare<[string, string], Row>(
    `SELECT ${columns} FROM (SELECT ? AS connection_id, ? AS endpoint_id) k ${sources}`,
  );
  // Those of a connection that was removed are kept with what they were sent, and nothing can be sent there.
  const all = db.prepare<[string, number], Row>(
    `SELECT ${columns} FROM (
       SELECT connection_id, endpoint_id FROM endpoint e WHERE NOT EXISTS
         (SELECT 1 FROM connection c WHERE c.id = e.connection_id AND c.removed = 1)
       UNION SELECT connection_id, endpoint_id FROM endpoint_setting WHERE connection_id = ?) k ${sources}
     ORDER BY name COLLATE NOCASE, k.connection_id, k.endpoint_id LIMIT ?`,
  );

  function find(connectionId: string, endpointId: string): StoredEndpoint | null {
    const row = one.get(connectionId, endpointId);
    return row ? stored(row) : null;
  }

  return {
    /** `null` for one that nobody announced, sent to or added. */
    storedEndpoint: find,
    /** By name; `now` is epoch milliseconds UTC. */
    storedEndpoints: (now: number): (StoredEndpoint & { health: EndpointHealth })[] =>
      all.all(byHand, mostListed).map((row) => {
        const endpoint = stored(row);
        return { ...endpoint, health: health.health(endpoint, now) };
      }),
    endpointDetail(
      { connectionId, endpointId }: EndpointKey,
      now: number,
    ): (StoredEndpoint & Pick<EndpointDetail, 'health' | 'hours' | 'errors'>) | null {
      const endpoint = find(connectionId, endpointId);
      return endpoint && { ...endpoint, ...health.detail(endpoint, now) };
    },
  };
}

function stored(row: Row): StoredEndpoint {
  return {
    connectionId: row.connection_id,
    endpointId: row.endpoint_id,
    name: row.name,
    url: row.url,
    announced: row.announced === 1 ? { scheme: row.announced_scheme, enabled: row.announced_enabled === 1 } : null,
    settings: settingsOf(row),
    secretAt: row.secret_at,
  };
}
