/** Where one begins: what happened and what needs somebody, and each number leads to exactly what it counts. */
import { expect, type Page } from '@playwright/test';
import { test } from './machine.ts';

const numberIn = (text: string | null): number => Number((text ?? '').replace(/\D/g, ''));

test('the overview tells what happened, and every number opens as many calls or messages as it says', async ({
  openConsole,
  startPlatform,
}) => {
  const platform = await startPlatform('--seed', '11', '--history', '700', '--rate', '0');
  const { page } = await openConsole({ args: [`--connect=${platform.streamUrl}`], token: platform.token });
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
  const health = page.getByRole('region', { name: 'Stream health' });
  await expect(health).toContainText('Live');
  await expect(health).toContainText('nothing');
  const figures = page.getByRole('region', { name: 'Figures' });

  await test.step('shows the time that is chosen, and keeps it', async () => {
    await page.getByRole('button', { name: 'Time range: Last 7 days' }).click();
    await page.getByRole('dialog', { name: 'Time range' }).getByRole('button', { name: 'All time' }).click();
    await expect(figures.getByRole('link', { name: /^700 calls: calls ended/ })).toBeVisible();
    await page.reload();
    await expect(page.getByRole('button', { name: 'Time range: All time' })).toBeVisible();
    await expect(figures.getByRole('link', { name: /^700 calls: calls ended/ })).toBeVisible();
  });

  await test.step('a figure opens the calls it counts', async () => {
    const attention = figures.getByRole('link', { name: /needs attention/ });
    const failed = numberIn(await attention.textContent());
    expect(failed).toBeGreaterThan(10);
    await attention.click();
    await expect(page.getByRole('heading', { level: 1, name: 'Calls' })).toBeVisible();
    await expectTotal(page, failed, 'call');
    await page.goBack();
  });

  await test.step('a part of a figure opens the calls it counts', async () => {
    const missed = figures.getByRole('link', { name: /missed$/ });
    const count = numberIn(await missed.textContent());
    await missed.click();
    await expectTotal(page, count, 'call');
    await page.goBack();
  });

  await test.step('a name opens its calls, and so do those of which none is said', async () => {
    for (const name of [/^Diana Arroyo$/, /^not given$/]) {
      const row = page
        .getByRole('region', { name: 'By agent' })
        .getByRole('row')
        .filter({ hasText: new RegExp(name.source.slice(1, -1)) });
      const count = numberIn(await row.getByRole('cell').first().textContent());
      expect(count).toBeGreaterThan(5);
      await row.getByRole('link').first().click();
      await expectTotal(page, count, 'call');
      await page.goBack();
    }
  });

  await test.step('a bar of a chart opens the calls of its time', async () => {
    const chart = page.getByRole('region', { name: 'Calls ended' });
    await chart.getByRole('button', { name: 'As table' }).click();
    const cell = chart.getByRole('cell').getByRole('link').first();
    const count = numberIn(await cell.textContent());
    await cell.click();
    await expectTotal(page, count, 'call');
    await page.goBack();
    const bars = chart.locator('.recharts-bar-rectangle path');
    await bars.nth(await bars.count().then((all) => Math.floor(all / 6))).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Calls' })).toBeVisible();
    expect(page.url()).toMatch(/from=\d+&to=\d+&success=true/);
    await page.goBack();
  });

  await test.step('an endpoint’s failures open as messages', async () => {
    const row = page
      .getByRole('region', { name: 'Delivery by endpoint' })
      .getByRole('row')
      .filter({ hasText: 'Risk scoring' });
    const failed = row.getByRole('cell').nth(2);
    const count = numberIn(await failed.textContent());
    await failed.getByRole('link').click();
    await expect(page.getByRole('heading', { level: 1, name: 'Webhooks' })).toBeVisible();
    await expectTotal(page, count, 'message');
  });
});

test('a fresh mirror says what to do next', async ({ openConsole, startPlatform }) => {
  const platform = await startPlatform('--seed', '11', '--history', '0', '--rate', '0');
  const { page } = await openConsole({ args: [`--connect=${platform.streamUrl}`], token: platform.token });
  await expect(page.getByRole('heading', { name: 'No call has ended yet' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Stream health' })).toContainText('Live');
  await page.getByRole('link', { name: 'Open Connections' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Connections' })).toBeVisible();
});

async function expectTotal(page: Page, count: number, noun: string): Promise<void> {
  const words = `${count.toLocaleString('en-US')} ${count === 1 ? noun : `${noun}s`}`;
  await expect(page.getByText(words, { exact: true }).first()).toBeVisible();
}
