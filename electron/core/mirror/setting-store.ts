/** The operator's settings as they lie in the mirror: a section each, as JSON. What they mean is `settings.ts`' business. */
import type { Writable } from './open.ts';

/** Section → its value as JSON. */
export type StoredSettings = Readonly<Record<string, string>>;

export function settingStore(db: Writable) {
  const all = db.prepare<[], { section: string; value: string }>('SELECT section, value FROM setting');
  const save = db.prepare<[string, string]>('INSERT OR REPLACE INTO setting (section, value) VALUES (?, ?)');

  return {
    all: (): StoredSettings => Object.fromEntries(all.all().map(({ section, value }) => [section, value])),
    save(sections: StoredSettings): void {
      for (const [section, value] of Object.entries(sections)) save.run(section, value);
    },
  };
}
