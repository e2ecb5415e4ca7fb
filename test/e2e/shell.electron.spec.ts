import { expect } from '@playwright/test';
import { openOnDesktop } from './electron-app.ts';
import { test } from './machine.ts';

test('the desktop shell shows living demo data, and ends when told to', async ({ electronBinary, dataDir }) => {
  if (electronBinary === null) throw new Error('the fixture skips this test without a binary');
  const { page, close } = await openOnDesktop({
    electronBinary,
    dataDir,
    args: ['--demo-history=30', '--demo-rate=0'],
  });
  await expect(page).toHaveURL(/^aftercall:\/\/console\//);
  await expect(page.locator('#root')).not.toBeEmpty();
  expect(await page.evaluate(() => typeof Reflect.get(window, 'require'))).toBe('undefined');
  expect(await page.evaluate(() => fetch('https://example.com').then(String, () => 'refused'))).toBe('refused');
  await close();
});
