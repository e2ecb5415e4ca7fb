/** One call of every procedure about recordings, and what it must answer: of one that lies in the cache, so that nobody is asked for it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { openRecordingCache } from '../../../electron/core/recordings/cache.ts';
import type { Recording } from '../../../shared/domain/recording.ts';
import { type Client, seeded } from './core.ts';

/** More than one frame of a WebSocket, and every byte there is. */
const sound = Buffer.concat([
  Buffer.from('RIFF\0\0\0\0WAVE'),
  Buffer.from(Array.from({ length: 300_000 }, (_, at) => at % 256)),
]);
const cached: Recording = { state: 'cached', bytes: sound.length, type: 'audio/wav' };

export function recordingAnswers(client: () => Client, dataDir: string): Record<string, () => Promise<void>> {
  const id = seeded.call;
  const missing = { code: 'NOT_FOUND' };
  /** A call whose vendor named no recording. */
  const silent = async () => (await client().calls.page({ text: 'more-3', limit: 1 })).rows[0]?.id ?? 0;
  async function keep(): Promise<void> {
    const { connectionId, callId, recordingUrl } = await client().calls.get({ id });
    const cache = openRecordingCache(join(dataDir, 'recordings'));
    const key = { connectionId, callId, url: recordingUrl ?? '' };
    writeFileSync(cache.partOf(key), sound);
    cache.keep(key, 'audio/wav', 1e9);
  }
  return {
    'recordings.get': async () => {
      expect(await client().recordings.get({ id })).toMatchObject({ state: 'not fetched' });
      await keep();
      expect(await client().recordings.get({ id })).toEqual(cached);
      expect(await client().recordings.get({ id: await silent() })).toEqual({ state: 'none' });
      await expect(client().recordings.get({ id: 999_999_999 })).rejects.toMatchObject(missing);
    },
    'recordings.sound': async () => {
      await keep();
      const file = await client().recordings.sound({ id });
      expect(file.type).toBe('audio/wav');
      expect(sound.equals(Buffer.from(await file.arrayBuffer()))).toBe(true);
      await expect(client().recordings.sound({ id: await silent() })).rejects.toMatchObject(missing);
    },
    'recordings.fetch': async () => {
      await keep();
      const told: Recording[] = [];
      for await (const each of await client().recordings.fetch({ id })) told.push(each);
      expect(told).toEqual([cached]);
    },
    'recordings.forget': async () => {
      await keep();
      expect(await client().recordings.forget({ id })).toMatchObject({ state: 'not fetched' });
      await expect(client().recordings.sound({ id })).rejects.toMatchObject(missing);
    },
    'recordings.ahead': async () => {
      await client().recordings.ahead({ ids: [await silent(), 999_999_999] });
    },
  };
}
