/** A call whose words are masked cannot be heard either, until it is revealed. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Core } from '../../../electron/core/core.ts';
import { openRecordingCache } from '../../../electron/core/recordings/cache.ts';
import type { Recording } from '../../../shared/domain/recording.ts';
import { type Client, seed, seeded, startTestCore, type Way, ways } from '../contract/core.ts';

const id = seeded.call;
const [, overPort] = ways[0];
const sound = Buffer.concat([Buffer.from('RIFF\0\0\0\0WAVE'), Buffer.alloc(100, 0x80)]);
const cached: Recording = { state: 'cached', bytes: sound.length, type: 'audio/wav' };
const dataDir = mkdtempSync(join(tmpdir(), 'aftercall-masked-'));
let core: Core;
let way: Way;
let client: Client;

beforeAll(async () => {
  seed(dataDir);
  core = await startTestCore(dataDir);
  way = await overPort(core);
  client = way.client;
  const { connectionId, callId, recordingUrl } = await client.calls.get({ id });
  const key = { connectionId, callId, url: recordingUrl ?? '' };
  const cache = openRecordingCache(join(dataDir, 'recordings'));
  writeFileSync(cache.partOf(key), sound);
  cache.keep(key, 'audio/wav', 1e9);
  const { privacy } = await client.settings.get();
  await client.settings.update({ privacy: { ...privacy, maskText: true } });
});
afterAll(async () => {
  await way.close();
  await core.close();
  rmSync(dataDir, { recursive: true, force: true });
});

async function statesFetched(): Promise<string[]> {
  const states: string[] = [];
  for await (const { state } of await client.recordings.fetch({ id })) states.push(state);
  return states;
}

test('is silent before, heard once revealed, silent when hidden again', async () => {
  expect(await client.recordings.get({ id })).toEqual({ state: 'masked' });
  await expect(client.recordings.sound({ id })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect(await statesFetched()).toEqual(['masked']);

  await client.calls.reveal({ id });
  expect(await client.recordings.get({ id })).toEqual(cached);
  expect((await client.recordings.sound({ id })).size).toBe(sound.length);
  expect(await statesFetched()).toEqual(['cached']);

  await client.calls.hide({ id });
  expect(await client.recordings.get({ id })).toEqual({ state: 'masked' });
  await expect(client.recordings.sound({ id })).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('tells pages that show the call when that changes', async () => {
  const leaving = new AbortController();
  const told = await client.system.changes(undefined, { signal: leaving.signal });
  await client.calls.reveal({ id });
  for await (const { topics } of told) if (topics.includes('recordings')) break;
  leaving.abort();
});
