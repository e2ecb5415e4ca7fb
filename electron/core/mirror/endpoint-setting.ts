/** One row of `endpoint_setting`, as it lies in the mirror and as settings. */
import type { EndpointSettings } from '../../../shared/domain/endpoint.ts';

export interface SettingRecord {
  connection_id: string;
  endpoint_id: string;
  name: string | null;
  url: string | null;
  /** A `SigningScheme` as JSON. */
  scheme: string | null;
  timeout_ms: number | null;
  per_s: number | null;
  at_once: number | null;
  /** Names of ranges as JSON. */
  allow: string;
  enabled: number;
  secret_at: number | null;
}

/** Of an endpoint nobody has set anything for. */
export const usualSettings: EndpointSettings = {
  scheme: null,
  timeoutMs: null,
  perS: null,
  atOnce: null,
  allow: [],
  enabled: true,
};

/** Every column is `null` where there is no row. */
export function settingsOf(
  row: { [K in keyof Omit<SettingRecord, 'connection_id' | 'endpoint_id' | 'name' | 'url'>]: SettingRecord[K] | null },
): EndpointSettings {
  return {
    scheme: row.scheme === null ? null : JSON.parse(row.scheme),
    timeoutMs: row.timeout_ms,
    perS: row.per_s,
    atOnce: row.at_once,
    allow: row.allow === null ? [] : JSON.parse(row.allow),
    enabled: row.enabled !== 0,
  };
}
