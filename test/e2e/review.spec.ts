/** A supervisor works through a queue with the keyboard alone, reads the report, and goes on while the platform is gone. */
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import Database from 'better-sqlite3';
import { test } from './machine.ts';
import { caughtUp } from './steps.ts';

const history = 200;

/**
 * Here it is seven in the morning. Some vendors name no zone, so that a call of the evening may seem to end tomorrow, and a report until
 * today leaves it out.
 */
const hoursAhead = ((7 - new Date().getUTCHours() + 36) % 24) - 12;
test.use({ timezoneId: `Etc/GMT${hoursAhead > 0 ? '-' : '+'}${Math.abs(hoursAhead)}` });

const queue = (page: Page) => page.getByRole('navigation', { name: 'Queue' });
const shown = (page: Page) => queue(page).locator('[aria-current]');
const card = (page: Page) => page.getByRole('complementary', { name: 'Score card' });
const over = (page: Page, item: string) => card(page).getByRole('radiogroup', { name: item });
const done = (page: Page, words: string) =>
  expect(page.getByRole('status', { name: 'Done last' })).toContainText(words);

/** With the keyboard, from the button of the queues. */
async function chooseQueue(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: /^Queue/ }).focus();
  await page.keyboard.press('Enter');
  const item = page.getByRole('menuitem', { name });
  await expect(item).toBeVisible();
  for (let presses = 0; presses < 8; presses += 1) {
    await page.keyboard.press('ArrowDown');
    if (await item.evaluate((element) => element === document.activeElement)) break;
  }
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: `Queue: ${name}` })).toBeVisible();
}

/** Focus on a button of the header would take keys that are meant for the page. */
const letGo = (page: Page) =>
  page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur());

test('a supervisor reviews calls by keyboard, undoes, reads the report, and goes on offline', async ({
  dataDir,
  openConsole,
  startPlatform,
}) => {
  const platform = await startPlatform('--seed', '11', '--history', String(history), '--rate', '0');
  const { page } = await openConsole({ args: [`--connect=${platform.streamUrl}`], token: platform.token });
  await caughtUp(page);
  await expect(page.getByRole('contentinfo')).toContainText(`${history} calls`);

  await page.keyboard.press('g');
  await page.keyboard.press('r');
  await expect(page.getByRole('heading', { level: 1, name: 'Review' })).toBeVisible();
  await chooseQueue(page, 'Not reviewed');
  await letGo(page);
  await expect(page.getByText('0 today', { exact: true })).toBeVisible();
  const first = shown(page);
  const number = ((await first.textContent()) ?? '').slice(0, 8);

  await test.step('scores over all and by the card', async () => {
    await page.keyboard.press('4');
    await done(page, '4 of 5');
    await expect(over(page, 'Overall').getByRole('radio', { name: '4' })).toBeChecked();
    await page.keyboard.press('c');
    await page.keyboard.press('5');
    await done(page, '“Opening”: 5 of 5');
    await page.keyboard.press('2');
    await done(page, '“Listening”: 2 of 5');
    await page.keyboard.press('Escape');
    await expect(over(page, 'Opening').getByRole('radio', { name: '5' })).toBeChecked();
    await expect(over(page, 'Listening').getByRole('radio', { name: '2' })).toBeChecked();
  });

  await test.step('flags, and writes a note', async () => {
    await page.keyboard.press('f');
    await done(page, 'Flagged');
    await expect(first.getByRole('img', { name: 'flagged' })).toBeVisible();
    await page.keyboard.press('n');
    await page.keyboard.type('Ask about the price');
    await page.keyboard.press('Control+Enter');
    await done(page, 'note saved');
    await expect(card(page).getByRole('listitem').filter({ hasText: 'Ask about the price' })).toBeVisible();
  });

  await test.step('marks it as reviewed, and is at the next one', async () => {
    await page.keyboard.press('r');
    await done(page, 'Reviewed');
    await expect(page.getByText('1 today', { exact: true })).toBeVisible();
    await expect(shown(page)).not.toContainText(number);
    await expect(over(page, 'Overall').getByRole('radio', { checked: true })).toHaveCount(0);
  });

  await test.step('goes on to the next and back with j and k', async () => {
    const here = await shown(page).textContent();
    await page.keyboard.press('j');
    await expect(shown(page)).not.toHaveText(here ?? '');
    await page.keyboard.press('k');
    await expect(shown(page)).toHaveText(here ?? '');
  });

  await test.step('undoes, and is back at the call it was about', async () => {
    await page.keyboard.press('u');
    await done(page, 'Undone: Reviewed');
    await expect(page.getByText('0 today', { exact: true })).toBeVisible();
    await expect(shown(page)).toContainText(number);
    await expect(page.getByRole('region', { name: 'Recording' })).toHaveCount(1);
    await page.keyboard.press('u');
    await done(page, 'note saved');
    await expect(card(page).getByRole('listitem')).toHaveCount(0);
    await page.keyboard.press('r');
    await done(page, 'Reviewed');
    await expect(page.getByText('1 today', { exact: true })).toBeVisible();
  });

  await test.step('finds it in the queue of flagged ones, until the flag is taken off', async () => {
    await chooseQueue(page, 'Flagged');
    await letGo(page);
    await expect(shown(page)).toContainText(number);
    await page.keyboard.press('f');
    await done(page, 'Took the flag off');
    await page.keyboard.press('.');
    await expect(page.getByRole('heading', { name: 'Nothing is flagged' })).toBeVisible();
  });

  await test.step('reads it in the report, with what it opens', async () => {
    await page.goto(new URL('/review/report?period=%2290%20days%22', page.url()).href);
    const all = page.getByRole('row', { name: /^All/ });
    await expect(all.getByRole('cell').nth(0)).toHaveText(String(history));
    await expect(all.getByRole('cell').nth(1)).toHaveText('1');
    await expect(all.getByRole('cell').nth(3)).toHaveText('4.0');
    await expect(all.getByRole('cell').nth(5)).toHaveText('5.0');
    await page.emulateMedia({ media: 'print' });
    await expect(page.getByRole('navigation', { name: 'Main' })).toBeHidden();
    await expect(all).toBeVisible();
    await page.emulateMedia({ media: null });
    await page.getByRole('cell', { name: '1', exact: true }).getByRole('link').first().press('Enter');
    await expect(page).toHaveURL(/\/calls\?.*review=reviewed/);
    await expect(page.getByRole('grid', { name: 'Calls' }).locator('tbody').getByRole('row')).toHaveCount(1);
  });

  await test.step('goes on while the platform is gone', async () => {
    await platform.close();
    await page.keyboard.press('g');
    await page.keyboard.press('r');
    await expect(page.getByText(/Offline since \d\d:\d\d:\d\d/)).toBeVisible({ timeout: 20_000 });
    await expect(page.getByText(/data as of/)).toBeVisible();
    await chooseQueue(page, 'Not reviewed');
    await letGo(page);
    await expect(shown(page)).toBeVisible();
    await page.keyboard.press('3');
    await done(page, '3 of 5');
    await page.keyboard.press('r');
    await done(page, 'Reviewed');
    await expect(page.getByText('2 today', { exact: true })).toBeVisible();
  });

  await test.step('marks everything that a filter finds, and takes it back', async () => {
    await page.keyboard.press('g');
    await page.keyboard.press('c');
    await expect(page.getByRole('grid', { name: 'Calls' }).locator('tbody').getByRole('row').first()).toBeVisible();
    await page.keyboard.press('Shift+X');
    await page.getByRole('toolbar', { name: 'Selection' }).getByRole('button', { name: 'Mark as reviewed' }).click();
    const dialog = page.getByRole('dialog', { name: 'Mark all as reviewed' });
    await dialog.getByRole('button', { name: `Mark ${history} calls` }).click();
    await expect(dialog.getByText(`${history - 2} calls marked as reviewed; 2 were reviewed already.`)).toBeVisible();
    await dialog.getByRole('button', { name: 'Undo' }).click();
    await expect(dialog.getByText(`${history - 2} calls as they were before.`)).toBeVisible();
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    await expect(dialog).toBeHidden();
  });

  const mirror = new Database(join(dataDir, 'mirror.db'), { readonly: true });
  const said = mirror
    .prepare<[], string>("SELECT action FROM audit WHERE action LIKE 'call %' ORDER BY id")
    .pluck()
    .all();
  mirror.close();
  expect(said).toEqual(
    expect.arrayContaining(['call scored', 'call flagged', 'call reviewed', 'call no longer flagged']),
  );
});
