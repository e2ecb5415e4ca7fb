/** The built desktop bundles on a double of the `electron` module: they boot, hold to the rules, and bring the page to a real core. */
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { ensureBuilt } from '../../../electron/launch/build.ts';
import { type DoubledShell, launchDouble } from '../../fixtures/electron-double/launch.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
/** Nobody listens there: core is to run without any platform. */
const nowhere = 'ws://127.0.0.1:9/v1/events';
/** For what comes to be in a moment, unless the machine is busy with other things. */
const patienceMs = 90_000;

let dataDir: string;
let shells: DoubledShell[];

beforeAll(async () => {
  const say = () => {};
  await ensureBuilt(root, 'renderer', say);
  await ensureBuilt(root, 'shell', say);
}, 600_000);
beforeEach(async () => {
  shells = [];
  dataDir = await mkdtemp(join(tmpdir(), 'aftercall-desktop-'));
});
afterEach(async () => {
  await Promise.all(shells.map((shell) => shell.quit()));
  await rm(dataDir, { recursive: true, force: true });
});

async function launch(args: readonly string[] = [], env: NodeJS.ProcessEnv = {}): Promise<DoubledShell> {
  const shell = await launchDouble([`--data=${dataDir}`, ...args], env);
  shells.push(shell);
  return shell;
}

/** With its window open and the page loaded. */
async function launched(args: readonly string[] = [`--connect=${nowhere}`], env: NodeJS.ProcessEnv = {}) {
  const shell = await launch(args, env);
  await vi.waitUntil(async () => (await shell.do.state()).visible, patienceMs);
  return shell;
}

describe('at the start', () => {
  test('one hardened window shows the page from the own scheme', async () => {
    const state = await (await launched()).do.state();
    expect(state).toMatchObject({
      sandboxed: true,
      windows: 1,
      visible: true,
      url: 'aftercall://console/',
      userData: join(dataDir, 'desktop'),
      webPreferences: {
        contextIsolation: true,
        sandbox: true,
        nodeIntegration: false,
        nodeIntegrationInWorker: false,
        webSecurity: true,
        webviewTag: false,
        allowRunningInsecureContent: false,
      },
    });
    expect(state.html).toContain('<div id="root">');
    expect(state.html).not.toContain('__CSP_NONCE__');
    expect(state.sessionRules.toSorted()).toEqual([
      'before request',
      'device permission',
      'permission check',
      'permission request',
    ]);
    expect(state.menus).toContain('editMenu');
  });

  test('the page is given its shell and nothing else of Electron', async () => {
    const { world } = await (await launched()).do.state();
    expect(world).toEqual({ aftercall: { shell: 'desktop', platform: process.platform } });
  });

  test('the scheme serves the built page under its policy, and only that', async () => {
    const shell = await launched();
    const page = await shell.do.fetchPage('aftercall://console/calls/1', 'GET');
    expect(page.headers['content-security-policy']).toMatch(
      /default-src 'none'.*script-src 'self' 'nonce-.*connect-src 'none'/,
    );
    const script = /src="(\/assets\/[^"]+\.js)"/.exec(page.body)?.[1];
    const asset = await shell.do.fetchPage(`aftercall://console${script}`, 'GET');
    expect([asset.status, asset.headers['content-type']]).toEqual([200, 'text/javascript; charset=utf-8']);
    expect((await shell.do.fetchPage('aftercall://console/..%2fmain%2findex.js', 'GET')).status).toBe(404);
    expect((await shell.do.fetchPage('aftercall://console/', 'POST')).status).toBe(405);
  });

  test('a second start hands its link over and goes', async () => {
    const shell = await launched();
    const second = await launch([`--connect=${nowhere}`], { DOUBLE_SECOND_INSTANCE: '1' });
    expect(await second.ended).toMatchObject({
      code: 0,
      stderr: 'Already open; its window was brought to front.\n',
    });
    await shell.do.openByLink('aftercall://calls/12?x=1');
    await vi.waitUntil(async () => (await shell.do.state()).url === 'aftercall://console/calls/12', patienceMs);
    expect((await shell.do.state()).focused).toBe(1);
  });

  test('more windows are opened from the menu and by the page, each beside the one before', async () => {
    const shell = await launched();
    await shell.do.chooseInMenu('New window');
    await shell.do.openWindow('aftercall://console/calls?show=recovered');
    await vi.waitUntil(async () => (await shell.do.windows()).every(({ url }) => url !== ''), patienceMs);
    const windows = await shell.do.windows();
    expect(windows.map(({ url }) => url)).toEqual([
      'aftercall://console/',
      'aftercall://console/',
      'aftercall://console/calls?show=recovered',
    ]);
    expect(new Set(windows.map(({ x }) => x)).size).toBe(3);
  });

  test('a burst of failures is notified when nobody looks, and a click leads to it', async () => {
    const shell = await launched();
    await shell.do.aboutOverNewPort();
    const alert = { number: 1, at: 0, title: '12 failures in 5 minutes', text: 'At CRM.', path: '/incidents/7' };
    expect(await shell.do.alert(alert, true)).toBeNull();
    expect(await shell.do.alert(alert, false)).toEqual({ title: alert.title, body: alert.text });
    await shell.do.clickNotification();
    await vi.waitUntil(async () => (await shell.do.state()).url === 'aftercall://console/incidents/7', patienceMs);
  });

  test('a wrong option is said and ends it', async () => {
    const { code, stderr } = await (await launch(['--connect=https://no.example'])).ended;
    expect(code).toBe(2);
    expect(stderr).toContain('begins with ws:// or wss://');
    expect(stderr).toContain('Usage: aftercall');
  });

  test('--help is the usage of this shell alone, and the end', async () => {
    const { code, stdout } = await (await launch(['--help'])).ended;
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Usage: aftercall.*--data DIR/s);
    expect(stdout).not.toContain('--port');
  });

  test('a data folder that cannot be used is said, and ends it', async () => {
    const file = join(dataDir, 'file');
    await writeFile(file, '');
    const { code, stderr } = await (await launch([`--data=${file}`])).ended;
    expect(code).toBe(1);
    expect(stderr).toBe(`Aftercall cannot start\nThe data folder ${file} cannot be used: it is not a folder.\n`);
  });

  test.runIf(process.platform !== 'win32')(
    'a data folder that others may read holds no mirror that they may',
    async () => {
      await chmod(dataDir, 0o755);
      await (await launched()).do.aboutOverNewPort();
      expect((await stat(join(dataDir, 'mirror.db'))).mode & 0o077).toBe(0);
    },
  );

  test('the window is there before the keychain has answered', async () => {
    const shell = await launched([`--connect=${nowhere}`], { DOUBLE_KEYCHAIN: 'silent' });
    expect(await shell.do.state()).toMatchObject({ visible: true, url: 'aftercall://console/', processes: [] });
  });
});

describe('core', () => {
  test('answers the page over a port of its own', async () => {
    const shell = await launched();
    expect(await shell.do.aboutOverNewPort()).toMatchObject({
      shell: 'desktop',
      dataDir,
      secrets: { kind: 'keychain', path: join(dataDir, 'desktop', 'secrets.json') },
    });
  });

  test('hears of the connection from the command line, whose token goes to the keychain', async () => {
    const shell = await launched([`--connect=${nowhere}`], { AFTERCALL_TOKEN: 'plain-to-see' });
    await vi.waitUntil(async () => (await shell.do.connectionsOverNewPort()).length > 0, patienceMs);
    expect(await shell.do.connectionsOverNewPort()).toMatchObject([
      { url: nowhere, name: '127.0.0.1:9', hasToken: true },
    ]);
    const stored = await readFile(join(dataDir, 'desktop', 'secrets.json'), 'utf8');
    expect(stored).toContain('aftercall-keychain/1');
    expect(stored).not.toContain('plain-to-see');
  });

  test('says when there is no keychain', async () => {
    const shell = await launched([`--connect=${nowhere}`], { DOUBLE_KEYCHAIN: 'basic_text' });
    expect(await shell.do.aboutOverNewPort()).toMatchObject({ secrets: { kind: 'memory', path: null } });
  });

  test('is reached by no frame but our page', async () => {
    const shell = await launched();
    await shell.do.aboutOverNewPort();
    expect(await shell.do.askFromForeignFrame()).toBe(0);
  });

  test('comes back after a crash, and the page is given a new port unasked', async () => {
    const shell = await launched();
    const before = await shell.do.aboutOverNewPort();
    const after = shell.do.aboutOverPortGiven();
    await shell.do.crashCore();
    expect((await after).startedAt).toBeGreaterThan(before.startedAt);
    expect((await shell.do.state()).processes).toEqual(['Aftercall core', 'Aftercall core']);
  });

  test('when the mirror cannot be opened the operator is asked, and can try again', async () => {
    await writeFile(join(dataDir, 'mirror.db'), 'this is no database, but long enough to be taken for one'.repeat(100));
    const shell = await launch([`--connect=${nowhere}`]);
    // "Try again" until told otherwise.
    await shell.do.answerDialogs(0);
    await vi.waitUntil(async () => (await shell.do.state()).dialogs.length >= 1, patienceMs);
    expect((await shell.do.state()).dialogs[0]?.message).toBe('The mirror cannot be opened');
    await rm(join(dataDir, 'mirror.db'));
    await vi.waitUntil(async () => (await shell.do.state()).visible, patienceMs);
    expect(await shell.do.aboutOverNewPort()).toMatchObject({ dataDir });
  });

  test('when the mirror cannot be opened the operator can quit', async () => {
    await writeFile(join(dataDir, 'mirror.db'), 'this is no database, but long enough to be taken for one'.repeat(100));
    expect((await (await launch([`--connect=${nowhere}`])).ended).code).toBe(0);
  });
});

describe('the demo platform', () => {
  test('runs beside core and its calls arrive', async () => {
    const shell = await launched(['--demo-history=20', '--demo-rate=0']);
    await vi.waitUntil(async () => {
      const [demo] = await shell.do.connectionsOverNewPort();
      return demo?.state.phase === 'live' && Number(demo.position) > 0;
    }, patienceMs);
    const state = await shell.do.state();
    expect(state.processes.toSorted()).toEqual(['Aftercall core', 'Aftercall demo platform']);
    // Its token came by the environment: any user can read arguments.
    expect(state.arguments.flat()).toContain('--data');
    expect(state.arguments.flat()).not.toContain('--token');
  });
});

describe('the end', () => {
  test('SIGTERM closes core and ends with 0', async () => {
    const shell = await launched(['--demo-history=5', '--demo-rate=0']);
    await shell.do.aboutOverNewPort();
    expect((await shell.quit()).code).toBe(0);
    // A mirror that was closed leaves nothing in the write-ahead log to be recovered.
    expect(await readFile(join(dataDir, 'mirror.db-wal')).catch(() => Buffer.alloc(0))).toHaveLength(0);
  });

  test.runIf(process.platform !== 'darwin')('closing the window is the end, and its place is remembered', async () => {
    const shell = await launched();
    await shell.do.closeWindow();
    expect((await shell.ended).code).toBe(0);
    expect(JSON.parse(await readFile(join(dataDir, 'desktop', 'window.json'), 'utf8'))).toMatchObject({ width: 1360 });
  });
});
