/**
 * `tls/receiver.pem` is for receiver.test and localhost, signed by `tls/ca.pem`; `expired.pem` and `selfsigned.pem` are for receiver.test,
 * each signed by itself. All of them are made for these tests and trusted nowhere.
 */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSender } from '../../../electron/core/delivery/sender.ts';
import type { SendInput } from '../../../electron/core/delivery/types.ts';
import { rawReceiver } from './receivers.ts';

const file = (name: string) => readFileSync(new URL(`./tls/${name}`, import.meta.url), 'utf8');
const resolve = async () => [{ address: '127.0.0.1', family: 4 }];
const sender = createSender({ resolve, ca: [file('ca.pem')] });

let names: (string | undefined)[] = [];
const server = createServer({ key: file('receiver.key'), cert: file('receiver.pem') }, (request, response) => {
  names.push(request.headers.host);
  response.end('secure');
});
let port = 0;

beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  port = (server.address() as AddressInfo).port;
});

afterAll(async () => {
  await sender.close();
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
});

function post(url: string, timeoutMs = 30_000): SendInput {
  const allow = ['receiver.test', 'other.test', '127.0.0.1'].map((host) => ({ host, ranges: ['loopback' as const] }));
  return { method: 'POST', url, headers: [], body: Buffer.from('x'), timeoutMs, allow };
}

describe('https', () => {
  test('checks the certificate against the name asked for, and measures the handshake', async () => {
    names = [];
    const result = await sender.send(post(`https://receiver.test:${port}/`));
    expect(result).toMatchObject({ outcome: 'succeeded', address: '127.0.0.1', response: { body: 'secure' } });
    expect(result.timing.tlsMs).toBeGreaterThan(0);
    expect(names).toEqual([`receiver.test:${port}`]);
    const certificate = {
      subject: 'receiver.test',
      issuer: 'Aftercall test authority',
      validFrom: Date.parse('2026-11-21T02:09:20Z'),
      validTo: Date.parse('2126-10-28T02:09:20Z'),
    };
    expect(result.certificate).toEqual(certificate);
    const again = await sender.send(post(`https://receiver.test:${port}/`));
    expect(again).toMatchObject({ outcome: 'succeeded', timing: { connectMs: null, tlsMs: null }, certificate });
  });

  test.each(['other.test', '127.0.0.1'])('a certificate for another name than %s is refused', async (host) => {
    names = [];
    const result = await sender.send(post(`https://${host}:${port}/`));
    expect(result).toMatchObject({
      outcome: 'failed',
      error: { kind: 'tls', message: expect.stringContaining('another name') },
      certificate: { subject: 'receiver.test' },
    });
    expect(names).toEqual([]);
  });

  test('an authority nobody trusts is refused', async () => {
    const strict = createSender({ resolve });
    const result = await strict.send(post(`https://receiver.test:${port}/`));
    expect(result).toMatchObject({
      outcome: 'failed',
      error: { kind: 'tls', message: expect.stringContaining('certificate') },
    });
  });

  test.each([
    ['a self-signed one', 'selfsigned.pem', '2124', 'self-signed'],
    ['one that has expired', 'expired.pem', '2024-02', 'has expired'],
  ])('%s is refused before anything is sent, and kept', async (_what, pem, until, words) => {
    const asked: string[] = [];
    const expired = createServer({ key: file('own.key'), cert: file(pem) }, (request, response) => {
      asked.push(request.url ?? '');
      response.end();
    });
    await new Promise<void>((done) => expired.listen(0, '127.0.0.1', done));
    const { port: at } = expired.address() as AddressInfo;
    const own = createSender({ resolve, ca: [file('ca.pem')] });
    const result = await own.send(post(`https://receiver.test:${at}/`));
    expect(result).toMatchObject({
      outcome: 'failed',
      response: null,
      error: { kind: 'tls', message: expect.stringContaining(words) },
      certificate: {
        subject: 'receiver.test (Aftercall test receivers)',
        issuer: 'receiver.test (Aftercall test receivers)',
        validFrom: Date.parse('2024-01-01T00:00:00Z'),
        validTo: Date.parse(until),
      },
    });
    expect(asked).toEqual([]);
    await own.close();
    await new Promise((done) => expired.close(done));
  });

  test('a receiver without TLS is told from one that is down', async () => {
    const plain = await rawReceiver((socket) => socket.end('HTTP/1.1 200 OK\r\n\r\n'));
    const result = await sender.send(post(`https://receiver.test:${plain.port}/`));
    expect(result).toMatchObject({
      outcome: 'failed',
      error: { kind: 'tls', message: expect.stringContaining('does not speak TLS') },
    });
  });

  test('a handshake that never ends is a connection failure in time: nothing was sent', async () => {
    const silent = await rawReceiver(() => undefined);
    const result = await sender.send(post(`https://receiver.test:${silent.port}/`, 150));
    expect(result).toMatchObject({ outcome: 'failed', error: { kind: 'connect' } });
    expect(result.durationMs).toBeLessThan(10_000);
  });
});
