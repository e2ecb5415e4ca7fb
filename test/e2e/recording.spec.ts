/** The recording of a call is fetched and played, and can be heard again while the platform is gone. */
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import Database from 'better-sqlite3';
import { test } from './machine.ts';
import { allowLoopback } from './steps.ts';

const history = 60;

const recording = (page: Page) => page.getByRole('region', { name: 'Recording' });
const position = (page: Page) => recording(page).getByRole('slider', { name: 'Position in the recording' });
const second = async (page: Page) => Number(await position(page).getAttribute('aria-valuenow'));

/** Calls of some length whose recording lies at such an address: that of the demo platform, or of a store that is lost. */
function callsWithSound(dataDir: string, at: 'http://127.0.0.1:%' | 'https://%'): number[] {
  const mirror = new Database(join(dataDir, 'mirror.db'), { readonly: true });
  const ids = mirror
    .prepare<[string], number>('SELECT id FROM call WHERE recording_url LIKE ? AND duration_ms > 30000 ORDER BY id')
    .pluck()
    .all(at);
  mirror.close();
  return ids;
}

/** What was kept begins as sound does and is as long as before, and is noise otherwise. */
function damageWhatIsKept(dataDir: string): void {
  const folder = join(dataDir, 'recordings');
  for (const name of readdirSync(folder)) {
    const damaged = Buffer.alloc(statSync(join(folder, name)).size, 0x55);
    damaged.write('RIFF\0\0\0\0WAVE', 'latin1');
    writeFileSync(join(folder, name), damaged);
  }
}

test('a recording is fetched, played by keyboard, and kept for when the platform is gone', async ({
  dataDir,
  openConsole,
  startPlatform,
}) => {
  // Sound takes its time.
  test.slow();
  const args = ['--seed', '11', '--history', String(history), '--rate', '0'];
  const platform = await startPlatform(...args);
  const { page } = await openConsole({ args: [`--connect=${platform.streamUrl}`], token: platform.token });
  await expect(page.getByRole('contentinfo')).toContainText(`${history} calls`);
  const [heard, other] = callsWithSound(dataDir, 'http://127.0.0.1:%');
  const [lost] = callsWithSound(dataDir, 'https://%');
  const open = (id: number | undefined) => page.goto(new URL(`/calls/${id}`, page.url()).href);

  await test.step('is refused while nobody has allowed this machine’s own addresses, and says how to', async () => {
    await open(heard);
    await recording(page).getByRole('button', { name: 'Fetch and play' }).click();
    await expect(recording(page).getByRole('alert')).toContainText('allow the range "loopback"');
    await allowLoopback(page);
  });

  await test.step('plays as soon as it is there', async () => {
    await open(heard);
    await recording(page).getByRole('button', { name: 'Try again' }).click();
    await expect(recording(page).getByRole('button', { name: 'Pause' })).toBeVisible();
    await expect.poll(() => second(page)).toBeGreaterThan(1);
  });

  await test.step('pauses and skips by keyboard', async () => {
    await page.getByRole('heading', { level: 1 }).click();
    await page.keyboard.press('Space');
    await expect(recording(page).getByRole('button', { name: 'Play' })).toBeVisible();
    const at = await second(page);
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => second(page)).toBe(at + 5);
  });

  await test.step('is fetched anew where what was kept cannot be played', async () => {
    damageWhatIsKept(dataDir);
    await page.reload();
    await expect(recording(page).getByRole('alert')).toContainText('cannot be played here');
    await recording(page).getByRole('button', { name: 'Fetch it again' }).click();
    await expect(recording(page).getByRole('button', { name: 'Pause' })).toBeVisible();
  });

  await test.step('is there already for whoever reviews', async () => {
    await page.goto(new URL(`/review?id=${other}`, page.url()).href);
    await expect(recording(page).getByRole('button', { name: 'Play' })).toBeEnabled();
    await page.keyboard.press('Space');
    await expect.poll(() => second(page)).toBeGreaterThan(0);
  });

  await test.step('plays from the cache when the platform is gone; what was not fetched says so', async () => {
    await platform.close();
    await open(heard);
    await recording(page).getByRole('button', { name: 'Play' }).click();
    await expect.poll(() => second(page)).toBeGreaterThan(0);
    await open(lost);
    await recording(page)
      .getByRole('button', { name: /Fetch and play|Try again/ })
      .click();
    await expect(recording(page).getByRole('alert')).toContainText('could not be fetched');
    await expect(recording(page).getByRole('button', { name: 'Try again' })).toBeVisible();
  });
});
