/** What the keyboard does to lists, panels and sheets: one thing at a time, and never to what stands behind. */
import { expect, type Page } from '@playwright/test';
import { test } from './machine.ts';
import { caughtUp } from './steps.ts';

const past = ['--seed', '11', '--history', '300'];

const list = (page: Page, name: string) => page.getByRole('grid', { name });
/** The rows below the head. */
const rows = (page: Page, name: string) => list(page, name).locator('tbody').getByRole('row');

test('Escape in a sheet closes the sheet and leaves the page behind it alone', async ({
  openConsole,
  startPlatform,
}) => {
  const platform = await startPlatform(...past, '--rate', '0');
  const { page } = await openConsole({ args: [`--connect=${platform.streamUrl}`], token: platform.token });
  await caughtUp(page);
  // A machine that is busy has no idle moment: the first sheet is opened before it was fetched ahead.
  await page.addInitScript(() => {
    window.requestIdleCallback = () => 0;
  });
  await page.reload();
  const sheet = page.getByRole('dialog');

  await test.step('from the reason of a resend', async () => {
    await page.getByRole('link', { name: /^Webhooks/ }).click();
    await rows(page, 'Webhooks').first().dblclick();
    await expect(page.getByRole('heading', { level: 1, name: 'Webhook message' })).toBeVisible();
    const address = page.url();
    await page.getByRole('button', { name: 'Resend…', exact: true }).click();
    await sheet.getByRole('textbox', { name: 'Reason' }).fill('down');
    await page.keyboard.press('Escape');
    await expect(sheet).toBeHidden();
    await expect(page.getByRole('button', { name: 'Resend…', exact: true })).toBeFocused();
    expect(page.url()).toBe(address);
  });

  await test.step('from a button of a replay', async () => {
    await page.getByRole('link', { name: /^Chains/ }).click();
    await rows(page, 'Chains').first().dblclick();
    await expect(page.getByRole('heading', { level: 1, name: 'Chain run' })).toBeVisible();
    const address = page.url();
    await page.getByRole('button', { name: 'Replay…' }).first().click();
    await sheet.getByRole('button', { name: 'Close' }).first().focus();
    await page.keyboard.press('Escape');
    await expect(sheet).toBeHidden();
    expect(page.url()).toBe(address);
  });

  await test.step('from the editor of a connection', async () => {
    await page.getByRole('link', { name: 'Connections', exact: true }).click();
    await page.getByRole('button', { name: 'Edit' }).click();
    await sheet.getByLabel('Name').focus();
    await page.keyboard.press('Escape');
    await expect(sheet).toBeHidden();
    await expect(page.getByRole('heading', { level: 1, name: 'Connections' })).toBeVisible();
  });
});

test('the keyboard goes through a list, into a page and back, and takes the focus along', async ({
  openConsole,
  startPlatform,
}) => {
  const platform = await startPlatform(...past, '--rate', '0');
  const { page } = await openConsole({ args: [`--connect=${platform.streamUrl}`], token: platform.token });
  await caughtUp(page);
  await page.getByRole('link', { name: /^Webhooks/ }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Webhooks' })).toBeFocused();
  const third = rows(page, 'Webhooks').nth(2);
  await expect(third).toBeVisible();

  for (const key of ['j', 'j', 'j']) await page.keyboard.press(key);
  await expect(third).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Webhook message' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(third).toBeFocused();
  await expect(page.getByRole('region', { name: 'Selected message' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('region', { name: 'Selected message' })).toBeHidden();
  await expect(third).toBeFocused();
  await page.keyboard.press('o');
  await expect(page.getByRole('region', { name: 'Selected message' })).toBeVisible();
  await page.keyboard.press('o');
  await expect(page.getByRole('region', { name: 'Selected message' })).toBeHidden();
});

test('rows are selected together by key and by mouse', async ({ openConsole, startPlatform }) => {
  const platform = await startPlatform(...past, '--rate', '0');
  const { page } = await openConsole({ args: [`--connect=${platform.streamUrl}`], token: platform.token });
  await caughtUp(page);
  await page.getByRole('link', { name: /^Webhooks/ }).click();
  const row = (index: number) => rows(page, 'Webhooks').nth(index);
  const bar = page.getByRole('toolbar', { name: 'Selection' });
  await expect(row(5)).toBeVisible();

  for (const key of ['j', 'x', 'j', 'x']) await page.keyboard.press(key);
  await expect(bar).toContainText('2 messages selected');
  await page.keyboard.press('x');
  await expect(bar).toContainText('1 message selected');
  await row(2).click({ modifiers: ['ControlOrMeta'] });
  await row(5).click({ modifiers: ['Shift'] });
  await expect(bar).toContainText('5 messages selected');
  await expect(row(4)).toHaveAttribute('aria-selected', 'true');
  await expect(row(1)).toHaveAttribute('aria-selected', 'false');
  await bar.getByRole('button', { name: 'Clear' }).click();
  await expect(bar).toBeHidden();
});

test('the row the keyboard stands on stays where it is while new ones come', async ({ openConsole, startPlatform }) => {
  const platform = await startPlatform(...past, '--rate', '1');
  const { page } = await openConsole({ args: [`--connect=${platform.streamUrl}`], token: platform.token });
  await caughtUp(page);
  await page.getByRole('link', { name: 'Calls', exact: true }).click();
  await expect(rows(page, 'Calls').nth(2)).toBeVisible();
  for (const key of ['j', 'j', 'j']) await page.keyboard.press(key);
  const standing = page.locator('tr:focus');
  const customer = standing.getByRole('gridcell').nth(1);
  const who = await customer.textContent();
  const place = await standing.boundingBox();

  const pill = page.getByRole('status').getByRole('button', { name: /[3-9] new/ });
  await expect(pill).toBeVisible();
  expect(await customer.textContent()).toBe(who);
  expect(await standing.boundingBox()).toEqual(place);

  await page.keyboard.press('.');
  await expect(pill).toBeHidden();
  await expect(standing).toBeHidden();
  await expect(rows(page, 'Calls').nth(2)).not.toContainText(who ?? '');
});
