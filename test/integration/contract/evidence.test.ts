/** Evidence packs: whole, checkable by whoever has no console, safe to open, and without people where they are redacted. */
import { createHash } from 'node:crypto';
import { strFromU8, unzipSync } from 'fflate';
import { expect, onTestFinished, test } from 'vitest';
import { openMirror } from '../../../electron/core/mirror/open.ts';
import { createWriter } from '../../../electron/core/mirror/writer.ts';
import { defaultSettings } from '../../../shared/domain/settings.ts';
import { callEnded } from '../../fixtures/events/call-ended.ts';
import { chainRan, flowPublished } from '../../fixtures/events/chain-ran.ts';
import { frame } from '../../fixtures/events/envelope.ts';
import { answer, attemptData, webhookAttempted } from '../../fixtures/events/webhook-attempted.ts';
import { temporaryFolder } from '../../fixtures/folder.ts';
import { type Client, startTestCore, ways } from './core.ts';

const hostile = '<script>alert(1)</script><img src=x onerror=alert(2)>" onload="x \u202eevil & co';
const secret = 'sk_live_4242abcdef';
const people = ['Paul Weber', 'Weber', '+4915112345678', '15112345678', '0151 1234 5678', 'paul@weber.example'];
const callKey = 1;

function seed(folder: string): void {
  const mirror = openMirror(folder);
  const { request } = attemptData('msg-1', 1);
  const secrets = [...request.headers, ['authorization', `Bearer ${secret}`]] as const;
  const received = [
    callEnded('replicer', 'call-1', {
      customerName: 'Paul Weber',
      customerPhone: '+4915112345678',
      summary: `Paul Weber rang from 0151 1234 5678. ${hostile}`,
      transcript: `Agent: ${hostile}\nPaul Weber: I am Weber, write to paul@weber.example`,
    }),
    webhookAttempted('msg-1', 1, {
      request: {
        ...request,
        url: `https://crm.example.com/hooks?token=${secret}`,
        headers: secrets.map(([name, value]): [string, string] => [name, value]),
        body: JSON.stringify({ call: 'call-1', who: 'Paul Weber', tel: '+4915112345678', echoed: secret }),
      },
      response: answer(500, `{"error":"${hostile.replaceAll('"', '')}"}`),
    }),
    webhookAttempted('msg-1', 2, {
      request: {
        ...request,
        body: Buffer.from('Paul Weber \xff', 'latin1').toString('base64'),
        bodyEncoding: 'base64',
      },
    }),
    flowPublished(),
    chainRan('run-1'),
    callEnded('replicer', 'call-2'),
  ].map((event) => frame(event));
  const writer = createWriter(mirror.db);
  writer.commit({ connectionId: 'gone', zone: 'UTC', received, position: null });
  const line = { at: 1, actor: 'Åsa', action: 'call looked at', detail: {} };
  writer.audit({ ...line, subject: 'call-2' });
  writer.audit({ ...line, subject: 'call-1', detail: { said: 'Paul Weber' } });
  writer.audit({ ...line, subject: 'call-1', detail: { connectionId: 'another' } });
  writer.audit({ ...line, subject: 'call-1', detail: { connectionId: 'gone' } });
  mirror.close();
}

async function console(open: (typeof ways)[number][1] = ways[0][1]): Promise<Client> {
  const folder = temporaryFolder();
  seed(folder);
  const core = await startTestCore(folder);
  onTestFinished(() => core.close());
  const way = await open(core);
  onTestFinished(() => way.close());
  return way.client;
}

async function packOf(client: Client, redacted: boolean) {
  const { name, zip } = await client.calls.evidence({ id: callKey, redacted });
  const bytes = new Uint8Array(await zip.arrayBuffer());
  const files = unzipSync(bytes);
  const text = (path: string): string => strFromU8(files[path] ?? expect.unreachable(`no ${path}`));
  return { name, bytes, files, text };
}

const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

test.each(ways)('over a %s a pack is bytes, named for its call, every file with its hash', async (_way, open) => {
  const client = await console(open);
  await client.calls.notes.add({ id: callKey, text: 'Asked for an invoice.' });
  await client.review.change({ id: callKey, reviewed: true, score: 4 });
  const { name, bytes, files, text } = await packOf(client, false);
  expect(name).toMatch(/^evidence-call-1-\d{8}T\d{6}Z\.zip$/);
  const manifest = JSON.parse(text('manifest.json'));
  expect(manifest).toMatchObject({ callId: 'call-1', connection: 'gone', redacted: false });
  expect(
    manifest.files
      .map(({ path }: { path: string }) => path)
      .concat('manifest.json')
      .sort(),
  ).toEqual(Object.keys(files).sort());
  for (const file of manifest.files) {
    expect(sha256(files[file.path] ?? '')).toBe(file.sha256);
    expect(files[file.path]?.length).toBe(file.bytes);
  }
  const page = text('index.html');
  for (const part of ['Summary', 'Transcript', 'Attempt 2', 'Asked for an invoice.', 'score 4 of 5', 'Chains']) {
    expect(page).toContain(part);
  }
  expect(JSON.parse(text('attempts.json'))[0].timeline).toHaveLength(2);
  expect(JSON.parse(text('runs.json'))[0].original.runId).toBe('run-1');
  expect(Object.keys(files).filter((path) => path.startsWith('events/'))).toHaveLength(4);
  const { rows } = await client.audit.page({ limit: 5 });
  expect(rows[0]).toMatchObject({
    action: 'evidence exported',
    subject: 'call-1',
    detail: { redacted: false, sha256: sha256(bytes), files: Object.keys(files).length },
  });
});

test('events are the bytes received, but for secrets, which are nowhere', async () => {
  const client = await console();
  const { files, text } = await packOf(client, false);
  const manifest = JSON.parse(text('manifest.json'));
  const events = manifest.files.filter(({ event }: { event?: unknown }) => event);
  const received = (await client.events.get({ seq: 1 })).text;
  expect(text(events[0].path)).toBe(received);
  expect(events.map(({ event }: { event: { why: string | null } }) => event.why)).toEqual([
    null,
    'secrets masked',
    null,
    null,
  ]);
  for (const [path, content] of Object.entries(files)) expect(strFromU8(content), path).not.toContain(secret);
});

test('the excerpt of the audit follows its rule, and is about this call alone', async () => {
  const client = await console();
  await client.calls.reveal({ id: callKey });
  const { lines, whole } = JSON.parse((await packOf(client, false)).text('audit.json'));
  expect(whole).toBe(true);
  expect(lines.map(({ id, action }: { id: number; action: string }) => [id, action])).toEqual([
    [2, 'call looked at'],
    [4, 'call looked at'],
    [5, 'call revealed'],
  ]);
  for (const { before, at, actor, action, subject, detail, hash, follows } of lines) {
    expect(follows).toBe(true);
    expect(sha256(JSON.stringify([before, at, actor, action, subject, detail]))).toBe(hash);
  }
  expect(lines[2].before).toBe(lines[1].hash);
});

test('redacted, nothing of the customer is in any file, and the pack still verifies', async () => {
  const client = await console();
  await client.calls.notes.add({ id: callKey, text: 'Paul Weber, 0151 1234 5678, wants a call back' });
  const { name, files, text } = await packOf(client, true);
  expect(name).toContain('redacted');
  const coded = Buffer.from('Paul Weber \xff', 'latin1').toString('base64');
  for (const [path, content] of Object.entries(files)) {
    for (const said of [...people, coded, secret]) expect(strFromU8(content), `${said} in ${path}`).not.toContain(said);
  }
  expect(text('index.html')).toContain('[number]');
  expect(JSON.parse(text('call.json'))).toMatchObject({ customerNumber: '[number]', customerName: '[name]' });
  const { lines } = JSON.parse(text('audit.json'));
  expect(lines.map(({ follows }: { follows: boolean }) => follows)).toEqual([false, true, true]);
  for (const file of JSON.parse(text('manifest.json')).files) expect(sha256(files[file.path] ?? '')).toBe(file.sha256);
});

test('the page runs nothing, loads nothing, and shows hostile text as text', async () => {
  const { text } = await packOf(await console(), false);
  const page = text('index.html');
  expect(page).not.toMatch(/<script|<img|<iframe|<link|<object|\u202e/i);
  expect(page).toContain('&#60;script&#62;alert(1)');
  expect(page).not.toMatch(/<[^>]*\son\w+=/);
  expect(page).not.toMatch(/(?:src|href)="(?!events\/|HOW-TO-VERIFY)/);
  expect(page).toMatch(/Content-Security-Policy" content="default-src 'none'; style-src 'sha256-/);
  const style = /<style>([\s\S]*)<\/style>/.exec(page)?.[1] ?? '';
  expect(page).toContain(createHash('sha256').update(style).digest('base64'));
});

test('unredacted is refused where the setting says so, and of no call there is no pack', async () => {
  const client = await console();
  await client.settings.update({ privacy: { ...defaultSettings.privacy, allowUnredacted: false } });
  await expect(client.calls.evidence({ id: callKey, redacted: false })).rejects.toMatchObject({
    code: 'MUST_BE_REDACTED',
  });
  expect((await packOf(client, true)).name).toContain('redacted');
  await expect(client.calls.evidence({ id: 999, redacted: true })).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('masks of the console do not get into a pack: it has a choice of its own', async () => {
  const client = await console();
  await client.settings.update({ privacy: { ...defaultSettings.privacy, maskNumbers: true, maskNames: true } });
  const { text } = await packOf(client, false);
  expect(JSON.parse(text('call.json')).customerNumber).toBe('+4915112345678');
});
