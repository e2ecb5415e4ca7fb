/** `npm start` as a process, the way an operator on a machine without windows runs it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { ensureBuilt } from '../../../electron/launch/build.ts';
import type { Contract } from '../../../shared/contract/index.ts';
import { cookieFor } from './plain-request.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

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

beforeAll(() => ensureBuilt(root, 'renderer', () => {}), 180_000);
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

function start(args: readonly string[], env: NodeJS.ProcessEnv = {}): Started {
  const child = spawn(process.execPath, ['electron/start.ts', ...args], {
    cwd: root,
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
      await vi.waitUntil(() => stdout.includes('\n') || child.exitCode !== null, 20_000);
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
  const listing = spawn('ps', ['-eo', 'pid=,args='], { stdio: ['ignore', 'pipe', 'ignore'] });
  let text = '';
  for await (const chunk of listing.stdout) text += String(chunk);
  const lines = text.split('\n').filter((line) => line.includes(script) && line.includes(dataDir));
  return lines.map((line) => Number.parseInt(line.trim(), 10));
}

describe('npm start', () => {
  test('prints the address alone on stdout, serves living demo data, and ends cleanly on SIGTERM', async () => {
    const started = start(browser('--demo-history', '30', '--demo-rate', '0'));
    const client = await clientFor(await started.link());
    expect(started.stdout()).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}\n$/);
    await vi.waitUntil(async () => (await client.system.status()).calls >= 30, 20_000);
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
      await new Promise((resolve) => npm.stdout.once('data', resolve));
      const ours = await processesOf('electron/start.ts --shell');
      const [console = 0] = ours.filter((pid) => pid !== npm.pid);
      expect(alive(console)).toBe(true);
      npm.kill('SIGTERM');
      await vi.waitUntil(async () => !alive(console) && (await platforms()).length === 0, 10_000);
    },
  );

  test('a demo platform that dies comes back, at its old address', async () => {
    const started = start(browser('--demo-history', '5', '--demo-rate', '0'));
    const client = await clientFor(await started.link());
    const live = async () => (await client.connections.list())[0]?.state.phase === 'live';
    await vi.waitUntil(live, 20_000);
    const [before] = await client.connections.list();
    const [platform = 0] = await platforms();
    process.kill(platform, 'SIGKILL');
    await vi.waitUntil(async () => !(await live()), 10_000);
    await vi.waitUntil(live, 20_000);
    expect((await client.connections.list())[0]?.url).toBe(before?.url);
    expect(started.stderr()).toContain('The demo platform ended (signal SIGKILL)');
  });

  test('a demo platform does not outlive a console that is killed', async () => {
    const started = start(browser('--demo-history', '5', '--demo-rate', '0'));
    await started.link();
    await vi.waitUntil(async () => (await platforms()).length === 1, 10_000);
    started.child.kill('SIGKILL');
    await vi.waitUntil(async () => (await platforms()).length === 0, 10_000);
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

  test('a port that is taken is one sentence', async () => {
    const link = await start(browser('--connect', 'ws://127.0.0.1:9/v1/events')).link();
    const args = ['--shell', 'browser', '--no-open', '--port', new URL(link).port, '--data', join(dataDir, 'other')];
    const second = start([...args, '--connect', 'ws://127.0.0.1:9/v1/events']);
    expect(await second.ended).toBe(1);
    expect(second.stderr()).toBe('The port is in use; say another with --port.\n');
  });
});
