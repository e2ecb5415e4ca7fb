/** Files handed over piece by piece: everything in them is a call or a dead letter with its place, once, also after a break. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ImportJob } from '../../../shared/domain/import.ts';
import { callEnded, callPayload } from '../../fixtures/events/call-ended.ts';
import { type CoreHere, coreHere } from '../../fixtures/receiver.ts';

let core: CoreHere;
const atEnd: (() => void | Promise<void>)[] = [];
beforeAll(async () => {
  core = await coreHere(mkdtempSync(join(tmpdir(), 'aftercall-test-')), undefined, (close) => atEnd.unshift(close));
});
afterAll(async () => {
  for (const close of atEnd) await close();
  rmSync(core.dataDir, { recursive: true, force: true });
});

const filesHere = async ({ client }: CoreHere = core) =>
  (await client.sources.addFiles({ name: 'Old calls', zone: 'UTC' })).id;

let digests = 0;

async function hand(
  connectionId: string,
  name: string,
  text: string,
  { pieceBytes = 97, digest = `digest-${++digests}`, upTo = Number.POSITIVE_INFINITY, client = core.client } = {},
): Promise<ImportJob> {
  const bytes = Buffer.from(text);
  const { imports } = client.sources;
  let job = await imports.begin({ connectionId, name, size: bytes.length, digest });
  for (let position = job.position; position < Math.min(bytes.length, upTo); position += pieceBytes) {
    const base64 = bytes.subarray(position, position + pieceBytes).toString('base64');
    job = await imports.piece({ id: job.id, position, base64 });
    if (job.state !== 'running') return job;
  }
  return upTo < bytes.length ? job : imports.end({ id: job.id });
}

const payload = (id: string, fields = {}): string => JSON.stringify(callPayload('altur', id, fields));
const lines = (count: number): string => Array.from({ length: count }, (_, n) => payload(`c-${n}`)).join('\n');
const ids = async (connection: string, { client }: CoreHere = core): Promise<string[]> =>
  (await client.calls.page({ connection, limit: 200 })).rows.map(({ callId }) => callId).sort();
const letters = async (connectionId: string) =>
  (await core.client.deadLetters.page({ limit: 200 })).rows.filter((one) => one.connectionId === connectionId);

test.each([
  ['calls.ndjson', `${payload('a')}\n\n${payload('b')}\r\n`],
  ['calls.json', `[${payload('a')},\n ${payload('b')}]`],
  ['one line.txt', `${payload('a')}\n${payload('b')}`],
  ['export.json', `{"total": 2, "next": null, "data": [${payload('a')}, ${payload('b')}], "more": false}`],
  ['with mark.json', `\ufeff[${payload('a')},${payload('b')}]`],
])('%s is read', async (name, text) => {
  const id = await filesHere();
  for (const pieceBytes of [7, 4096]) {
    const job = await hand(id, name, text, { pieceBytes });
    expect(job).toMatchObject({ state: 'done', records: 2, deadLetters: 0, added: pieceBytes === 7 ? 2 : 0 });
  }
  expect(await ids(id)).toEqual(['a', 'b']);
});

test('a document that is one call is one call, however it is laid out', async () => {
  const id = await filesHere();
  const text = JSON.stringify(callPayload('altur', 'only'), null, 2);
  expect(await hand(id, 'call.json', text)).toMatchObject({ records: 1, added: 1 });
  expect(await ids(id)).toEqual(['only']);
});

test('events of a stream, a line each, keep their own source and id', async () => {
  const id = await filesHere();
  const event = callEnded('replicer', 'from-stream', {}, { id: 'event-7', source: '//platform/x' });
  const ours = { ...event, id: 'z', source: 'aftercall://machine/other' };
  const job = await hand(id, 'events.ndjson', `${JSON.stringify(event)}\n${JSON.stringify(ours)}`);
  expect(job).toMatchObject({ records: 2, added: 1, deadLetters: 1 });
  expect(await letters(id)).toMatchObject([{ code: 'invalid', position: 'events.ndjson, line 2' }]);
});

test('an archive of requests gives the webhooks in it', async () => {
  const id = await filesHere();
  const entry = (method: string, text: string, mimeType = 'application/json') => ({
    startedDateTime: '2026-11-01T10:00:00Z',
    request: {
      method,
      url: 'https://crm.example/hook?t=1',
      headers: [{ name: 'X-A', value: 'b' }],
      postData: { mimeType, text },
    },
    response: { status: 200 },
  });
  const entries = [
    entry('GET', ''),
    entry('POST', payload('a')),
    entry('POST', `payload=${encodeURIComponent(payload('b'))}`, 'application/x-www-form-urlencoded'),
    entry('POST', 'not json'),
  ];
  const har = { log: { version: '1.2', comment: 'entries', pages: [{ id: 'entries' }], entries, end: [1] } };
  expect(await hand(id, 'proxy.har', JSON.stringify(har, null, 1))).toMatchObject({
    records: 3,
    added: 2,
    deadLetters: 1,
  });
  expect(await ids(id)).toEqual(['a', 'b']);
  expect(await letters(id)).toMatchObject([{ code: 'unreadable', position: 'proxy.har, record 4' }]);
});

test('the same file again adds nothing and doubles no dead letter', async () => {
  const id = await filesHere();
  const text = `${lines(50)}\n{"broken\n{"unknown":true}`;
  expect(await hand(id, 'a.ndjson', text)).toMatchObject({ records: 52, added: 51, duplicates: 0, deadLetters: 2 });
  expect(await hand(id, 'renamed.ndjson', text)).toMatchObject({
    records: 52,
    added: 0,
    duplicates: 52,
    deadLetters: 0,
  });
  expect(await letters(id)).toHaveLength(2);
});

test('a record that cannot be read costs itself alone, and says where it stood', async () => {
  const id = await filesHere();
  const job = await hand(id, 'mixed.ndjson', `${payload('a')}\n{oops}\n${payload('b')}\n[`);
  expect(job).toMatchObject({ state: 'done', records: 4, added: 2, deadLetters: 2 });
  expect((await letters(id)).map(({ position }) => position).sort()).toEqual([
    'mixed.ndjson, line 2',
    'mixed.ndjson, line 4',
  ]);
  const cut = await hand(id, 'cut.json', `[${payload('c')},{"event_type":"on_call`);
  expect(cut).toMatchObject({ records: 2, added: 1, deadLetters: 1 });
  expect((await letters(id))[0]?.reason).toMatch(/The file ends in the middle of it/);
});

test.each([
  ['empty.json', '', /empty/],
  ['photo.jpg', '\u0089JFIF', /no JSON/],
  ['utf16.json', Buffer.from('\ufeff[1]', 'utf16le').toString('latin1'), null],
])('%s is refused with the reason', async (name, text, why) => {
  const id = await filesHere();
  const job = await hand(id, name, text);
  expect(job.state).toBe('failed');
  if (why) expect(job.why).toMatch(why);
});

test('a file none of whose records can be read is given up', async () => {
  const id = await filesHere();
  const job = await hand(id, 'log.ndjson', Array.from({ length: 3000 }, (_, n) => `line ${n}`).join('\n'), {
    pieceBytes: 8192,
  });
  expect(job).toMatchObject({ state: 'failed', why: expect.stringMatching(/wrong file/) });
  expect(job.records).toBeLessThan(3000);
});

test('cancelled, it keeps what it has, and the same file goes on where it stood', async () => {
  const id = await filesHere();
  const [text, digest] = [lines(60), 'the-same-file'];
  const half = await hand(id, 'a.ndjson', text, { digest, upTo: text.length / 2, pieceBytes: 1000 });
  expect(half.state).toBe('running');
  const cancelled = await core.client.sources.imports.cancel({ id: half.id });
  expect(cancelled.state).toBe('cancelled');
  const kept = (await ids(id)).length;
  expect(kept).toBeGreaterThan(10);
  await expect(core.client.sources.imports.piece({ id: half.id, position: 0, base64: '' })).rejects.toThrow(
    'not under way',
  );
  const whole = await hand(id, 'a.ndjson', text, { digest, pieceBytes: 1000 });
  expect(whole).toMatchObject({ id: half.id, state: 'done', records: 60, added: 60, duplicates: 0 });
  expect(await ids(id)).toHaveLength(60);
});

test.each(['a.ndjson', 'a.json'])('broken off by the end of core, %s goes on where it stood', async (name) => {
  const first = await coreHere();
  const id = await filesHere(first);
  const text = name.endsWith('.json') ? `[${lines(60).replaceAll('\n', ',\n')}]` : lines(60);
  const options = { digest: 'the-same-file', pieceBytes: 1000 };
  await hand(id, name, text, { ...options, upTo: text.length / 2, client: first.client });
  await first.core.close();
  const second = await coreHere(first.dataDir);
  expect(await second.client.sources.imports.list()).toMatchObject([{ state: 'interrupted' }]);
  const job = await hand(id, name, text, { ...options, client: second.client });
  expect(job).toMatchObject({ state: 'done', records: 60, added: 60, duplicates: 0 });
  expect(await ids(id, second)).toHaveLength(60);
});

test('pieces must follow each other, and one file is imported once at a time', async () => {
  const id = await filesHere();
  const { imports } = core.client.sources;
  const file = { connectionId: id, name: 'a.ndjson', size: 9, digest: 'twice-at-once' };
  const job = await imports.begin(file);
  await expect(imports.begin(file)).rejects.toThrow('imported already');
  await expect(imports.piece({ id: job.id, position: 5, base64: 'AAAA' })).rejects.toThrow('expected the piece at 0');
});
