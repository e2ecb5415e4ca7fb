import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type BrowserShell, startBrowserShell } from '../../../electron/web/shell.ts';
import { type BuiltPage, buildPage } from './built-page.ts';
import { cookieFor, send } from './plain-request.ts';

let page: BuiltPage;
let shell: BrowserShell;
let served: number;
let failures: unknown[];

beforeEach(async () => {
  page = await buildPage();
  served = 0;
  failures = [];
  shell = await startBrowserShell({
    port: 0,
    rendererDir: page.rendererDir,
    serveSocket(socket) {
      served += 1;
      socket.on('message', (data) => socket.send(data.toString('utf8')));
    },
    onError: (error) => failures.push(error),
  });
});

afterEach(async () => {
  await shell.close();
  await page.remove();
  expect(failures).toEqual([]);
});

const admitted = async () => ({ cookie: await cookieFor(shell.port, shell.link()) });
const pathOf = (link: string) => link.slice(link.indexOf('/', 'http://'.length));

describe('getting in', () => {
  test('a link is traded for a cookie that scripts and other sites never see, and leaves no token in the address', async () => {
    const answer = await send(shell.port, pathOf(shell.link()));
    expect(answer.status).toBe(303);
    expect(answer.headers.location).toBe('/');
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.headers['referrer-policy']).toBe('no-referrer');
    expect(answer.headers['set-cookie']?.[0]).toMatch(
      new RegExp(`^aftercall-${shell.port}=[\\w-]{43}; Path=/; HttpOnly; SameSite=Strict$`),
    );
  });

  test('a link works once; the second time a page says how to get a new one', async () => {
    const link = pathOf(shell.link());
    await send(shell.port, link);
    const again = await send(shell.port, link);
    expect(again.status).toBe(410);
    expect(again.headers['set-cookie']).toBeUndefined();
    expect(again.body).toContain('press Enter in the terminal');
  });

  test('whoever is in already may open a used link again', async () => {
    const link = shell.link();
    const cookie = await cookieFor(shell.port, link);
    const again = await send(shell.port, pathOf(link), { headers: { cookie } });
    expect([again.status, again.headers.location]).toEqual([303, '/']);
  });

  test('a HEAD does not use the link up', async () => {
    const link = pathOf(shell.link());
    expect((await send(shell.port, link, { method: 'HEAD' })).headers['set-cookie']).toBeUndefined();
    expect((await send(shell.port, link)).status).toBe(303);
  });

  test('two links can be open at once', async () => {
    const [first, second] = [shell.link(), shell.link()];
    expect(await cookieFor(shell.port, second)).not.toBe('');
    expect(await cookieFor(shell.port, first)).not.toBe('');
  });

  test.each(['/', '/calls/1', '/assets/main-abc123.js', '/icon.svg', '/?token=guess', '/?token='])(
    'a stranger is shown nothing of %s',
    async (path) => {
      const answer = await send(shell.port, path);
      expect([401, 410]).toContain(answer.status);
      expect(answer.body).not.toContain('id="root"');
      expect(answer.headers['set-cookie']).toBeUndefined();
    },
  );

  test('a made-up cookie does not get in', async () => {
    const cookie = `aftercall-${shell.port}=${'A'.repeat(43)}`;
    expect((await send(shell.port, '/', { headers: { cookie } })).status).toBe(401);
  });

  test('a link followed from another site still ends in the console, though the browser holds the new cookie back', async () => {
    const followed = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
    const exchange = await send(shell.port, pathOf(shell.link()), { headers: followed });
    expect(exchange.status).toBe(303);
    const redirected = await send(shell.port, '/', { headers: followed });
    expect(redirected.status).toBe(200);
    expect(redirected.body).toContain('http-equiv="refresh"');
    const cookie = exchange.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
    const refreshed = await send(shell.port, '/', { headers: { 'sec-fetch-site': 'same-origin', cookie } });
    expect(refreshed.body).toContain('id="root"');
  });
});

describe('what is served', () => {
  test('the page comes uncached, under a policy whose nonce is new each time', async () => {
    const headers = await admitted();
    const nonces = new Set<string>();
    for (let visit = 0; visit < 2; visit++) {
      const answer = await send(shell.port, '/', { headers });
      expect(answer.status).toBe(200);
      expect(answer.headers['cache-control']).toBe('no-store');
      const policy = String(answer.headers['content-security-policy']);
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain('unsafe');
      const nonce = /script-src 'self' 'nonce-([^']+)'/.exec(policy)?.[1] ?? '';
      expect(answer.body).toContain(`content="${nonce}"`);
      expect(answer.body).not.toContain('__CSP_NONCE__');
      nonces.add(nonce);
    }
    expect(nonces.size).toBe(2);
  });

  test('every answer forbids sniffing, framing and referrers, refusals included', async () => {
    const headers = await admitted();
    for (const path of ['/', '/assets/main-abc123.js', '/assets/none.js']) {
      for (const given of [headers, {}]) {
        const answer = await send(shell.port, path, { headers: given });
        expect(answer.headers).toMatchObject({
          'x-content-type-options': 'nosniff',
          'referrer-policy': 'no-referrer',
          'cross-origin-opener-policy': 'same-origin',
          'cross-origin-resource-policy': 'same-origin',
          'x-frame-options': 'DENY',
        });
      }
    }
  });

  test('hashed assets may be kept for good, others are asked for again', async () => {
    const headers = await admitted();
    const hashed = await send(shell.port, '/assets/main-abc123.js', { headers });
    expect(hashed.headers['content-type']).toBe('text/javascript; charset=utf-8');
    expect(hashed.headers['cache-control']).toBe('private, max-age=31536000, immutable');
    expect((await send(shell.port, '/icon.svg', { headers })).headers['cache-control']).toBe('no-cache');
  });

  test("any address of the router's is the page, a missing file is not", async () => {
    const headers = await admitted();
    expect((await send(shell.port, '/calls/12?tab=raw', { headers })).body).toContain('id="root"');
    expect((await send(shell.port, '/calls/+49.170', { headers })).body).toContain('id="root"');
    expect((await send(shell.port, '/assets/gone.js', { headers })).status).toBe(404);
  });

  test.each([
    '/../outside.json',
    '/%2e%2e/outside.json',
    '/..%2foutside.json',
    '/assets/../../outside.json',
    '/assets/%2e%2e/%2e%2e/outside.json',
    '/..%5coutside.json',
    '//etc/passwd.txt',
    '/outside.json%00.js',
    '/%',
  ])('%s does not leave the renderer', async (path) => {
    const answer = await send(shell.port, path, { headers: await admitted() });
    expect(answer.body).not.toContain('secret');
    expect(answer.status).toBe(404);
  });

  test.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'])('%s is refused', async (method) => {
    const answer = await send(shell.port, '/', { method, headers: await admitted() });
    expect([answer.status, answer.headers.allow]).toEqual([405, 'GET, HEAD']);
  });

  test('HEAD answers as GET does, without the body', async () => {
    const answer = await send(shell.port, '/icon.svg', { method: 'HEAD', headers: await admitted() });
    expect([answer.status, answer.body]).toEqual([200, '']);
    expect(Number(answer.headers['content-length'])).toBeGreaterThan(0);
  });
});

describe('where requests come from', () => {
  test.each([
    'evil.example',
    'evil.example:PORT',
    '127.0.0.1',
    '127.0.0.1:1',
    '127.0.0.1:PORT.evil.example',
    '[::1]:PORT',
  ])('the name %s is refused, cookie or not', async (name) => {
    const host = name.replace('PORT', String(shell.port));
    const { cookie } = await admitted();
    const answer = await send(shell.port, '/', { headers: { host, cookie } });
    expect(answer.status).toBe(421);
    expect(answer.body).toContain(`answers to 127.0.0.1:${shell.port}`);
    expect(answer.body).toContain('A forwarded port must be the same at both ends.');
    expect(await upgradeStatus({ host, cookie, origin: `http://${host}` })).toBe(421);
  });

  test('localhost is as good as 127.0.0.1', async () => {
    const host = `localhost:${shell.port}`;
    expect((await send(shell.port, '/', { headers: { host, ...(await admitted()) } })).status).toBe(200);
  });

  test.each(['http://evil.example', 'null', 'http://127.0.0.1:1', 'https://127.0.0.1:PORT'])(
    'a request by a page of %s is refused',
    async (name) => {
      const origin = name.replace('PORT', String(shell.port));
      const headers = { origin, ...(await admitted()) };
      expect((await send(shell.port, '/icon.svg', { headers })).status).toBe(403);
      expect(await upgradeStatus(headers)).toBe(403);
    },
  );

  test('another port of this machine, which is the "same site", gets no files', async () => {
    const headers = { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors', ...(await admitted()) };
    expect((await send(shell.port, '/assets/main-abc123.js', { headers })).status).toBe(403);
  });

  test('a socket without an origin is refused', async () => {
    expect(await upgradeStatus(await admitted())).toBe(403);
  });

  test('a socket without a session is refused', async () => {
    expect(await upgradeStatus({ origin: `http://127.0.0.1:${shell.port}` })).toBe(401);
  });

  test('only /contract takes a socket', async () => {
    const headers = { origin: `http://127.0.0.1:${shell.port}`, ...(await admitted()) };
    expect(await upgradeStatus(headers, '/other')).toBe(404);
    expect(served).toBe(0);
  });
});

describe('the socket', () => {
  test('carries messages both ways, uncompressed even when asked', async () => {
    const socket = await openSocket();
    expect(socket.extensions).toBe('');
    socket.send('over and back');
    const answer = await new Promise((resolve) => socket.once('message', (data) => resolve(String(data))));
    expect(answer).toBe('over and back');
    socket.terminate();
  });

  test('is closed on a message larger than the console ever sends', async () => {
    const socket = await openSocket();
    const code = new Promise((resolve) => socket.once('close', resolve));
    socket.send(Buffer.alloc(8 * 1024 * 1024 + 1));
    expect(await code).toBe(1009);
  });

  test('ends with the shell, also when nobody answers the closing', async () => {
    const socket = await openSocket();
    socket.pause();
    await shell.close();
    await expect(send(shell.port, '/')).rejects.toThrow('ECONNREFUSED');
  });
});

async function openSocket(): Promise<WebSocket> {
  const origin = `http://127.0.0.1:${shell.port}`;
  const socket = new WebSocket(`ws://127.0.0.1:${shell.port}/contract`, { origin, headers: await admitted() });
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  return socket;
}

async function upgradeStatus(headers: Record<string, string>, path = '/contract'): Promise<number> {
  const answer = await send(shell.port, path, {
    headers: {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
      ...headers,
    },
  });
  return answer.status;
}
