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

test('a page whose engine is still opening the mirror, or of which a part does not come, says so and goes on', async ({
  context,
  dataDir,
}) => {
  const { page, close } = await openInBrowser({ context, dataDir, args: ['--demo-history', '10', '--demo-rate', '0'] });
  let opening = true;
  await page.routeWebSocket('**/contract', (socket) => {
    if (opening) void socket.close({ code: 1013, reason: 'opening 1200 34000' });
    else socket.connectToServer();
  });
  let gone = true;
  await page.route('**/assets/HealthScreen*.js', (route) => (gone ? route.abort() : route.continue()));
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Bringing the mirror up to date' })).toBeVisible();
  await expect(page.getByText('1,200 of 34,000 events')).toBeVisible();
  await expect(page.getByRole('progressbar', { name: 'Events read' })).toHaveAttribute('aria-valuenow', /^3\.5/);
  opening = false;
  await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible();

  await page.getByRole('link', { name: 'Health', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Could not load this page' })).toBeVisible();
  // The rest of the console stays.
  await page.getByRole('link', { name: 'Calls', exact: true }).click();
  await expect(page.getByRole('grid', { name: 'Calls' })).toBeVisible();
  await page.getByRole('link', { name: 'Health', exact: true }).click();
  gone = false;
  await page.getByRole('button', { name: 'Reload' }).click();
  await expect(page.getByRole('heading', { name: 'Health', exact: true })).toBeVisible();
  await close();
});
