/** Settings over the contract: in force at once, in the audit, told to every console, and there again after a restart. */
import { expect, onTestFinished, test } from 'vitest';
import { defaultSettings } from '../../../shared/domain/settings.ts';
import { temporaryFolder } from '../../fixtures/folder.ts';
import { startTestCore, ways } from './core.ts';

const [, overPort] = ways[0];

test('a change is audited, pushed, and outlives core', async () => {
  const folder = temporaryFolder();
  const core = await startTestCore(folder);
  const { client } = await overPort(core);
  expect(await client.settings.get()).toEqual(defaultSettings);

  const changes = await client.system.changes();
  onTestFinished(() => void changes.return?.());
  await changes.next();
  const privacy = { ...defaultSettings.privacy, maskNumbers: true };
  expect(await client.settings.update({ privacy })).toEqual({ ...defaultSettings, privacy });
  expect((await changes.next()).value).toMatchObject({ topics: expect.arrayContaining(['settings', 'audit']) });
  const { rows } = await client.audit.page({ limit: 1 });
  expect(rows).toMatchObject([
    { action: 'settings changed', subject: 'privacy', detail: { maskNumbers: { from: false, to: true } } },
  ]);
  await core.close();

  const again = await startTestCore(folder);
  onTestFinished(() => again.close());
  const { client: later } = await overPort(again);
  expect((await later.settings.get()).privacy).toEqual(privacy);
});

test('what is out of bounds is refused, and changes nothing', async () => {
  const core = await startTestCore(temporaryFolder());
  onTestFinished(() => core.close());
  const { client } = await overPort(core);
  const recordings = { cacheMb: -1, fetchAhead: true };
  await expect(client.settings.update({ recordings })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  expect(await client.settings.get()).toEqual(defaultSettings);
});
