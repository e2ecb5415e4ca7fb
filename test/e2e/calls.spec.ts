/** Support finds a call among many by what it knows of it, keeps the way there, and hands over what it found. */
import { readFile } from 'node:fs/promises';
import { expect, type Page } from '@playwright/test';
import { callEnded } from '../fixtures/events/call-ended.ts';
import { test } from './machine.ts';
import { caughtUp } from './steps.ts';

const at = (n: number) => new Date(Date.now() - 3_600_000 + n * 1000).toISOString();

const call = (n: number, fields: object) =>
  callEnded('replicer', `call-${n}`, {
    agentName: n % 2 === 0 ? 'Diana R' : 'Marco',
    customerName: `Customer ${n}`,
    customerPhone: `+49151200${String(n).padStart(5, '0')}`,
    transcript: 'Agent: Good morning.\nCustomer: I want to know the price.',
    summary: 'Asked for the price.',
    sentiment: 'neutral',
    endedAt: at(n),
    ...fields,
  });

const events = [
  ...Array.from({ length: 40 }, (_, n) => call(n, {})),
  call(50, {
    customerName: '=HYPERLINK("http://evil.example")',
    sentiment: 'negative',
    transcript:
      'Diana R: Good morning.\nCustomer: My harpsichord arrived broken.\nDiana R: I am sorry for the harpsichord.',
  }),
  call(51, { transcript: 'Marco: Do you play the harpsichord?\nCustomer: No.' }),
];

const search = (page: Page) => page.getByRole('combobox', { name: 'Search calls' });
const rows = (page: Page) => page.getByRole('grid', { name: 'Calls' }).locator('tbody').getByRole('row');
const chips = (page: Page) => page.getByRole('group', { name: 'Filters' });

test('support finds a call by words and by digits, keeps a view of it, and exports what it found', async ({
  openConsole,
  startOwnPlatform,
}) => {
  const platform = await startOwnPlatform(events);
  const { page } = await openConsole({ args: [`--connect=${platform.streamUrl}`], token: 'any' });
  await caughtUp(page);
  // Files go to the browser's downloads, as where no place can be chosen.
  await page.evaluate(() => Reflect.deleteProperty(window, 'showSaveFilePicker'));
  await page.getByRole('link', { name: 'Calls', exact: true }).click();
  await expect(rows(page).first()).toBeVisible();

  await test.step('by the last digits of the number', async () => {
    await page.keyboard.press('/');
    await expect(search(page)).toBeFocused();
    await page.keyboard.type('00017');
    await expect(rows(page)).toHaveCount(1);
    await expect(rows(page)).toContainText('Customer 17');
    await search(page).press('Escape');
    await search(page).press('Escape');
    await expect(search(page)).toHaveValue('');
  });

  await test.step('by words said, with the place where they stand', async () => {
    await search(page).fill('harpsichord');
    await expect(rows(page)).toHaveCount(2);
    const found = rows(page).filter({ hasText: 'Customer 51' });
    await expect(found.locator('mark')).toHaveText('harpsichord');
    await page
      .getByRole('button', { name: /arrived broken/ })
      .or(page.getByRole('button', { name: /sorry/ }))
      .click();
    await expect(page.getByRole('region', { name: 'Selected call' })).toContainText('My harpsichord arrived broken');
    expect(new URL(page.url()).searchParams.get('at')).toMatch(/^turn-\d$/);
    await page.keyboard.press('Escape');
  });

  await test.step('by who said them, typed with the help of what is suggested', async () => {
    await page.keyboard.press('/');
    await search(page).fill('harpsichord said');
    await search(page).press('Tab');
    await expect(page.getByRole('option')).toHaveText(['customer', 'agent']);
    await search(page).press('Enter');
    await expect(chips(page)).toContainText('Words of the customer');
    await expect(rows(page)).toHaveCount(1);
    await search(page).press('Home');
    await search(page).press('Backspace');
    await expect(search(page)).toHaveValue(/^said-by:customer harpsichord ?$/);
    await expect(rows(page)).toHaveCount(2);
    await search(page).fill('');
  });

  await test.step('with a hint where a key is written wrong, and nothing lost', async () => {
    await search(page).fill('agnet:Diana');
    await page.getByRole('button', { name: 'Use agent:' }).click();
    await expect(search(page)).toHaveValue('agent:Diana');
    await search(page).press('Enter');
    await expect(chips(page)).toContainText('Agent: Diana R');
    await expect(page.getByText('21 calls', { exact: true })).toBeVisible();
    await page.getByRole('button', { name: 'Remove Agent: Diana R' }).click();
  });

  await test.step('narrows by what the calls have in common, and widens again', async () => {
    await page.getByRole('button', { name: 'Show the panel to narrow by' }).click();
    const panel = page.getByRole('complementary', { name: 'Narrow by' });
    const negative = panel.getByRole('region', { name: 'Sentiment' }).getByRole('button', { name: /negative/ });
    await expect(negative).toContainText('1');
    await negative.click();
    await expect(rows(page)).toHaveCount(1);
    await expect(chips(page)).toContainText('Sentiment: negative');
    await negative.click();
    await expect(page.getByText('42 calls', { exact: true }).first()).toBeVisible();
    await negative.click();
    await expect(rows(page)).toHaveCount(1);
  });

  await test.step('keeps it as a view, with its columns', async () => {
    await page.getByRole('button', { name: 'Columns' }).click();
    await page.getByRole('checkbox', { name: 'Call id' }).check();
    await page.keyboard.press('Escape');
    await expect(rows(page)).toContainText('call-50');
    await page.getByRole('button', { name: 'Save view' }).click();
    await page.getByRole('dialog').getByRole('textbox').fill('Unhappy');
    await page.keyboard.press('Enter');
    const view = page.getByRole('button', { name: 'Unhappy', exact: true });
    await expect(view).toHaveAttribute('aria-pressed', 'true');
    await page.getByRole('link', { name: 'Calls', exact: true }).click();
    await expect(view).toHaveAttribute('aria-pressed', 'false');
    await view.click();
    await expect(rows(page)).toHaveCount(1);
    await expect(page.getByRole('columnheader', { name: 'Call id' })).toBeVisible();
    await page.reload();
    await expect(view).toHaveAttribute('aria-pressed', 'true');
    await page.evaluate(() => Reflect.deleteProperty(window, 'showSaveFilePicker'));
  });

  await test.step('exports it as a table that a spreadsheet can open without harm', async () => {
    await page.getByRole('button', { name: 'Export…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Export all calls found' });
    const redact = dialog.getByRole('switch', { name: 'Redact personal data' });
    if (await redact.isChecked()) await redact.uncheck({ force: true });
    const arrives = page.waitForEvent('download');
    await dialog.getByRole('button', { name: 'Export all found' }).click();
    const download = await arrives;
    expect(download.suggestedFilename()).toMatch(/^calls-\d{4}-\d\d-\d\d\.csv$/);
    await expect(dialog).toContainText('1 call saved as calls-');
    const text = await readFile(await download.path(), 'utf8');
    const lines = text.trim().split(/\r?\n/);
    expect(lines).toHaveLength(2);
    expect(lines[1]).toContain('call-50');
    expect(lines[1]).toContain("'=HYPERLINK(");
    await dialog.getByRole('button', { name: 'Close' }).last().click();
  });

  await test.step('says which part of a filter finds nothing, and leaves it away', async () => {
    await search(page).fill('xylophone');
    await expect(page.getByText('No call matches all of this')).toBeVisible();
    await page.getByRole('button', { name: /^Without “xylophone”: 1/ }).click();
    await expect(rows(page)).toHaveCount(1);
    await expect(search(page)).toHaveValue('');
  });
});

test('the columns of a list are ordered and sized by keyboard, and stay so', async ({
  openConsole,
  startOwnPlatform,
}) => {
  const platform = await startOwnPlatform(events.slice(0, 5));
  const { page } = await openConsole({ args: [`--connect=${platform.streamUrl}`], token: 'any' });
  await caughtUp(page);
  await page.getByRole('link', { name: 'Calls', exact: true }).click();
  await expect(rows(page)).toHaveCount(5);
  const headers = page.getByRole('columnheader');
  const ended = page.getByRole('columnheader', { name: 'Ended', exact: true });
  const before = (await ended.boundingBox())?.width ?? 0;
  await ended.focus();
  await page.keyboard.press('Control+ArrowRight');
  await expect(headers.nth(1)).toHaveText('Ended');
  await page.keyboard.press('Shift+ArrowRight');
  await expect.poll(async () => (await ended.boundingBox())?.width ?? 0).toBeGreaterThan(before);
  await page.keyboard.press('ArrowLeft');
  await expect(headers.first()).toBeFocused();
  await page.reload();
  await expect(headers.nth(1)).toHaveText('Ended');
  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('button', { name: 'Reset' }).click();
  await expect(headers.first()).toHaveText('Ended');
});
