/** One call of every procedure of settings, of what is masked, and of what leaves the console, and what it must answer. */
import { unzipSync } from 'fflate';
import { expect } from 'vitest';
import { callFilter } from '../../../shared/contract/filters.ts';
import { defaultSettings } from '../../../shared/domain/settings.ts';
import { type Client, seeded } from './core.ts';

/** Each leaves behind what it found. */
export function privacyAnswers(client: () => Client): Record<string, () => Promise<void>> {
  const id = seeded.call;
  return {
    'settings.get': async () => expect(await client().settings.get()).toEqual(defaultSettings),
    'settings.update': async () => {
      const privacy = { ...defaultSettings.privacy, maskText: true };
      expect(await client().settings.update({ privacy })).toEqual({ ...defaultSettings, privacy });
      await client().settings.update({ privacy: defaultSettings.privacy });
    },
    'calls.reveal': async () => {
      await client().settings.update({ privacy: { ...defaultSettings.privacy, maskNumbers: true } });
      const masked = await client().calls.get({ id });
      expect(masked).toMatchObject({ masked: true, revealed: false });
      const revealed = await client().calls.reveal({ id });
      expect(revealed).toMatchObject({ masked: false, revealed: true });
      expect(revealed.customerNumber).not.toBe(masked.customerNumber);
      expect(await client().calls.hide({ id })).toEqual(masked);
      await client().settings.update({ privacy: defaultSettings.privacy });
    },
    'calls.hide': async () => expect(await client().calls.hide({ id: 999_999_999 })).toBeNull(),
    'calls.export': async () => {
      const filter = callFilter.parse({});
      const asked = { filter, format: 'ndjson', redacted: true } as const;
      let text = '';
      for await (const piece of await client().calls.export({ ...asked, ids: [id], columns: ['callId'] })) {
        text += piece.text;
      }
      expect(JSON.parse(text)).toEqual({ callId: 'call-1' });
    },
    'calls.evidence': async () => {
      const { name, zip } = await client().calls.evidence({ id, redacted: true });
      expect(name).toMatch(/^evidence-.+-redacted\.zip$/);
      expect(unzipSync(new Uint8Array(await zip.arrayBuffer()))).toHaveProperty(['index.html']);
    },
  };
}
