/** The console as its user has it: the browser shell as a process of its own on a mirror, its platform gone, and a page in Chromium. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContext, chromium, type Page } from '@playwright/test';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const debian = '/usr/bin/chromium';

export interface RunningConsole {
  context: BrowserContext;
  origin: string;
  /** Of the shell, which has core inside. */
  pid: number;
  close(): Promise<void>;
}

export const launchBrowser = (): Promise<Browser> =>
  chromium.launch(existsSync(debian) ? { executablePath: debian, args: ['--no-sandbox'] } : {});

/** Where nobody answers. */
const nowhere = { url: 'ws://127.0.0.1:9/', token: 'bench' };

/**
 * Starts the shell on `dataDir` with a connection to `platform`, and signs a fresh context in. Rejects with what the shell said when it
 * ends before it gives a link.
 */
export async function startConsole(browser: Browser, dataDir: string, platform = nowhere): Promise<RunningConsole> {
  const options = ['--shell', 'browser', '--no-open', '--port', '0', '--data', dataDir, '--connect', platform.url];
  const shell = spawn(process.execPath, ['electron/start.ts', ...options], {
    cwd: root,
    env: { ...process.env, AFTERCALL_TOKEN: platform.token },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  shell.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString('utf8');
  });
  const ended = new Promise<void>((resolve) => shell.once('close', () => resolve()));
  const link = await new Promise<string>((resolve, reject) => {
    createInterface({ input: shell.stdout }).once('line', resolve);
    void ended.then(() => reject(new Error(`the console ended: ${said}`)));
  });
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  // When a key went down, for whoever times what it does.
  await context.addInitScript(() => {
    const mark = ({ timeStamp }: Event) => void performance.mark('key', { startTime: timeStamp });
    addEventListener('keydown', mark, { capture: true });
  });
  await context.request.get(link);
  const close = async () => {
    await context.close();
    shell.kill('SIGTERM');
    await ended;
  };
  return { context, origin: new URL(link).origin, pid: shell.pid ?? 0, close };
}

/** Goes to the list of calls by its address, and comes back when its first rows are painted. */
export async function openCalls({ context, origin }: RunningConsole): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${origin}/calls`, { waitUntil: 'commit' });
  await page.locator('table[aria-label="Calls"] tbody tr[aria-rowindex]').first().waitFor();
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  return page;
}
