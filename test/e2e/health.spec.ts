/** Looking after the mirror: a check, a backup, and going back to it, with the console open all the while. And the way around by keys. */
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { test } from './machine.ts';
import { caughtUp } from './steps.ts';

test('an operator checks the mirror, backs it up, and puts the backup in its place', async ({
  dataDir,
  openConsole,
  startPlatform,
}) => {
  const platform = await startPlatform('--seed', '5', '--history', '300', '--rate', '0');
  const { page } = await openConsole({ args: [`--connect=${platform.streamUrl}`], token: platform.token });
  await caughtUp(page);
  await expect(page.getByText('300 calls', { exact: false }).first()).toBeVisible({ timeout: 20_000 });

  await test.step('g and a letter lead there', async () => {
    await page.keyboard.press('g');
    await page.keyboard.press('b');
    await expect(page.getByRole('heading', { name: 'Health', level: 1 })).toBeVisible();
  });

  const soundness = page.getByRole('region', { name: 'Integrity' });
  await test.step('the mirror is sound', async () => {
    await soundness.getByRole('button', { name: 'Check now' }).click();
    await expect(soundness.getByRole('status')).toContainText('No damage found when last checked', { timeout: 20_000 });
  });

  const backups = page.getByRole('region', { name: 'Backups' });
  await test.step('a backup is made while everything goes on', async () => {
    await backups.getByRole('button', { name: 'Back up now' }).click();
    await expect(backups.getByRole('button', { name: 'Restore', exact: true })).toHaveCount(1, { timeout: 20_000 });
    await expect(page.getByRole('region', { name: 'Maintenance log' }).getByText('Backup')).toBeVisible();
  });

  await test.step('and takes the mirror’s place: the engine comes back by itself, with a line in the record', async () => {
    await backups.getByRole('button', { name: 'Restore', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Restore it' }).click();
    await expect(page.getByRole('region', { name: 'Maintenance log' }).getByText('Restore')).toBeVisible({
      timeout: 30_000,
    });
    await expect(page.getByText('300 calls', { exact: false }).first()).toBeVisible();
  });

  await test.step('a file that is no mirror is refused by name', async () => {
    await backups.getByRole('button', { name: 'Restore a file…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox').fill(join(dataDir, 'mirror.lock'));
    await dialog.getByRole('button', { name: 'Replace the mirror' }).click();
    await expect(dialog.getByRole('alert')).toContainText(/no mirror|cannot be read/);
    await dialog.getByRole('button', { name: 'Keep things as they are' }).click();
  });

  await test.step('nothing is left of the dialog but the page', async () => {
    await expect(page.getByRole('dialog')).toHaveCount(0);
  });
});
