/** Takes the README's picture from the running console: `npm run picture`. A demo platform of its own, a fixed seed, nothing left behind. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';

const root = fileURLToPath(new URL('..', import.meta.url));
const debian = '/usr/bin/chromium';
const dataDir = mkdtempSync(join(tmpdir(), 'aftercall-picture-'));

const options = ['--shell', 'browser', '--no-open', '--port', '0', '--data', dataDir, '--demo-history', '2500'];
const shell = spawn(process.execPath, ['electron/start.ts', ...options], {
  cwd: root,
  stdio: ['ignore', 'pipe', 'inherit'],
});
try {
  const [link] = (await once(createInterface({ input: shell.stdout }), 'line')) as [string];
  const browser = await chromium.launch(
    existsSync(debian) ? { executablePath: debian, args: ['--no-sandbox', '--disable-gpu'] } : {},
  );
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme: 'light' });
  await page.goto(link);
  await page.getByText('2,5', { exact: false }).first().waitFor();
  await page.getByRole('link', { name: 'Calls', exact: true }).click();
  await page.getByRole('radiogroup').getByText('Failed', { exact: true }).click();
  await page.getByRole('combobox', { name: 'Search calls' }).pressSequentially('agent:Max ');
  await page.getByRole('button', { name: 'Remove Agent: Max' }).waitFor();
  await page.getByText(/^\d\d calls$/).waitFor();
  // One of more than a minute, so that there is a conversation to read; its webhook failed, its chain did not.
  const row = page
    .getByRole('grid', { name: 'Calls' })
    .getByRole('row', { name: /1\s*m\s*\d.*failed.*succeeded/ })
    .first();
  await row.click();
  await page.getByRole('article').waitFor();
  // Charts and fonts come a moment later, and the pointer's hint goes.
  await page.mouse.move(0, 0);
  await page.waitForTimeout(1500);
  await page.screenshot({ path: join(root, 'docs/console.png') });
  await browser.close();
} finally {
  shell.kill('SIGTERM');
  await once(shell, 'exit');
  rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
}
