/** Calls as a file: every call once, safe to open, redacted where it must be, and told to the audit. */
import { expect, onTestFinished, test } from 'vitest';
import { openMirror } from '../../../electron/core/mirror/open.ts';
import { createWriter } from '../../../electron/core/mirror/writer.ts';
import { callColumns } from '../../../shared/contract/calls.ts';
import { callFilter } from '../../../shared/contract/filters.ts';
import { defaultSettings } from '../../../shared/domain/settings.ts';
import { callEnded } from '../../fixtures/events/call-ended.ts';
import { frame, minute } from '../../fixtures/events/envelope.ts';
import { temporaryFolder } from '../../fixtures/folder.ts';
import { type Client, startTestCore, ways } from './core.ts';

const [, overPort] = ways[0];
const calls = 450;
const filter = callFilter.parse({});
const base = { filter, columns: [...callColumns], redacted: false };

async function console(): Promise<Client> {
  const folder = temporaryFolder();
  const mirror = openMirror(folder);
  const received = Array.from({ length: calls }, (_, n) =>
    frame(
      callEnded('replicer', `call-${n}`, {
        endedAt: minute(n),
        ...(n === 0 && { summary: '=HYPERLINK("http://evil")', agentName: 'Comma, "Quote"\nLine' }),
      }),
    ),
  );
  createWriter(mirror.db).commit({ connectionId: 'gone', zone: 'UTC', received, position: null });
  mirror.close();
  const core = await startTestCore(folder);
  onTestFinished(() => core.close());
  return (await overPort(core)).client;
}

async function exported(client: Client, asked: Partial<Parameters<Client['calls']['export']>[0]>) {
  const pieces = [];
  for await (const piece of await client.calls.export({ ...base, format: 'ndjson', ...asked })) pieces.push(piece);
  return { pieces, text: pieces.map(({ text }) => text).join('') };
}

test('NDJSON and JSON hold every call once, newest first, with how far it got', async () => {
  const client = await console();
  const { pieces, text } = await exported(client, {});
  const ids = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).callId);
  expect(ids).toHaveLength(calls);
  expect(new Set(ids).size).toBe(calls);
  expect(pieces.length).toBeGreaterThan(2);
  expect(pieces.at(-1)).toMatchObject({ calls, total: { count: calls, exact: true }, done: true });
  const array = JSON.parse((await exported(client, { format: 'json', columns: ['callId'] })).text);
  expect(array).toEqual(ids.map((callId) => ({ callId })));
  const none = await exported(client, { format: 'json', filter: { ...filter, agent: 'nobody' } });
  expect(JSON.parse(none.text)).toEqual([]);
});

test('CSV is quoted, holds no formula, and has the times of the zone', async () => {
  const client = await console();
  const { text } = await exported(client, {
    format: 'csv',
    ids: [1],
    columns: ['endedAt', 'agentName', 'summary', 'customerNumber'],
    zone: 'Asia/Kolkata',
    bom: true,
  });
  expect(text).toMatch(/^\ufeffendedAt,agentName,summary,customerNumber\r\n\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+05:30,/);
  expect(text).toContain(`"Comma, ""Quote""\nLine","'=HYPERLINK(""http://evil"")",+4915112345678\r\n`);
});

test('redacted, nothing of the customer is left; unredacted is refused where the setting says so', async () => {
  const client = await console();
  for (const format of ['csv', 'ndjson', 'json'] as const) {
    const { text } = await exported(client, { format, redacted: true });
    expect(text).not.toMatch(/5112345678|Paul Weber|Weber|493012345678/);
    expect(text).toContain('[number]');
  }
  await client.settings.update({ privacy: { ...defaultSettings.privacy, allowUnredacted: false } });
  await expect(exported(client, {})).rejects.toMatchObject({ code: 'MUST_BE_REDACTED' });
  expect((await exported(client, { redacted: true })).text).not.toBe('');
});

test('the audit knows what was asked for and how much of it left, also of an export that was stopped', async () => {
  const client = await console();
  const stop = new AbortController();
  const stream = await client.calls.export({ ...base, format: 'csv' }, { signal: stop.signal });
  await stream.next();
  stop.abort();
  await stream.return?.();
  const told = async () =>
    (await client.audit.page({ limit: 10 })).rows.filter(({ action }) => action === 'calls exported');
  await expect.poll(told).toMatchObject([{ detail: { complete: false, redacted: false, format: 'csv' } }]);
  await exported(client, { ids: [1, 2], redacted: true });
  const whole = { calls: 2, complete: true, redacted: true, chosen: 2 };
  await expect.poll(async () => (await told())[0]).toMatchObject({ detail: whole });
});
