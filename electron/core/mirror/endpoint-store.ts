/** What the operator decided of endpoints, and those added by hand. Secrets are not among it: they lie in the secret store. */
import { byHand, type EndpointKey, type EndpointSettings } from '../../../shared/domain/endpoint.ts';
import { type SettingRecord, settingsOf, usualSettings } from './endpoint-setting.ts';
import type { Writable } from './open.ts';

export interface EndpointChange {
  /** Of one added by hand. */
  name?: string | undefined;
  url?: string | undefined;
  settings: { [K in keyof EndpointSettings]?: EndpointSettings[K] | undefined };
}

export function endpointStore(db: Writable) {
  const known = db.prepare<[string, string], SettingRecord>(
    'SELECT * FROM endpoint_setting WHERE connection_id = ? AND endpoint_id = ?',
  );
  const save = db.prepare<SettingRecord>(
    `INSERT INTO endpoint_setting (connection_id, endpoint_id, name, url, scheme, timeout_ms, per_s, at_once, allow, enabled, secret_at)
     VALUES (@connection_id, @endpoint_id, @name, @url, @scheme, @timeout_ms, @per_s, @at_once, @allow, @enabled, @secret_at)
     ON CONFLICT DO UPDATE SET name = excluded.name, url = excluded.url, scheme = excluded.scheme, timeout_ms = excluded.timeout_ms,
       per_s = excluded.per_s, at_once = excluded.at_once, allow = excluded.allow, enabled = excluded.enabled,
       secret_at = excluded.secret_at`,
  );
  const remove = db.prepare<[string, string]>(
    'DELETE FROM endpoint_setting WHERE connection_id = ? AND endpoint_id = ?',
  );
  const ids = db.prepare<[string, string], { id: string }>(
    `SELECT endpoint_id AS id FROM endpoint WHERE connection_id = ?
     UNION SELECT endpoint_id FROM endpoint_setting WHERE connection_id = ?`,
  );

  const recordOf = ({ connectionId, endpointId }: EndpointKey): SettingRecord =>
    known.get(connectionId, endpointId) ?? {
      connection_id: connectionId,
      endpoint_id: endpointId,
      name: null,
      url: null,
      secret_at: null,
      ...columnsOf(usualSettings),
    };

  return {
    /** What is not given stays as it is; whoever changes two things at once loses none of them. */
    change(key: EndpointKey, { name, url, settings }: EndpointChange): void {
      const record = recordOf(key);
      const given = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
      const own = key.connectionId === byHand ? { name: name ?? record.name, url: url ?? record.url } : {};
      save.run({ ...record, ...own, ...columnsOf({ ...settingsOf(record), ...given }) });
    },
    /** When its newest secret was stored; `null` when there is none any more. */
    secretAt: (key: EndpointKey, at: number | null): void => void save.run({ ...recordOf(key), secret_at: at }),
    remove: ({ connectionId, endpointId }: EndpointKey): boolean => remove.run(connectionId, endpointId).changes > 0,
    /** Every endpoint of a connection that ever was. */
    idsOf: (connectionId: string): string[] => ids.all(connectionId, connectionId).map(({ id }) => id),
  };
}

function columnsOf({ scheme, timeoutMs, perS, atOnce, allow, enabled }: EndpointSettings) {
  return {
    scheme: scheme && JSON.stringify(scheme),
    timeout_ms: timeoutMs,
    per_s: perS,
    at_once: atOnce,
    allow: JSON.stringify(allow),
    enabled: Number(enabled),
  };
}
