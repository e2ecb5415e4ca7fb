/** What the operator set on this machine, kept by the browser: density, times, width of the reading panel. The theme is Mantine's to keep. */
import { useContext, useSyncExternalStore } from 'react';
import { z } from 'zod';
import { latestInstant, overviewRanges } from '../../shared/domain/overview.ts';
import { machineZone, type Zone } from './format.ts';
import { ConnectionZones, RecordConnection, zoneOf } from './zones.ts';

const schema = z.object({
  density: z.enum(['compact', 'comfortable']).catch('compact'),
  /** `call`: that of the connection which brought what the time is of. */
  zone: z.enum(['mine', 'utc', 'call']).catch('mine'),
  /** Of the overview: one that ends now, or two instants. */
  range: z
    .union([
      z.enum(overviewRanges),
      z.object({ from: z.number().nonnegative().max(latestInstant), to: z.number().nonnegative().max(latestInstant) }),
    ])
    .catch('7d'),
  panelWidth: z.number().min(320).max(1200).catch(520),
  railCollapsed: z.boolean().catch(false),
  /** How the columns of a list are arranged, by the list's name. */
  columns: z.record(z.string(), z.string()).catch({}),
  /** Of recordings: times as fast, and 0–1 as loud. */
  playSpeed: z.number().min(0.25).max(4).catch(1),
  playVolume: z.number().min(0).max(1).catch(1),
  facetsOpen: z.boolean().catch(false),
});

export type Preferences = z.infer<typeof schema>;

const place = 'aftercall.preferences';
const listeners = new Set<() => void>();
let current = load();

function load(): Preferences {
  try {
    return schema.parse(JSON.parse(localStorage.getItem(place) ?? '{}'));
  } catch {
    return schema.parse({});
  }
}

export function setPreference<K extends keyof Preferences>(name: K, value: Preferences[K]): void {
  current = { ...current, [name]: value };
  localStorage.setItem(place, JSON.stringify(current));
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const preferences = (): Preferences => current;

export function usePreferences(): Preferences {
  return useSyncExternalStore(subscribe, preferences);
}

/** Where both zones are one, there is nothing to switch. */
export const machineIsInUtc = /^(UTC|GMT|Etc\/(UTC|GMT|UCT|Zulu))$/i.test(machineZone);

/** Of what is shown here, or of `connection`. */
export function useZone(connection?: string): Zone {
  const { zone } = usePreferences();
  const zones = useContext(ConnectionZones);
  const around = useContext(RecordConnection);
  return zoneOf(zone, connection ?? around, zones);
}
