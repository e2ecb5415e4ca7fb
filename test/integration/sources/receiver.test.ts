/** Webhooks from vendors over real sockets: durable before they are answered, once, checked, and never thrown away. */
import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openMirror } from '../../../electron/core/mirror/open.ts';
import { rebuildProjections } from '../../../electron/core/mirror/rebuild.ts';
import { callPayload } from '../../fixtures/events/call-ended.ts';
import { type CoreHere, coreHere, type ReceiverHere, receiverHere } from '../../fixtures/receiver.ts';
import { listening } from '../../fixtures/receiving.ts';
import { until } from '../../fixtures/wait.ts';

const altur = (id: string, fields: Record<string, unknown> = {}): string =>
  JSON.stringify(callPayload('altur', id, fields));

const callsOf = async ({ client, id }: ReceiverHere) =>
  (await client.calls.page({ limit: 200 })).rows.filter(({ connectionId }) => connectionId === id);
const lettersOf = async ({ client, id }: ReceiverHere) =>
  (await client.deadLetters.page({ limit: 200 })).rows.filter(({ connectionId }) => connectionId === id);

/** One core for all; each test has a receiver of its own. */
let core: CoreHere;
const atEnd: (() => void | Promise<void>)[] = [];
beforeAll(async () => {
  core = await coreHere(mkdtempSync(join(tmpdir(), 'aftercall-test-')), undefined, (close) => atEnd.unshift(close));
});
afterAll(async () => {
  for (const close of atEnd) await close();
  rmSync(core.dataDir, { recursive: true, force: true });
});

describe('a vendor’s webhook', () => {
  test.each(['altur', 'callkaro', 'replicer'] as const)('of %s is a call, with its request kept', async (dialect) => {
    const here = await receiverHere({ core });
    const answer = await here.post(
      JSON.stringify(callPayload(dialect, 'call-1')),
      { 'x-note': 'kept' },
      '?tenant=7&a=b',
    );
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ received: true });
    const [call] = await callsOf(here);
    expect(call).toMatchObject({ callId: 'call-1', dialect, connectionId: here.id });
    const detail = await here.client.calls.get({ id: call?.id ?? 0 });
    const event = JSON.parse((await here.client.events.get({ seq: detail.events[0]?.seq ?? 0 })).text);
    expect(event).toMatchObject({
      source: `aftercall://receiver/${here.id}`,
      hook: { method: 'POST', query: 'tenant=7&a=b', signature: { verified: true, scheme: 'none' } },
      data: callPayload(dialect, 'call-1'),
    });
    expect(event.hook.headers).toContainEqual(['x-note', 'kept']);
  });

  test('keeps its payload letter by letter: order, long numbers, keys written twice', async () => {
    const here = await receiverHere({ core });
    const body = `{ "event_type":"on_call_end", "id":"c-1","n":12345678901234567890123,\n "a":1,"a":2.50 }`;
    expect((await here.post(body)).status).toBe(200);
    const [call] = await callsOf(here);
    const { events } = await here.client.calls.get({ id: call?.id ?? 0 });
    expect((await here.client.events.get({ seq: events[0]?.seq ?? 0 })).text).toContain(`"data":${body}}`);
  });

  test('keeps no token that came in a header', async () => {
    const here = await receiverHere({ core });
    await here.post(altur('c-1'), {
      authorization: 'Bearer very-secret',
      cookie: 'session=secret',
      'x-api-key': 'secret-key',
    });
    const [call] = await callsOf(here);
    const { events } = await here.client.calls.get({ id: call?.id ?? 0 });
    const { text } = await here.client.events.get({ seq: events[0]?.seq ?? 0 });
    expect(text).not.toContain('secret');
    expect(text).toContain('authorization');
  });

  const encoded: [string, (text: string) => Uint8Array][] = [
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['deflate', deflateRawSync],
    ['br', brotliCompressSync],
    ['zstd', zstdCompressSync],
  ];
  test.each(encoded)('is read when sent as %s', async (encoding, encode) => {
    const here = await receiverHere({ core });
    expect((await here.post(encode(altur('c-1')), { 'content-encoding': encoding })).status).toBe(200);
    expect(await callsOf(here)).toMatchObject([{ callId: 'c-1' }]);
  });

  test.each([
    ['application/x-www-form-urlencoded', `payload=${encodeURIComponent(altur('c-1'))}&v=1`],
    ['application/x-www-form-urlencoded', 'event_type=on_call_end&id=c-1&type=inbound'],
    ['application/webhook+json', altur('c-1')],
    ['text/plain', `\ufeff${altur('c-1')}`],
  ])('is read as %s', async (type, body) => {
    const here = await receiverHere({ core });
    expect((await here.post(body, { 'content-type': type })).status).toBe(200);
    expect(await callsOf(here)).toMatchObject([{ callId: 'c-1' }]);
  });
});

describe('retries', () => {
  test('of a delivery that is numbered are one event, whatever else differs', async () => {
    const here = await receiverHere({ core });
    for (const at of [1, 2, 3]) {
      const answer = await here.post(altur('c-1', { duration: at }), {
        'webhook-id': 'msg_1',
        'webhook-timestamp': `${at}`,
      });
      expect(answer.status).toBe(200);
    }
    const [call] = await callsOf(here);
    expect((await here.client.calls.get({ id: call?.id ?? 0 })).events).toHaveLength(1);
    await until('the count', async () => {
      const one = (await here.client.connections.list()).find(({ id }) => id === here.id);
      return one?.hooks?.taken === 3 && one.hooks.duplicates === 2;
    });
  });

  test('of one that is not are one event while they say the same, and else merge into the call', async () => {
    const here = await receiverHere({ core });
    for (const duration of [10, 10, 99]) await here.post(altur('c-1', { duration }));
    const calls = await callsOf(here);
    expect(calls).toMatchObject([{ callId: 'c-1', durationMs: 99_000 }]);
    expect((await here.client.calls.get({ id: calls[0]?.id ?? 0 })).events).toHaveLength(2);
  });

  test('many posts at once share commits and are all there', async () => {
    const here = await receiverHere({ core });
    const answers = await Promise.all(Array.from({ length: 400 }, (_, n) => here.post(altur(`c-${n}`))));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect((await here.client.calls.page({ connection: here.id })).total.count).toBe(400);
  });
});

describe('signatures', () => {
  const secret = Buffer.from('0123456789abcdef0123').toString('base64');
  const sign = (body: string, key = Buffer.from(secret, 'base64')) =>
    createHmac('sha256', key).update(body).digest('base64');

  test('that hold are taken, and the event says so', async () => {
    const here = await receiverHere({ core, scheme: { kind: 'altur' }, secret });
    expect((await here.post(altur('c-1'), { 'x-altur-signature': sign(altur('c-1')) })).status).toBe(200);
    const body = altur('c-2');
    const packed = { 'x-altur-signature': sign(body), 'content-encoding': 'gzip' };
    expect((await here.post(gzipSync(body), packed)).status).toBe(200);
    expect((await callsOf(here)).map(({ callId }) => callId).sort()).toEqual(['c-1', 'c-2']);
  });

  test('that are wrong or missing are refused, kept, and no call', async () => {
    const here = await receiverHere({ core, scheme: { kind: 'altur' }, secret });
    const forged = await here.post(altur('c-1'), { 'x-altur-signature': sign(`${altur('c-1')} `) });
    expect(forged.status).toBe(401);
    expect(await forged.json()).toMatchObject({ kept: true, error: expect.any(String) });
    expect((await here.post(altur('c-2'))).status).toBe(401);
    expect(await callsOf(here)).toEqual([]);
    expect(await lettersOf(here)).toMatchObject([{ code: 'bad signature' }, { code: 'bad signature' }]);
    // A retry of the same is the same letter.
    await here.post(altur('c-2'));
    expect(await lettersOf(here)).toHaveLength(2);
  });

  test('a forged delivery does not stand in the way of the true one of the same id', async () => {
    const here = await receiverHere({ core, scheme: { kind: 'altur' }, secret });
    await here.post(altur('c-1', { status: 'forged' }), { 'webhook-id': 'm1', 'x-altur-signature': 'AAAA' });
    const body = altur('c-1', { status: 'true' });
    expect((await here.post(body, { 'webhook-id': 'm1', 'x-altur-signature': sign(body) })).status).toBe(200);
    const [call] = await callsOf(here);
    expect(await here.client.calls.get({ id: call?.id ?? 0 })).toMatchObject({ status: 'true' });
  });

  test('what came before the secret was right is taken when it is', async () => {
    const here = await receiverHere({
      core,
      scheme: { kind: 'altur' },
      secret: Buffer.from('wrong').toString('base64'),
    });
    const body = altur('c-1');
    expect((await here.post(body, { 'x-altur-signature': sign(body) })).status).toBe(401);
    expect((await here.post(altur('c-2'), { 'x-altur-signature': 'forged' })).status).toBe(401);
    expect(await here.client.sources.setSecret({ id: here.id, secret, rotate: true })).toEqual({
      secrets: 2,
      tried: 2,
      resolved: 1,
    });
    expect(await callsOf(here)).toMatchObject([{ callId: 'c-1' }]);
    expect(await lettersOf(here)).toHaveLength(1);
  });

  test('without a secret to check with, nothing is trusted, and the test says why', async () => {
    const here = await receiverHere({ core, scheme: { kind: 'altur' } });
    expect((await here.post(altur('c-1'), { 'x-altur-signature': sign(altur('c-1')) })).status).toBe(401);
    expect(await here.client.connections.test({ id: here.id })).toMatchObject({ ok: false, what: /holds no secret/ });
  });

  test('a bearer token holds, and is not written down', async () => {
    const here = await receiverHere({ core, scheme: { kind: 'bearer' }, secret: 'the-token-of-it' });
    expect((await here.post(altur('c-1'), { authorization: 'Bearer another' })).status).toBe(401);
    expect((await here.post(altur('c-1'), { authorization: 'Bearer the-token-of-it' })).status).toBe(200);
    const [call] = await callsOf(here);
    const { events } = await here.client.calls.get({ id: call?.id ?? 0 });
    expect((await here.client.events.get({ seq: events[0]?.seq ?? 0 })).text).not.toContain('the-token-of-it');
  });
});

describe('what is no webhook', () => {
  test('an unknown type is a 400 with its bytes kept, and again when it is sent again', async () => {
    const here = await receiverHere({ core });
    const body = '{"event":"contact.created","data":{"name":"Ada"}}';
    for (let n = 0; n < 2; n += 1) {
      const answer = await here.post(body);
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({ error: expect.stringContaining('Unknown event type'), kept: true });
    }
    const [letter, ...others] = await lettersOf(here);
    expect(letter).toMatchObject({ code: 'unknown dialect' });
    expect(others).toEqual([]);
    expect((await here.client.deadLetters.get({ id: letter?.id ?? 0 })).text).toContain(body);
  });

  test.each([
    ['nothing', '', 'application/json', 400],
    ['no JSON', '{"event_type":', 'application/json', 400],
    ['something around JSON', '1,"hook":{}', 'application/json', 400],
    ['no UTF-8', new Uint8Array([0x22, 0xff, 0xfe, 0x22]), 'application/json', 400],
    ['an empty form', '', 'application/x-www-form-urlencoded', 400],
  ])('%s is refused and kept', async (_what, body, type, status) => {
    const here = await receiverHere({ core });
    expect((await here.post(body, { 'content-type': type })).status).toBe(status);
    const [letter] = await lettersOf(here);
    expect(letter).toMatchObject({ code: 'unreadable' });
    const { text } = await here.client.deadLetters.get({ id: letter?.id ?? 0 });
    const { hook } = JSON.parse(text);
    expect(Buffer.from(hook.body, hook.bodyEncoding).equals(Buffer.from(body as string))).toBe(true);
  });

  test('an unknown encoding is a 415, a broken one a 400; both are kept', async () => {
    const here = await receiverHere({ core });
    expect((await here.post(altur('c'), { 'content-encoding': 'lzma' })).status).toBe(415);
    expect((await here.post(altur('d'), { 'content-encoding': 'gzip' })).status).toBe(400);
    expect(await lettersOf(here)).toHaveLength(2);
  });

  test('what grows too large when it is unpacked, or is too large, is a 413', async () => {
    const here = await receiverHere({ core });
    const bomb = gzipSync(Buffer.alloc(64 << 20, ' '));
    expect((await here.post(bomb, { 'content-encoding': 'gzip' })).status).toBe(413);
    expect((await here.post(`"${'x'.repeat(11 << 20)}"`)).status).toBe(413);
    expect((await lettersOf(here)).map(({ code }) => code)).toEqual(['too large', 'too large']);
    expect((await here.post(altur('c-1'))).status).toBe(200);
  });

  test('a wrong token, path or method is refused with a clear status, and nothing is kept', async () => {
    const here = await receiverHere({ core });
    const wrong = here.url.replace(/[^/]+$/, 'wrong');
    expect((await fetch(wrong, { method: 'POST', body: altur('c') })).status).toBe(404);
    expect((await fetch(`${new URL(here.url).origin}/`, { method: 'POST', body: '{}' })).status).toBe(404);
    expect((await fetch(here.url, { method: 'PUT', body: altur('c') })).status).toBe(405);
    const got = await fetch(here.url);
    expect([got.status, got.headers.get('allow')]).toEqual([405, 'POST']);
    expect(await lettersOf(here)).toEqual([]);
    await until('the count', async () => {
      const one = (await here.client.connections.list()).find(({ id }) => id === here.id);
      return one?.hooks?.turnedAway === 2;
    });
  });

  test('garbage and overlong headers are answered and cut off; the next request is served', async () => {
    const here = await receiverHere({ core });
    const port = Number(new URL(here.url).port);
    const raw = (text: string): Promise<string> =>
      new Promise((resolve) => {
        const socket = connect(port, '127.0.0.1');
        let answer = '';
        socket.on('data', (data) => {
          answer += data;
        });
        socket.on('close', () => resolve(answer));
        socket.on('error', () => resolve(answer));
        socket.write(text);
      });
    expect(await raw('\x00\x01 nonsense\r\n\r\n')).toMatch(/^HTTP\/1\.1 400/);
    expect(await raw(`POST / HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(40_000)}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 431/);
    expect((await here.post(altur('c-1'))).status).toBe(200);
  });

  test('a CloudEvent cannot claim to be this machine’s', async () => {
    const here = await receiverHere({ core });
    const claim = { specversion: '1.0', id: 'x', source: 'aftercall://machine/1', type: 'call.mapped' };
    const data = { of: 1, mapping: 1, fields: { callId: 'forged' } };
    expect((await here.post(JSON.stringify({ ...claim, data }))).status).toBe(400);
    expect(await callsOf(here)).toEqual([]);
  });
});

test('a receiver keeps its address over a restart of its connection, and loses it when it is renewed', async () => {
  const here = await receiverHere({ core });
  await here.client.connections.update({ id: here.id, enabled: false });
  expect((await here.post(altur('c-1')).catch(() => null))?.status ?? 404).toBe(404);
  await here.client.connections.update({ id: here.id, enabled: true });
  await listening(here.client, here.id);
  expect((await here.post(altur('c-1'))).status).toBe(200);
  const { url } = await here.client.sources.renewHook({ id: here.id });
  await listening(here.client, here.id);
  expect((await here.post(altur('c-2'))).status).toBe(404);
  expect((await fetch(url, { method: 'POST', body: altur('c-2') })).status).toBe(200);
});

test('two receivers share a port; removing one leaves the other', async () => {
  const one = await receiverHere({ core });
  const two = await receiverHere({ core: one });
  expect(new URL(two.url).port).toBe(new URL(one.url).port);
  await one.client.connections.remove({ id: one.id });
  expect((await one.post(altur('c-1'))).status).toBe(404);
  expect((await two.post(altur('c-2'))).status).toBe(200);
});

test('a rebuild of the projections gives the same calls', async () => {
  const here = await receiverHere();
  for (let n = 0; n < 5; n += 1) await here.post(altur(`c-${n}`));
  await here.post('{"unknown":1}');
  const before = await callsOf(here);
  await here.core.close();
  const mirror = openMirror(here.dataDir);
  const rows = () => mirror.db.prepare('SELECT * FROM call ORDER BY id').all();
  const calls = rows();
  rebuildProjections(mirror.db);
  expect(rows()).toEqual(calls);
  expect(calls).toHaveLength(before.length);
  mirror.close();
});
