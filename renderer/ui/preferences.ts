/** What the operator set on this machine, kept by the browser: density, time zone, width of the reading panel. The theme is Mantine's to keep. */
import { useSyncExternalStore } from 'react';
import { z } from 'zod';
import type { Zone } from './format.ts';

const schema = z.object({
  density: z.enum(['compact', 'comfortable']).catch('compact'),
  zone: z.enum(['mine', 'utc']).catch('mine'),
  panelWidth: z.number().min(320).max(1200).catch(520),
  railCollapsed: z.boolean().catch(false),
  /** How the columns of a list are arranged, by the list's name. */
  columns: z.record(z.string(), z.string()).catch({}),
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

export function usePreferences(): Preferences {
  return useSyncExternalStore(subscribe, () => current);
}

/** The zone this machine is set to: `Europe/Berlin`. */
export const machineZone = new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Where both zones are one, there is nothing to switch. */
export const machineIsInUtc = /^(UTC|GMT|Etc\/(UTC|GMT|UCT|Zulu))$/i.test(machineZone);

export function useZone(): Zone {
  return usePreferences().zone;
}
