/** `npm start` as a process, the way an operator on a machine without windows runs it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import { afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { ensureBuilt } from '../../../electron/launch/build.ts';
import type { Contract } from '../../../shared/contract/index.ts';
import { cookieFor } from './plain-request.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
/** For what comes to be in a moment, unless the machine is busy with other things. */
const patienceMs = 90_000;

interface Started {
  child: ChildProcess;
  stdout: () => string;
  stderr: () => string;
  /** The console's address, once printed. */
  link: () => Promise<string>;
  ended: Promise<number | null>;
}

let dataDir: string;
let running: Started[];
let sockets: WebSocket[];

beforeAll(() => ensureBuilt(root, 'renderer', () => {}), 600_000);
beforeEach(async () => {
  running = [];
  sockets = [];
  dataDir = await mkdtemp(join(tmpdir(), 'aftercall-start-'));
});
afterEach(async () => {
  for (const socket of sockets) socket.terminate();
  for (const { child } of running) child.kill('SIGKILL');
  await Promise.all(running.map(({ ended }) => ended));
  await rm(dataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
});

function start(args: readonly string[], env: NodeJS.ProcessEnv = {}, from = root): Started {
  const asLinked = from === root ? [] : ['--preserve-symlinks', '--preserve-symlinks-main'];
  const child = spawn(process.execPath, [...asLinked, join(from, 'electron/start.ts'), ...args], {
    cwd: from,
    env: { ...process.env, NODE_OPTIONS: '', DISPLAY: '', WAYLAND_DISPLAY: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString('utf8');
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString('utf8');
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const started: Started = {
    child,
    stdout: () => stdout,
    stderr: () => stderr,
    ended,
    async link() {
      await vi.waitUntil(() => stdout.includes('\n') || child.exitCode !== null, patienceMs);
      return stdout.split('\n')[0] ?? '';
    },
  };
  running.push(started);
  return started;
}

const browser = (...args: string[]) => ['--shell', 'browser', '--no-open', '--port', '0', '--data', dataDir, ...args];

async function clientFor(link: string): Promise<ContractRouterClient<Contract>> {
  const { origin, port } = new URL(link);
  const cookie = await cookieFor(Number(port), link);
  const websocket = new WebSocket(`ws://127.0.0.1:${port}/contract`, { origin, headers: { cookie } });
  sockets.push(websocket);
  // Node's own WebSocket cannot send a cookie; ws is the same to the client in all it uses.
  return createORPCClient(new RPCLink({ websocket: websocket as unknown as globalThis.WebSocket }));
}

/** A checkout that has never been built, on the sources of this one. */
async function unbuiltCheckout(): Promise<string> {
  const checkout = join(dataDir, 'checkout');
  await mkdir(checkout);
  for (const part of ['electron', 'shared', 'renderer', 'node_modules', 'package.json', 'package-lock.json']) {
    await symlink(join(root, part), join(checkout, part));
  }
  return checkout;
}

const alive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** Process ids of the demo platforms that serve this test's data directory. */
const platforms = () => processesOf('platform/main.ts');

async function processesOf(script: string): Promise<number[]> {
  return (await listingOf(script)).map((line) => Number.parseInt(line.trim(), 10));
}

/** What every user of the machine can see of them: a line each, with id and arguments. */
async function listingOf(script: string): Promise<string[]> {
  const listing = spawn('ps', ['-eo', 'pid=,args='], { stdio: ['ignore', 'pipe', 'ignore'] });
  let text = '';
  for await (const chunk of listing.stdout) text += String(chunk);
  return text.split('\n').filter((line) => line.includes(script) && line.includes(dataDir));
}

describe('npm start', () => {
  test('prints the address alone on stdout, serves living demo data, and ends cleanly on SIGTERM', async () => {
    const started = start(browser('--demo-history', '30', '--demo-rate', '0'));
    const client = await clientFor(await started.link());
    expect(started.stdout()).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}\n$/);
    await vi.waitUntil(async () => (await client.system.status()).calls >= 30, patienceMs);
    const [platform = 0] = await platforms();
    expect(alive(platform)).toBe(true);

    started.child.kill('SIGTERM');
    expect(await started.ended).toBe(0);
    expect(alive(platform)).toBe(false);
  });

  test('SIGINT is as good', async () => {
    const started = start(browser('--connect', 'ws://127.0.0.1:9/v1/events'));
    await started.link();
    started.child.kill('SIGINT');
    expect(await started.ended).toBe(0);
  });

  test.runIf(process.platform !== 'win32')(
    'ends when npm is told to, though the shell between keeps that to itself',
    async () => {
      // The way npm runs a script, with a command behind it so that no shell replaces itself by the console.
      const line = `"$0" electron/start.ts ${browser('--demo-history', '5', '--demo-rate', '0').join(' ')}; true`;
      const npm = spawn('sh', ['-c', line, process.execPath], {
        cwd: root,
        env: { ...process.env, NODE_OPTIONS: '', npm_lifecycle_event: 'start' },
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      onTestFinished(async () => {
        for (const pid of [...(await processesOf('electron/start.ts --shell')), ...(await platforms())])
          process.kill(pid, 'SIGKILL');
      });
      await new Promise((resolve) => npm.stdout.once('data', resolve));
      const ours = await processesOf('electron/start.ts --shell');
      const [console = 0] = ours.filter((pid) => pid !== npm.pid);
      expect(alive(console)).toBe(true);
      npm.kill('SIGTERM');
      await vi.waitUntil(async () => !alive(console) && (await platforms()).length === 0, patienceMs);
    },
  );

  test('a demo platform that dies comes back, at its old address', async () => {
    const started = start(browser('--demo-history', '5', '--demo-rate', '0'));
    const client = await clientFor(await started.link());
    const live = async () => (await client.connections.list())[0]?.state.phase === 'live';
    await vi.waitUntil(live, patienceMs);
    const [before] = await client.connections.list();
    const [platform = 0] = await platforms();
    process.kill(platform, 'SIGKILL');
    await vi.waitUntil(async () => !(await live()), patienceMs);
    await vi.waitUntil(live, patienceMs);
    expect((await client.connections.list())[0]?.url).toBe(before?.url);
    expect(started.stderr()).toContain('The demo platform ended (signal SIGKILL)');
  });

  test('a demo platform does not outlive a console that is killed', async () => {
    const started = start(browser('--demo-history', '5', '--demo-rate', '0'));
    await started.link();
    await vi.waitUntil(async () => (await platforms()).length === 1, patienceMs);
    started.child.kill('SIGKILL');
    await vi.waitUntil(async () => (await platforms()).length === 0, patienceMs);
  });

  test('--connect makes that connection, with its token, and starts no demo', async () => {
    const args = browser('--connect', 'ws://127.0.0.1:9/v1/events');
    const client = await clientFor(await start(args, { AFTERCALL_TOKEN: 'secret' }).link());
    expect(await client.connections.list()).toMatchObject([{ url: 'ws://127.0.0.1:9/v1/events', hasToken: true }]);
    expect(await platforms()).toEqual([]);
  });

  test('a mirror that is open elsewhere is one sentence and exit code 1', async () => {
    await start(browser('--connect', 'ws://127.0.0.1:9/v1/events')).link();
    const second = start(browser('--connect', 'ws://127.0.0.1:9/v1/events'));
    expect(await second.ended).toBe(1);
    expect(second.stderr()).toContain('mirror');
    expect(second.stderr()).not.toMatch(/\n\s+at /);
    expect(second.stdout()).toBe('');
  });

  test('secrets are sealed with AFTERCALL_PASSPHRASE, and a wrong one is one sentence', async () => {
    const args = browser('--connect', 'ws://127.0.0.1:9/v1/events', '--token', 'secret');
    const first = start(args, { AFTERCALL_PASSPHRASE: 'right' });
    const client = await clientFor(await first.link());
    expect((await client.system.about()).secrets).toMatchObject({ kind: 'encrypted file' });
    first.child.kill('SIGTERM');
    await first.ended;
    const second = start(args, { AFTERCALL_PASSPHRASE: 'wrong' });
    expect(await second.ended).toBe(1);
    expect(second.stderr()).toMatch(/^The passphrase does not open the secrets in .*\n$/);
  });

  test.runIf(process.platform === 'linux')(
    'without a display it says so in one line and goes on in a browser',
    async () => {
      const args = browser('--connect', 'ws://127.0.0.1:9/v1/events').slice(2);
      const started = start(args);
      expect(await started.link()).toMatch(/^http:/);
      expect(started.stderr()).toMatch(/^The desktop shell cannot run here: .*browser instead\.\n$/);
    },
  );

  test.runIf(process.platform === 'linux')(
    'asked for the desktop outright it does not put up with a browser',
    async () => {
      const started = start(['--shell', 'desktop', '--data', dataDir]);
      expect(await started.ended).toBe(1);
      expect(started.stderr()).toContain('The desktop shell cannot run here');
    },
  );

  test('an unknown option is named, with the ones there are, and exit code 2', async () => {
    const started = start(['--prot', '1']);
    expect(await started.ended).toBe(2);
    expect(started.stderr()).toContain("Unknown option '--prot'");
    expect(started.stderr()).toContain('--demo-history');
  });

  test('a port that is taken is named in one sentence, before anything is built', async () => {
    const link = await start(browser('--connect', 'ws://127.0.0.1:9/v1/events')).link();
    const { port } = new URL(link);
    const args = ['--shell', 'browser', '--no-open', '--port', port, '--data', join(dataDir, 'other')];
    const checkout = await unbuiltCheckout();
    const second = start([...args, '--connect', 'ws://127.0.0.1:9/v1/events'], {}, checkout);
    expect(await second.ended).toBe(1);
    expect(second.stderr()).toBe(`Port ${port} is in use; say another with --port.\n`);
    expect(await readdir(checkout)).not.toContain('out');
  });
});

describe('the data folder', () => {
  test('is never the checkout for want of a name', async () => {
    const started = start(['--shell', 'browser', '--no-open', '--data', '']);
    expect(await started.ended).toBe(2);
    expect(started.stderr()).toMatch(/^--data must not be empty\n/);
  });

  test('that is a file is one sentence', async () => {
    const file = join(dataDir, 'file');
    await writeFile(file, '');
    const started = start(['--shell', 'browser', '--no-open', '--data', file]);
    expect(await started.ended).toBe(1);
    expect(started.stderr()).toBe(`The data folder ${file} cannot be used: it is not a folder.\n`);
  });

  test('is told of when something in it is in the way', async () => {
    await writeFile(join(dataDir, 'demo'), '');
    const started = start(browser());
    expect(await started.ended).toBe(1);
    expect(started.stderr()).toBe(`The data folder ${join(dataDir, 'demo')} cannot be used: it is not a folder.\n`);
  });

  test.runIf(process.platform === 'linux')('where none can be made is one sentence, at once', async () => {
    const started = start(['--shell', 'browser', '--no-open', '--data', '/proc/none']);
    expect(await started.ended).toBe(1);
    expect(started.stderr()).toBe('The data folder /proc/none cannot be used: nothing can be kept there.\n');
  });

  test.runIf(process.platform !== 'win32')('that others may read holds nothing that they may', async () => {
    await chmod(dataDir, 0o755);
    const client = await clientFor(await start(browser('--demo-history', '5', '--demo-rate', '0')).link());
    await vi.waitUntil(async () => (await client.system.status()).calls > 0, patienceMs);
    const inside = await readdir(dataDir, { recursive: true });
    expect(inside).toEqual(expect.arrayContaining(['mirror.db', 'secrets.json', 'demo-port', 'demo/platform.db']));
    for (const path of inside) {
      // SQLite's own files may be gone by now.
      const stats = await stat(join(dataDir, path)).catch(() => null);
      expect([path, (stats?.mode ?? 0) & 0o077]).toEqual([path, 0]);
    }
  });
});

describe('secrets', () => {
  test('of the demo platform are not among its arguments, which any user can read', async () => {
    const started = start(browser('--demo-history', '5', '--demo-rate', '0'));
    const client = await clientFor(await started.link());
    await vi.waitUntil(async () => (await client.connections.list())[0]?.state.phase === 'live', patienceMs);
    const { values } = JSON.parse(await readFile(join(dataDir, 'secrets.json'), 'utf8'));
    const [token] = Object.values(values);
    expect(token).toMatch(/^[\w-]{32}$/);
    const listing = await listingOf('platform/main.ts');
    expect(listing).toHaveLength(1);
    expect(listing[0]).not.toContain(token);
  });

  test.runIf(process.platform === 'linux')('are not handed to the browser', async () => {
    const seen = join(dataDir, 'seen');
    await writeFile(join(dataDir, 'xdg-open'), `#!/bin/sh\nenv > '${seen}.part' && mv '${seen}.part' '${seen}'\n`);
    await chmod(join(dataDir, 'xdg-open'), 0o755);
    const started = start(
      browser('--connect', 'ws://127.0.0.1:9/v1/events').filter((argument) => argument !== '--no-open'),
      {
        AFTERCALL_TOKEN: 'secret-token',
        AFTERCALL_PASSPHRASE: 'secret-phrase',
        PATH: `${dataDir}:${process.env.PATH}`,
      },
    );
    await started.link();
    await vi.waitUntil(() => stat(seen).catch(() => null), patienceMs);
    const environment = await readFile(seen, 'utf8');
    expect(environment).toContain(`PATH=${dataDir}:`);
    expect(environment).not.toContain('secret-');
  });
});
