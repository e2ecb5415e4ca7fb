/** The browser shell under Playwright: `npm start -- --shell browser` as a process of its own, its page in Chromium. */
import type { BrowserContext } from '@playwright/test';
import type { OpenConsole } from './electron-app.ts';
import { startOwnProcess } from './own-process.ts';

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
  const env = token === undefined ? {} : { AFTERCALL_TOKEN: token };
  const shell = await startOwnProcess('electron/start.ts', options, 'http://', env);
  const page = await context.newPage();
  const close = async () => {
    await page.close();
    await shell.close();
  };
  try {
    await page.goto(shell.line);
  } catch (error) {
    await close();
    throw error;
  }
  return { page, link: shell.line, close };
}
