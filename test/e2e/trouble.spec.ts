/** What goes wrong between platform and console is seen on the screen, said in words, and harms nothing. */
import { expect } from '@playwright/test';
import { test } from './machine.ts';

const quiet = ['--seed', '3', '--history', '30', '--rate', '0'];

test('what cannot be understood is kept, explained and shown; markup in a payload stays text', async ({
  openConsole,
  startPlatform,
}) => {
  const platform = await startPlatform(...quiet);
  const { page } = await openConsole({ args: [`--connect=${platform.streamUrl}`], token: platform.token });
  const dialogs: string[] = [];
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  for (const kind of [
    'unknown-type',
    'unknown-dialect',
    'no-id',
    'markup',
    'proto-keys',
    'big-ids',
    'long-transcript',
    'oversize',
  ]) {
    await platform.control('inject', { kind });
  }
  await page.getByRole('link', { name: 'Connections', exact: true }).click();
  await page.getByRole('radio', { name: /Dead letters/ }).check({ force: true });
  await expect(page.getByText('unknown type')).toBeVisible();
  await expect(page.getByText('too large')).toBeVisible();
  await expect(page.getByText('unknown dialect')).toBeVisible();
  await page.getByText('unknown dialect').click();
  await expect(page.getByText('conversation_closed').first()).toBeVisible();
  await page.getByRole('button', { name: 'Read all again' }).click();
  await expect(page.getByText(/read again, 0 understood now/)).toBeVisible();

  await page.getByRole('link', { name: 'Calls', exact: true }).click();
  await page.getByRole('combobox', { name: 'Search calls' }).fill('<img');
  await page.getByText('<img src=x onerror=alert(1)>').first().click();
  await expect(page.getByRole('article', { name: 'Call' })).toContainText('<script>alert(1)</script>');
  expect(dialogs).toEqual([]);
});

test('the state of the stream is on the screen: live, gap, stopped and why, gone', async ({
  openConsole,
  startPlatform,
}) => {
  const platform = await startPlatform(...quiet);
  const { page } = await openConsole({ args: [`--connect=${platform.streamUrl}`], token: platform.token });
  await page.getByRole('link', { name: 'Connections', exact: true }).click();
  const card = page.getByRole('article').first();
  await expect(card).toContainText('Live');

  await test.step('a new epoch is kept as a gap', async () => {
    await platform.control('epoch');
    await expect(card).toContainText('Live');
    await page.getByRole('radio', { name: /Gaps/ }).check({ force: true });
    await expect(page.getByText(/no longer keeps the events|began a new epoch/).first()).toBeVisible();
    await page.getByRole('radio', { name: /^Connections/ }).check({ force: true });
  });

  await test.step('a wrong token stops the connection and says what to do', async () => {
    await card.getByRole('button', { name: 'Edit' }).click();
    const editor = page.getByRole('dialog');
    await editor.getByLabel('Token', { exact: true }).fill('wrong');
    await editor.getByRole('button', { name: 'Save the connection' }).click();
    await expect(card).toContainText('does not accept the token');
    await expect(card).toContainText('Enter a valid token.');
    await card.getByRole('button', { name: 'Edit' }).click();
    await editor.getByLabel('Token', { exact: true }).fill(platform.token);
    await editor.getByRole('button', { name: 'Save the connection' }).click();
    await expect(card).toContainText('Live');
  });

  await test.step('a platform that is gone is waited for', async () => {
    await platform.close();
    await expect(card).toContainText('Cannot reach the platform');
  });
});
