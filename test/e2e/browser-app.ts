/** The browser shell under Playwright: `npm start -- --shell browser` as a process of its own, its page in Chromium. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { BrowserContext } from '@playwright/test';
import type { OpenConsole } from './electron-app.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Starts the browser shell on `dataDir` and opens its link in a new tab of `context`. `args` are further options of `npm start`. Rejects
 * with what the shell said when it ends before it has printed a link.
 */
export async function openInBrowser({
  context,
  dataDir,
  args = [],
  token,
}: {
  context: BrowserContext;
  dataDir: string;
  args?: readonly string[];
  token?: string;
}): Promise<OpenConsole & { link: string }> {
  const options = ['--shell', 'browser', '--no-open', '--port', '0', '--data', dataDir, ...args];
  const child = spawn(process.execPath, ['electron/start.ts', ...options], {
    cwd: root,
    env: { ...process.env, ...(token === undefined ? {} : { AFTERCALL_TOKEN: token }) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString('utf8');
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const link = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    void ended.then(() => reject(new Error(`the console ended: ${said}`)));
  });
  const page = await context.newPage();
  await page.goto(link);
  let closing: Promise<void> | undefined;
  const close = async () => {
    await page.close();
    child.kill('SIGTERM');
    await ended;
  };
  return { page, link, close: () => (closing ??= close()) };
}
