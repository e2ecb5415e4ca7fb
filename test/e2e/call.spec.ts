/** Support reads one call: what was said and where a value comes from, what is noted, who else called, and the link to hand on. */
import { expect, type Page } from '@playwright/test';
import { callEnded } from '../fixtures/events/call-ended.ts';
import { test } from './machine.ts';
import { caughtUp } from './steps.ts';

const at = (minutesAgo: number) => new Date(Date.now() - minutesAgo * 60_000).toISOString();

const call = (id: string, minutesAgo: number, said: readonly string[], extracted: object = {}) =>
  callEnded('altur', id, {
    created_at: at(minutesAgo + 2),
    started_at: at(minutesAgo + 2),
    ended_at: at(minutesAgo),
    duration: 120,
    recording_url: undefined,
    transcript: said.map((content, n) => ({
      sent_by: n % 2 === 0 ? 'assistant' : 'user',
      content,
      sent_at: at(minutesAgo + 2 - n / 6),
    })),
    campaign_user: { name: 'Ada', contact: '+525533334444', extracted_data: extracted },
  });

const events = [
  call('before', 120, ['Good morning.', 'Call me later.']),
  call(
    'this/one',
    60,
    ['Good morning.', 'My harpsichord arrived broken. I paid 1,200 for it.', 'I am sorry for the harpsichord.'],
    { amount: '1200' },
  ),
  call('after', 30, ['Good morning.', 'Thank you.']),
];

const tab = (page: Page, name: string) => page.getByRole('tab', { name });
const turn = (page: Page, n: number) => page.locator(`[data-turn="${n}"]`);
const rows = (page: Page) => page.getByRole('grid', { name: 'Calls' }).locator('tbody').getByRole('row');
const field = (page: Page) => page.getByRole('textbox', { name: 'Search the transcript' });

test('a call is searched, followed to where a value was said, noted, marked, and linked to', async ({
  openConsole,
  startOwnPlatform,
}) => {
  const platform = await startOwnPlatform(events);
  const { page } = await openConsole({ args: [`--connect=${platform.streamUrl}`], token: 'any' });
  await caughtUp(page);
  await expect(page.getByRole('contentinfo')).toContainText('3 calls');

  await test.step('opens searched by the words it was found by', async () => {
    await page.getByRole('link', { name: 'Calls', exact: true }).click();
    await page.getByRole('combobox', { name: 'Search calls' }).fill('harpsichord');
    await expect(rows(page)).toHaveCount(1);
    await page
      .getByRole('button', { name: /harpsichord/ })
      .first()
      .click();
    await expect(field(page)).toHaveValue('harpsichord');
    await page.getByRole('link', { name: 'Open on a page of its own' }).click();
    await expect(page).toHaveURL(/\/calls\/\d+/);
  });

  await test.step('is searched from match to match', async () => {
    const told = page.getByRole('search', { name: 'In the transcript' }).getByRole('status');
    await field(page).fill('HARPSICHORD');
    await expect(told).toHaveText('1 of 2 matches');
    await expect(turn(page, 1).locator('mark')).toHaveAttribute('data-current', 'true');
    await field(page).press('Enter');
    await expect(turn(page, 2).locator('mark')).toHaveAttribute('data-current', 'true');
    await field(page).press('Shift+Enter');
    await expect(told).toHaveText('1 of 2 matches');
    await field(page).fill('xylophone');
    await expect(told).toHaveText('no match');
  });

  await test.step('the ruler is one stop, and reads out what the arrows stand on', async () => {
    const ruler = page.getByRole('region', { name: 'Ruler' });
    const stop = ruler.locator('[tabindex="0"]');
    await expect(stop).toHaveAccessibleName(/^0:00, .+: Good morning\.$/);
    await stop.focus();
    await page.keyboard.press('ArrowRight');
    await expect(stop).toBeFocused();
    await expect(stop).toHaveAccessibleName(/^0:1\d, .+: My harpsichord/);
    await expect(ruler.getByText(/^0:1\d · /)).toBeVisible();
    await expect(page.getByRole('tooltip').filter({ hasText: 'My harpsichord arrived broken' })).toBeVisible();
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await expect(turn(page, 2)).toHaveAttribute('data-here', 'true');
  });

  await test.step('leads from a value to the turn that says it', async () => {
    await tab(page, 'Data').click();
    await page
      .getByRole('button', { name: /^said by the customer/ })
      .first()
      .click();
    await expect(tab(page, 'Transcript')).toHaveAttribute('aria-selected', 'true');
    await expect(turn(page, 1)).toHaveAttribute('data-here', 'true');
  });

  await test.step('takes a note, and takes it back', async () => {
    await tab(page, 'Notes').click();
    await page.getByRole('textbox', { name: 'New note' }).fill('Wants a new harpsichord.');
    await page.getByRole('textbox', { name: 'New note' }).press('Control+Enter');
    const notes = page.getByRole('region', { name: 'Notes' }).getByRole('listitem');
    await expect(notes).toHaveText(/Wants a new harpsichord\./);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(notes).toHaveCount(0);
  });

  await test.step('is flagged', async () => {
    await page.getByRole('button', { name: 'flag', exact: true }).click();
    await expect(page.getByRole('button', { name: 'flagged' })).toHaveAttribute('aria-pressed', 'true');
  });

  await test.step('leads to the person’s other calls', async () => {
    await tab(page, 'History').click();
    await expect(page.getByRole('region', { name: 'Calls with this person' }).getByRole('listitem')).toHaveCount(3);
    const here = page.url();
    await page.getByRole('link', { name: 'Later call' }).click();
    await expect(page).not.toHaveURL(here);
    await expect(page.getByRole('article', { name: 'Call' })).toContainText('Thank you.');
  });

  await test.step('is found by its lasting address; a call that is not here says so', async () => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('button', { name: 'Link to this call' }).click();
    await page.getByRole('menuitem', { name: 'Copy the link for Aftercall' }).click();
    await expect(page.getByText('Copied the link')).toBeVisible();
    const link = await page.evaluate(() => navigator.clipboard.readText());
    expect(link).toMatch(/^aftercall:\/\/call\/[^/]+\/after$/);
    const open = (id: string) =>
      page.goto(new URL(link.replace('aftercall:/', '').replace(/after$/, encodeURIComponent(id)), page.url()).href);
    await open('this/one');
    await expect(page).toHaveURL(/\/calls\/\d+/);
    await expect(page.getByRole('article', { name: 'Call' })).toContainText('My harpsichord arrived broken');
    await open('nowhere');
    await expect(page.getByRole('heading', { name: 'This call is not here' })).toBeVisible();
  });
});
