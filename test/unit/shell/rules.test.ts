import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';

const electron = vi.hoisted(() => ({
  protocol: { registerSchemesAsPrivileged: vi.fn() },
  shell: { openExternal: vi.fn(async (_url: string) => {}) },
}));
vi.mock('electron', () => electron);

const { isPageUrl, deepLinkPath, deepLinkAmong } = await import('../../../electron/main/page-address.ts');
const { cutOffNetwork } = await import('../../../electron/main/rules/network.ts');
const { holdNavigation } = await import('../../../electron/main/rules/navigation.ts');
const { refuseNewWindows } = await import('../../../electron/main/rules/new-windows.ts');
const { registerPageScheme, servePage } = await import('../../../electron/main/rules/page-scheme.ts');
const { refusePermissions } = await import('../../../electron/main/rules/permissions.ts');
const { isFromPage } = await import('../../../electron/main/rules/sender.ts');

beforeEach(() => vi.clearAllMocks());

/** Records what a rule registers, by event name; typed loosely, as it stands in for several of Electron's objects. */
function recorder() {
  const handlers = new Map<string, (...args: unknown[]) => unknown>();
  const keep = (name: string) => (handler: (...args: unknown[]) => unknown) => void handlers.set(name, handler);
  return { handlers, keep };
}

describe('addresses', () => {
  test.each([
    ['aftercall://console/', true],
    ['aftercall://console/calls/1?x=1#y', true],
    ['aftercall://console.evil.example/', false],
    ['aftercall://evil@console/', false],
    ['aftercall://console:81/', false],
    ['https://console/', false],
    ['file:///console/', false],
    ['about:blank', false],
    ['', false],
  ])('%s is the page: %s', (url, expected) => {
    expect(isPageUrl(url)).toBe(expected);
  });

  test.each([
    ['aftercall://calls/12', '/calls/12'],
    ['aftercall://console/calls/12', '/calls/12'],
    ['aftercall://calls/12?then=delete#x', '/calls/12'],
    ['aftercall:///calls', '/calls'],
    ['aftercall://calls/%3Cscript%3E', null],
    ['aftercall://a/../../b', '/a/b'],
    ['aftercall://call/acme/CA-12.3:x+y', '/call/acme/CA-12.3:x+y'],
    ['aftercall://call/acme/a%20b', '/call/acme/a%20b'],
    ['aftercall://call/acme/a%2Fb', null],
    ['aftercall://call/acme/a%00', null],
    ['https://calls/12', null],
    ['calls/12', null],
  ])('the link %s leads to %s', (link, path) => {
    expect(deepLinkPath(link)).toBe(path);
  });

  test('a link is found among arguments', () => {
    expect(deepLinkAmong(['/usr/bin/aftercall', '--data=/x', 'aftercall://webhooks/3'])).toBe('/webhooks/3');
    expect(deepLinkAmong(['/usr/bin/aftercall', 'https://webhooks/3'])).toBeNull();
  });
});

describe('the page scheme', () => {
  let root: string;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'aftercall-scheme-'));
    await writeFile(join(root, 'index.html'), '<meta name="csp-nonce" content="__CSP_NONCE__">');
    await writeFile(join(root, 'app.js'), 'export {};');
  });
  afterAll(() => rm(root, { recursive: true, force: true }));

  function scheme(): (url: string, method?: string) => Promise<Response> {
    let serve: ((request: Request) => Response | Promise<Response>) | undefined;
    const protocol = {
      handle(_scheme: string, handler: typeof serve) {
        serve = handler;
      },
    };
    servePage(protocol as unknown as Electron.Protocol, root);
    return async (url, method = 'GET') => {
      if (!serve) throw new Error('nothing serves the scheme');
      // A Request cannot be made for a scheme that Node does not know.
      return serve({ url, method } as Request);
    };
  }

  test('is like https and cannot get round a content security policy', () => {
    registerPageScheme();
    const [[schemes]] = electron.protocol.registerSchemesAsPrivileged.mock.calls as [[Electron.CustomScheme[]]];
    expect(schemes).toHaveLength(1);
    expect(schemes[0]).toMatchObject({ scheme: 'aftercall', privileges: { standard: true, secure: true } });
    expect(schemes[0]?.privileges?.bypassCSP).toBeUndefined();
    expect(schemes[0]?.privileges?.corsEnabled).toBeUndefined();
  });

  test('serves the page under a policy without any connection', async () => {
    const response = await scheme()('aftercall://console/calls/1');
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("connect-src 'none'");
    // Recordings come over the contract and are played from memory; nothing else is.
    expect(policy).toContain('; media-src blob:;');
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1];
    expect(await response.text()).toContain(`content="${nonce}"`);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  });

  test.each([
    ['aftercall://console/app.js', 'GET', 200],
    ['aftercall://console/app.js', 'POST', 405],
    ['aftercall://console/none.js', 'GET', 404],
    ['aftercall://other/app.js', 'GET', 404],
    ['aftercall://console/..%2f..%2fetc%2fhosts.txt', 'GET', 404],
  ])('%s by %s is %i', async (url, method, status) => {
    expect((await scheme()(url, method)).status).toBe(status);
  });
});

describe('a window', () => {
  function contents() {
    const { handlers, keep } = recorder();
    const fake = {
      on: (name: string, handler: (...args: unknown[]) => unknown) => keep(name)(handler),
      setWindowOpenHandler: keep('window open'),
    } as unknown as Electron.WebContents;
    holdNavigation(fake);
    const windows: string[] = [];
    refuseNewWindows(fake, (path) => windows.push(path));
    const prevented = (name: string, details: object): boolean => {
      const preventDefault = vi.fn();
      handlers.get(name)?.({ ...details, preventDefault });
      return preventDefault.mock.calls.length > 0;
    };
    return { prevented, windows, open: (url: string) => handlers.get('window open')?.({ url }) };
  }

  test('stays on our page', () => {
    const { prevented } = contents();
    expect(prevented('will-navigate', { url: 'aftercall://console/calls' })).toBe(false);
    expect(prevented('will-navigate', { url: 'https://evil.example' })).toBe(true);
    expect(prevented('will-navigate', { url: 'file:///etc/passwd' })).toBe(true);
    expect(prevented('will-frame-navigate', { url: 'aftercall://console/', isMainFrame: true })).toBe(false);
    expect(prevented('will-frame-navigate', { url: 'aftercall://console/', isMainFrame: false })).toBe(true);
    expect(prevented('will-redirect', { url: 'aftercall://console/' })).toBe(true);
    expect(prevented('will-attach-webview', {})).toBe(true);
  });

  test.each([
    ['https://example.com/a b', 'https://example.com/a%20b'],
    ['mailto:a@example.com', 'mailto:a@example.com'],
    ['http://example.com', null],
    ['file:///etc/passwd', null],
    ['smb://host/share', null],
    ['javascript:alert(1)', null],
    ['ms-msdt:/id', null],
    ['aftercall://calls/1', null],
    [`https://example.com/${'a'.repeat(3000)}`, null],
    ['not a url', null],
  ])('opens no other window for %s; outside opens %s', (url, outside) => {
    expect(contents().open(url)).toEqual({ action: 'deny' });
    expect(electron.shell.openExternal.mock.calls).toEqual(outside === null ? [] : [[outside]]);
  });

  test('asks for another window on our own page, which is opened for it', () => {
    const { open, windows } = contents();
    expect(open('aftercall://console/calls/7?tab=data')).toEqual({ action: 'deny' });
    expect(open('aftercall://evil.example/')).toEqual({ action: 'deny' });
    expect(windows).toEqual(['/calls/7?tab=data']);
  });
});

describe('a session', () => {
  function session() {
    const { handlers, keep } = recorder();
    const fake = {
      setPermissionRequestHandler: keep('request'),
      setPermissionCheckHandler: keep('check'),
      setDevicePermissionHandler: keep('device'),
      webRequest: { onBeforeRequest: keep('before request') },
    } as unknown as Electron.Session;
    refusePermissions(fake);
    cutOffNetwork(fake);
    return (name: string, ...args: unknown[]) => handlers.get(name)?.(...args);
  }

  test.each(['media', 'geolocation', 'notifications', 'clipboard-read', 'fullscreen', 'openExternal'])(
    'grants nobody %s',
    (permission) => {
      const ask = session();
      const answer = vi.fn();
      ask('request', null, permission, answer, { requestingUrl: 'aftercall://console/' });
      expect(answer).toHaveBeenCalledExactlyOnceWith(false);
      expect(ask('check', null, permission, 'aftercall://console')).toBe(false);
    },
  );

  test.each(['clipboard-sanitized-write', 'fileSystem'])('lets our page, and only ours, have %s', (permission) => {
    const ask = session();
    expect(ask('check', null, permission, 'aftercall://console')).toBe(true);
    expect(ask('check', null, permission, 'https://evil.example')).toBe(false);
  });

  test('grants no device', () => {
    expect(session()('device', { deviceType: 'usb', origin: 'aftercall://console' })).toBe(false);
  });

  test.each([
    ['aftercall://console/app.js', false],
    ['data:text/plain,x', false],
    ['https://example.com/', true],
    ['ws://127.0.0.1:4747/contract', true],
    ['http://127.0.0.1/', true],
    ['file:///etc/passwd', true],
    ['', true],
  ])('stops a request to %s: %s', (url, cancel) => {
    const answer = vi.fn();
    session()('before request', { url }, answer);
    expect(answer).toHaveBeenCalledExactlyOnceWith({ cancel });
  });
});

describe('a message to main', () => {
  const frame = (url: string, parent: object | null = null) => ({
    senderFrame: { url, parent } as Electron.WebFrameMain,
  });

  test('counts from the top frame of our page alone', () => {
    expect(isFromPage(frame('aftercall://console/calls'))).toBe(true);
    expect(isFromPage(frame('aftercall://console/calls', {}))).toBe(false);
    expect(isFromPage(frame('https://evil.example/'))).toBe(false);
    expect(isFromPage({ senderFrame: null })).toBe(false);
  });
});
