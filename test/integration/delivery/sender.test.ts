import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { explain } from '../../../electron/core/delivery/explain.ts';
import { createSender } from '../../../electron/core/delivery/sender.ts';
import type { SendInput } from '../../../electron/core/delivery/types.ts';
import { bodyOf, closedPort, httpReceiver, rawReceiver } from './receivers.ts';

const sender = createSender();
afterAll(() => sender.close());

const allow = [{ host: '127.0.0.1', ranges: ['loopback' as const] }];

function post(url: string, changes: Partial<SendInput> = {}): SendInput {
  return { method: 'POST', url, headers: [], body: Buffer.from('{"a":1}'), timeoutMs: 30_000, allow, ...changes };
}

describe('what goes out', () => {
  test('the bytes, headers in their order and spelling, and a length', async () => {
    const bytes = Buffer.from([0x00, 0xff, 0x0d, 0x0a, 0x80]);
    const seen = Promise.withResolvers<{ raw: string[]; body: Buffer; line: string }>();
    const { url } = await httpReceiver(async (request, response) => {
      seen.resolve({ raw: request.rawHeaders, body: await bodyOf(request), line: `${request.method} ${request.url}` });
      response.end();
    });
    const headers = [
      ['X-One', '1'],
      ['x-Two', 'Grüße'],
      ['X-One', 'again'],
    ] as const;
    const result = await sender.send(post(`${url}?q=%20#gone`, { headers, body: bytes, method: 'put' }));
    const { raw, body, line } = await seen.promise;
    expect(line).toBe('PUT /hook?q=%20');
    expect(body).toEqual(bytes);
    const text = raw.join('\n');
    expect(text).toContain(`X-One\n1\nx-Two\n${Buffer.from('Grüße', 'latin1').toString('latin1')}\nX-One\nagain`);
    expect(text).toContain('content-length\n5');
    expect(result.request).toMatchObject({ method: 'PUT', body: bytes.toString('base64'), encoding: 'base64' });
  });

  test('the connection’s own headers cannot be set by anybody else', async () => {
    const seen = Promise.withResolvers<NodeJS.Dict<string | string[]>>();
    const { url, port } = await httpReceiver((request, response) => {
      seen.resolve(request.headers);
      response.end();
    });
    const headers = [
      ['Host', 'evil.example'],
      ['Content-Length', '99999'],
      ['Transfer-Encoding', 'chunked'],
      ['Connection', 'upgrade'],
      ['Upgrade', 'websocket'],
      ['Expect', '100-continue'],
      ['Proxy-Authorization', 'Basic x'],
      ['X-Kept', 'yes'],
    ] as const;
    const result = await sender.send(post(url, { headers }));
    expect(result.outcome).toBe('succeeded');
    const got = await seen.promise;
    expect(got).toMatchObject({ host: `127.0.0.1:${port}`, 'content-length': '7', 'x-kept': 'yes' });
    for (const name of ['transfer-encoding', 'upgrade', 'expect', 'proxy-authorization'])
      expect(got[name]).toBeUndefined();
    expect(result.request.headers).toEqual([
      ['X-Kept', 'yes'],
      ['user-agent', 'Aftercall'],
    ]);
  });

  test.each([
    ['a header with a line break', { headers: [['X-A', 'a\r\nX-B: b'] as const] }],
    ['a header name with a line break', { headers: [['X-A: a\r\nX-B', 'b'] as const] }],
    ['a method with a blank', { method: 'POST / HTTP/1.1\r\nX: y' }],
    ['CONNECT', { method: 'CONNECT' }],
    ['a scheme other than http', { url: 'ftp://127.0.0.1/' }],
    ['no address at all', { url: 'nonsense' }],
  ])('%s is refused before anything is sent', async (_what, changes) => {
    const { url, connections } = await httpReceiver((_request, response) => response.end());
    const result = await sender.send(post(url, changes));
    expect(result).toMatchObject({ outcome: 'failed', response: null, error: { kind: 'blocked' }, address: null });
    expect(connections()).toBe(0);
  });

  test('an empty POST states its length, a GET carries no body', async () => {
    const seen: unknown[] = [];
    const { url } = await httpReceiver((request, response) => {
      seen.push([request.method, request.headers['content-length'], request.headers['transfer-encoding']]);
      response.end();
    });
    await sender.send(post(url, { body: Buffer.alloc(0) }));
    await sender.send(post(url, { method: 'GET', body: Buffer.alloc(0) }));
    expect(seen).toEqual([
      ['POST', '0', undefined],
      ['GET', undefined, undefined],
    ]);
  });

  test('credentials in the address become an authorization', async () => {
    const seen = Promise.withResolvers<string | undefined>();
    const { port } = await httpReceiver((request, response) => {
      seen.resolve(request.headers.authorization);
      response.end();
    });
    await sender.send(post(`http://user:pa%20ss@127.0.0.1:${port}/`));
    expect(await seen.promise).toBe(`Basic ${Buffer.from('user:pa ss').toString('base64')}`);
  });
});

describe('what comes back', () => {
  test.each([
    [200, 'succeeded'],
    [204, 'succeeded'],
    [400, 'failed'],
    [404, 'failed'],
    [410, 'failed'],
    [429, 'failed'],
    [500, 'failed'],
    [503, 'failed'],
  ] as const)('%i: %s', async (status, outcome) => {
    const { url } = await httpReceiver((_request, response) => response.writeHead(status, { 'X-Why': 'test' }).end());
    const result = await sender.send(post(url));
    expect(result).toMatchObject({
      outcome,
      error: null,
      address: '127.0.0.1',
      response: { status, truncated: false },
    });
    expect(result.response?.headers).toContainEqual(['X-Why', 'test']);
  });

  test.each([301, 302, 303, 307, 308])('%i is not followed', async (status) => {
    const target = await httpReceiver((_request, response) => response.end());
    const { url } = await httpReceiver((_request, response) =>
      response.writeHead(status, { Location: target.url }).end(),
    );
    const result = await sender.send(post(url));
    expect(result).toMatchObject({ outcome: 'failed', response: { status } });
    expect(explain(result)).toContain('redirects are not followed');
    expect(target.connections()).toBe(0);
  });

  test('headers of one name stay several', async () => {
    const { url } = await httpReceiver((_request, response) => {
      response
        .writeHead(
          200,
          [
            ['Set-Cookie', 'a=1'],
            ['Set-Cookie', 'b=2'],
          ].flat(),
        )
        .end();
    });
    const { response } = await sender.send(post(url));
    expect(response?.headers.filter(([name]) => name === 'Set-Cookie')).toEqual([
      ['Set-Cookie', 'a=1'],
      ['Set-Cookie', 'b=2'],
    ]);
  });

  test('early hints are not the answer', async () => {
    const { url } = await httpReceiver((_request, response) => {
      response.writeEarlyHints({ link: '</a>; rel=preload' });
      response.writeHead(201).end('made');
    });
    expect((await sender.send(post(url))).response).toMatchObject({ status: 201, body: 'made' });
  });

  test('128 KiB are kept whole, one byte more is cut and marked', async () => {
    const { url } = await httpReceiver((request, response) => {
      response.end(Buffer.alloc(Number(request.headers['x-size']), 'a'));
    });
    const whole = await sender.send(post(url, { headers: [['X-Size', String(128 * 1024)]] }));
    expect(whole.response).toMatchObject({ truncated: false });
    expect(whole.response?.body).toHaveLength(128 * 1024);
    const cut = await sender.send(post(url, { headers: [['X-Size', String(128 * 1024 + 1)]] }));
    expect(cut).toMatchObject({ outcome: 'succeeded', error: null, response: { truncated: true, encoding: 'utf8' } });
    expect(cut.response?.body).toHaveLength(128 * 1024);
  });

  test('an endless answer is left after the part that is kept', async () => {
    let written = 0;
    const gone = Promise.withResolvers<void>();
    const { url } = await httpReceiver((_request, response) => {
      const chunk = Buffer.alloc(64 * 1024, 'x');
      const more = () => {
        while (!response.destroyed && response.write(chunk)) written += chunk.length;
      };
      response.on('drain', more).on('close', gone.resolve);
      more();
    });
    const result = await sender.send(post(url));
    await gone.promise;
    expect(result).toMatchObject({ outcome: 'succeeded', response: { status: 200, truncated: true } });
    expect(written).toBeLessThan(32 * 1024 * 1024);
  });

  test('a cut through a character leaves text', async () => {
    const { url } = await httpReceiver((_request, response) => response.end(`a${'é'.repeat(128 * 1024)}`));
    const { response } = await sender.send(post(url));
    expect(response).toMatchObject({ truncated: true, encoding: 'utf8' });
    expect(response?.body.endsWith('é')).toBe(true);
  });

  test('bytes that are no UTF-8 come as base64', async () => {
    const bytes = Buffer.from([0xc3, 0x28, 0x00, 0xff]);
    const { url } = await httpReceiver((_request, response) => response.end(bytes));
    expect((await sender.send(post(url))).response).toMatchObject({
      body: bytes.toString('base64'),
      encoding: 'base64',
    });
  });

  test('a compressed answer stays compressed, so a bomb stays small', async () => {
    const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024));
    const { url } = await httpReceiver((_request, response) => {
      response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(bomb);
    });
    const { response } = await sender.send(post(url));
    expect(response).toMatchObject({ encoding: 'base64', truncated: false });
    expect(Buffer.from(response?.body ?? '', 'base64')).toEqual(bomb);
  });

  test('phases are measured', async () => {
    const { url } = await httpReceiver((_request, response) => {
      setTimeout(() => response.writeHead(200).end('x'), 60);
    });
    const { timing, durationMs, startedAt } = await sender.send(post(url));
    expect(timing).toMatchObject({ dnsMs: null, tlsMs: null });
    expect(timing.connectMs).toBeGreaterThan(0);
    expect(timing.firstByteMs).toBeGreaterThanOrEqual(50);
    expect(timing.totalMs).toBeGreaterThanOrEqual((timing.firstByteMs ?? 0) + (timing.connectMs ?? 0));
    expect(durationMs).toBe(Math.round(timing.totalMs));
    expect(Math.abs(Date.now() - startedAt)).toBeLessThan(10_000);
  });
});

describe('when it goes wrong', () => {
  test('nothing listens: nothing was sent', async () => {
    const result = await sender.send(post(`http://127.0.0.1:${await closedPort()}/`));
    expect(result).toMatchObject({ outcome: 'failed', response: null, error: { kind: 'connect' } });
    expect(explain(result)).toContain('refused the connection');
  });

  test('no answer in time: unknown', async () => {
    const { url } = await httpReceiver(() => undefined);
    const result = await sender.send(post(url, { timeoutMs: 150 }));
    expect(result).toMatchObject({ outcome: 'unknown', response: null, error: { kind: 'timeout' } });
    expect(result.durationMs).toBeGreaterThanOrEqual(149);
    expect(result.durationMs).toBeLessThan(10_000);
    expect(explain(result)).toMatch(
      /^Timed out after 0\.\d s waiting for a response; the receiver may have processed it\.$/,
    );
  });

  test('an answer that came while the machine was asleep counts', async () => {
    const { url } = await httpReceiver((_request, response) => {
      response.end('taken');
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
    });
    const result = await sender.send(post(url, { timeoutMs: 400 }));
    expect(result).toMatchObject({ outcome: 'succeeded', response: { status: 200 }, error: null });
  });

  test('a slow drip does not stretch the deadline; what came is kept', async () => {
    const { url } = await httpReceiver((_request, response) => {
      response.writeHead(200);
      const drip = setInterval(() => response.write('.'), 20);
      response.on('close', () => clearInterval(drip));
    });
    const result = await sender.send(post(url, { timeoutMs: 200 }));
    expect(result).toMatchObject({
      outcome: 'unknown',
      error: { kind: 'timeout' },
      response: { status: 200, truncated: true },
    });
    expect(result.response?.body).toMatch(/^\.+$/);
    expect(result.durationMs).toBeLessThan(10_000);
  });

  test('a resolver that never answers is a name failure in time', async () => {
    const stuck = createSender({ resolve: () => new Promise(() => undefined) });
    const result = await stuck.send(post('http://slow.test/', { timeoutMs: 80 }));
    expect(result).toMatchObject({ outcome: 'failed', error: { kind: 'dns' }, address: null });
    expect(result.durationMs).toBeLessThan(10_000);
  });

  test('a name that does not exist', async () => {
    const nobody = createSender({
      resolve: () => Promise.reject(Object.assign(new Error('x'), { code: 'ENOTFOUND' })),
    });
    const result = await nobody.send(post('http://nobody.test/'));
    expect(result).toMatchObject({
      outcome: 'failed',
      error: { kind: 'dns', message: expect.stringContaining('no such name') },
    });
    const empty = createSender({ resolve: async () => [] });
    expect(await empty.send(post('http://nobody.test/'))).toMatchObject({ outcome: 'failed', error: { kind: 'dns' } });
  });

  test.each([
    ['closed without a word', '', 'reset', 'unknown', undefined],
    ['closed within the head', 'HTTP/1.1 200 OK\r\nContent-Le', 'reset', 'unknown', undefined],
    ['closed within the body', 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc', 'body', 'unknown', 'abc'],
    ['closed within a chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab', 'body', 'unknown', 'ab'],
    ['closed within the body of a 500', 'HTTP/1.1 500 No\r\nContent-Length: 10\r\n\r\nabc', 'body', 'failed', 'abc'],
    ['no HTTP', 'SSH-2.0-OpenSSH_9.9\r\n', 'protocol', 'unknown', undefined],
    [
      'a switch of protocols',
      'HTTP/1.1 101 Switching\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n',
      'protocol',
      'unknown',
      undefined,
    ],
    ['an endless head', `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`, 'protocol', 'unknown', undefined],
  ] as const)('%s', async (_what, bytes, kind, outcome, body) => {
    const { url } = await rawReceiver((socket) => socket.end(bytes));
    const result = await sender.send(post(url));
    expect(result).toMatchObject({ outcome, error: { kind } });
    if (body === undefined) expect(result.response).toBeNull();
    else expect(result.response).toMatchObject({ body, truncated: true });
  });

  test('reset (RST) after the request', async () => {
    const { url } = await rawReceiver((socket) => socket.resetAndDestroy());
    expect(await sender.send(post(url))).toMatchObject({
      outcome: 'unknown',
      response: null,
      error: { kind: 'reset' },
    });
  });

  test('stopped before and after sending', async () => {
    const { url, connections } = await httpReceiver(() => undefined);
    const before = await sender.send(post(url, { signal: AbortSignal.abort() }));
    expect(before).toMatchObject({ outcome: 'failed', error: { kind: 'aborted' } });
    expect(connections()).toBe(0);
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 80);
    const after = await sender.send(post(url, { signal: controller.signal }));
    expect(after).toMatchObject({ outcome: 'unknown', error: { kind: 'aborted' } });
    expect(after.durationMs).toBeLessThan(10_000);
  });

  test('a sender that was closed still answers, and still sends', async () => {
    const own = createSender();
    const { url } = await httpReceiver((_request, response) => response.end());
    await own.close();
    expect(await own.send(post(url))).toMatchObject({ outcome: 'succeeded' });
  });
});

describe('the guard', () => {
  test('loopback is refused without an allowance, and nothing is sent', async () => {
    const { url, connections } = await httpReceiver((_request, response) => response.end());
    const result = await sender.send(post(url, { allow: [] }));
    expect(result).toMatchObject({ outcome: 'failed', response: null, error: { kind: 'blocked' }, address: null });
    expect(explain(result)).toMatch(
      /allow the range "loopback" for "127\.0\.0\.1:\d+" in Connections › Private addresses allowed\.$/,
    );
    expect(connections()).toBe(0);
  });

  test.each([
    'http://2130706433:PORT/',
    'http://0x7f.1:PORT/',
    'http://0177.0.0.01:PORT/',
    'http://127.0.0.1.:PORT/',
    'http://localhost:PORT/',
    'http://[::ffff:127.0.0.1]:PORT/',
    'http://[64:ff9b::7f00:1]:PORT/',
    'http://①27.0.0.1:PORT/',
    'http://evil@127.0.0.1:PORT/',
    'http://0:PORT/',
  ])('%s does not slip through', async (template) => {
    const { port, connections } = await httpReceiver((_request, response) => response.end());
    const result = await sender.send(post(template.replace('PORT', String(port)), { allow: [] }));
    expect(result).toMatchObject({ outcome: 'failed', error: { kind: 'blocked' } });
    expect(connections()).toBe(0);
  });

  test('the checked address is the one connected to: no second look-up', async () => {
    const { port, connections } = await httpReceiver((_request, response) => response.end());
    let asked = 0;
    const rebinding = createSender({
      resolve: async () => {
        asked += 1;
        return asked === 1 ? [{ address: '203.0.113.7', family: 4 }] : [{ address: '127.0.0.1', family: 4 }];
      },
    });
    const url = `http://rebind.test:${port}/`;
    const documentation = [{ host: 'rebind.test', ranges: ['documentation' as const] }];
    const first = await rebinding.send(post(url, { allow: documentation, timeoutMs: 300 }));
    expect(first).toMatchObject({ outcome: 'failed', error: { kind: 'connect' } });
    expect(asked).toBe(1);
    const second = await rebinding.send(post(url, { allow: documentation }));
    expect(second).toMatchObject({ outcome: 'failed', error: { kind: 'blocked' } });
    expect(connections()).toBe(0);
  });

  test('a kept connection is not used once its address is no longer allowed or no longer the answer', async () => {
    const { port, connections } = await httpReceiver((_request, response) => response.end());
    let answer = '127.0.0.1';
    const own = createSender({ resolve: async () => [{ address: answer, family: 4 }] });
    const url = `http://kept.test:${port}/`;
    const kept = [{ host: 'kept.test', ranges: ['loopback' as const, 'documentation' as const] }];
    expect(await own.send(post(url, { allow: kept }))).toMatchObject({ outcome: 'succeeded' });
    expect(await own.send(post(url, { allow: [] }))).toMatchObject({ error: { kind: 'blocked' } });
    answer = '203.0.113.7';
    expect(await own.send(post(url, { allow: kept, timeoutMs: 200 }))).toMatchObject({ error: { kind: 'connect' } });
    expect(connections()).toBe(1);
    await own.close();
  });

  test('one inside address among outside ones refuses the name', async () => {
    const { port, connections } = await httpReceiver((_request, response) => response.end());
    const mixed = createSender({
      resolve: async () => [
        { address: '93.184.216.34', family: 4 },
        { address: '127.0.0.1', family: 4 },
      ],
    });
    expect(await mixed.send(post(`http://mixed.test:${port}/`))).toMatchObject({ error: { kind: 'blocked' } });
    expect(connections()).toBe(0);
  });

  test('a resolver that answers nonsense is refused', async () => {
    const odd = createSender({ resolve: async () => [{ address: 'localhost', family: 4 }] });
    expect(await odd.send(post('http://odd.test/'))).toMatchObject({ outcome: 'failed', error: { kind: 'blocked' } });
  });
});

describe('connections', () => {
  test('are kept for the next request to the same origin', async () => {
    const own = createSender();
    const { url, connections } = await httpReceiver((_request, response) => response.end('ok'));
    for (let at = 0; at < 5; at++) expect(await own.send(post(url))).toMatchObject({ outcome: 'succeeded' });
    expect(connections()).toBe(1);
    await own.close();
  });

  test('a kept connection that the receiver has closed is replaced, not reported', async () => {
    const own = createSender();
    const { url, connections } = await httpReceiver((_request, response) => {
      response.end('ok', () => response.socket?.end());
    });
    for (let at = 0; at < 5; at++) {
      expect(await own.send(post(url))).toMatchObject({ outcome: 'succeeded' });
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(connections()).toBe(5);
    await own.close();
  });

  test('many at once each get their own answer', async () => {
    const own = createSender();
    const { url } = await httpReceiver(async (request, response) => {
      const body = await bodyOf(request);
      setTimeout(() => response.end(body), Math.random() * 20);
    });
    const all = Array.from({ length: 60 }, (_none, at) => own.send(post(url, { body: Buffer.from(`n${at}`) })));
    const bodies = (await Promise.all(all)).map(({ response }) => response?.body);
    expect(bodies).toEqual(bodies.map((_none, at) => `n${at}`));
    await own.close();
  });
});

test('a thousand requests that end in every way leave no connection behind', async () => {
  const own = createSender();
  const open = new Set<unknown>();
  const { url } = await rawReceiver((socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    const ways = [
      () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'),
      () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'),
      () => socket.resetAndDestroy(),
      () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok'),
      () => socket.end('nonsense'),
      () => undefined,
    ];
    ways[Math.floor(Math.random() * ways.length)]?.();
  });
  for (let round = 0; round < 20; round++) {
    const batch = Array.from({ length: 50 }, (_none, at) => {
      const controller = new AbortController();
      if (at % 5 === 0) queueMicrotask(() => queueMicrotask(() => controller.abort()));
      if (at % 7 === 0) setTimeout(() => controller.abort(), Math.random() * 10);
      return own.send(post(url, { timeoutMs: 1 + Math.random() * 60, signal: controller.signal }));
    });
    for (const result of await Promise.all(batch)) {
      expect(['succeeded', 'failed', 'unknown']).toContain(result.outcome);
      expect(result.error === null).toBe(result.outcome === 'succeeded');
    }
  }
  await own.close();
  await expect.poll(() => open.size).toBe(0);
});
