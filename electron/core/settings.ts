/**
 * The operator's settings: read once when the mirror opens, then held here, so that whoever acts by them asks without waiting. A change is
 * written by the ingest thread, with a line in the audit for each section, before anybody here goes by it.
 */
import { isDeepStrictEqual } from 'node:util';
import type { JsonObject } from '../../shared/domain/chain.ts';
import { defaultSettings, type Settings, settingsSchema } from '../../shared/domain/settings.ts';
import type { AuditLine } from './mirror/audit.ts';
import type { StoredSettings } from './mirror/setting-store.ts';

/** Sections, each of them whole; what is not given stays. */
export type SettingsChange = { [S in keyof Settings]?: Settings[S] | undefined };

export interface SettingsStore {
  /** What is in force now. */
  get(): Settings;
  /** Returns when it is on the disk. What is the same as before changes nothing and tells nobody. */
  update(change: SettingsChange): Promise<Settings>;
  /** Told after each change, once it is in force. Returns what ends it. */
  onChange(listener: (now: Settings, before: Settings) => void): () => void;
}

export interface SettingsDeps {
  stored: StoredSettings;
  save: (sections: StoredSettings, lines: Omit<AuditLine, 'at'>[]) => Promise<void>;
  actor: string;
  log: (line: string) => void;
}

export function createSettings({ stored, save, actor, log }: SettingsDeps): SettingsStore {
  const listeners = new Set<(now: Settings, before: Settings) => void>();
  let current = settingsFrom(stored, log);
  let last: Promise<unknown> = Promise.resolve();

  async function change(sections: SettingsChange): Promise<Settings> {
    const before = current;
    const given = Object.fromEntries(Object.entries(sections).filter(([, section]) => section !== undefined));
    const now = settingsSchema.parse({ ...before, ...given });
    const changed = settingsSchema.keyof().options.filter((name) => !isDeepStrictEqual(before[name], now[name]));
    if (changed.length === 0) return before;
    await save(
      Object.fromEntries(changed.map((name) => [name, JSON.stringify(now[name])])),
      changed.map((name) => ({
        actor,
        action: 'settings changed',
        subject: name,
        detail: differences(before[name], now[name]),
      })),
    );
    current = now;
    for (const listener of listeners) listener(now, before);
    return now;
  }

  return {
    get: () => current,
    // One after the other: the audit says what a value was before.
    update(sections) {
      const turn = last.then(
        () => change(sections),
        () => change(sections),
      );
      last = turn;
      return turn;
    },
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** A section lacks what a newer version added: that has its default. One that cannot be read is the default as a whole, and told. */
function settingsFrom(stored: StoredSettings, log: (line: string) => void): Settings {
  let settings = defaultSettings;
  for (const name of settingsSchema.keyof().options) {
    const text = stored[name];
    if (text === undefined) continue;
    const read = settingsSchema.safeParse({ ...settings, [name]: withDefaults(settings[name], text) });
    if (read.success) settings = read.data;
    else log(`The settings "${name}" cannot be read; the defaults apply: ${read.error.issues[0]?.message}`);
  }
  return settings;
}

function withDefaults(defaults: object, text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...defaults, ...value } : value;
  } catch {
    return undefined;
  }
}

type Value = string | number | boolean | null;

/** `{ name: { from, to } }` of what differs. */
function differences(before: Record<string, Value>, now: Record<string, Value>): JsonObject {
  const names = Object.keys(now).filter((name) => before[name] !== now[name]);
  return Object.fromEntries(names.map((name) => [name, { from: before[name] ?? null, to: now[name] ?? null }]));
}
