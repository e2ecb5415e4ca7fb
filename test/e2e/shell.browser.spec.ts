import { expect } from '@playwright/test';
import { openInBrowser } from './browser-app.ts';
import { test } from './machine.ts';

test('the link lets one browser in, leaves no trace of itself, and the page keeps to its policy', async ({
  browser,
  context,
  dataDir,
}) => {
  const complaints: string[] = [];
  context.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  const { page, link, close } = await openInBrowser({
    context,
    dataDir,
    args: ['--demo-history', '10', '--demo-rate', '0'],
  });
  await expect(page.locator('#root')).not.toBeEmpty();
  expect(page.url()).not.toContain('token');
  expect(await page.evaluate(() => document.cookie)).toBe('');
  expect(complaints).toEqual([]);
  const outside = page.evaluate(() => fetch('https://example.com').then(String, () => 'refused'));
  expect(await outside).toBe('refused');

  const stranger = await browser.newPage();
  await stranger.goto(link);
  await expect(stranger.getByRole('heading')).toHaveText('This link has been used');
  await stranger.close();
  await close();
});
