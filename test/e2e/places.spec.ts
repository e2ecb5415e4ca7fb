/** Where operators begin: failures by their cause, endpoints and their secrets, and what should be there and is not. */
import { join } from 'node:path';
import { expect } from '@playwright/test';
import Database from 'better-sqlite3';
import { test } from './machine.ts';
import { allowLoopback, caughtUp } from './steps.ts';

const demo = ['--seed', '11', '--history', '1500', '--rate', '0'];

test('incidents group failures by cause, and lead to one operation on all of them', async ({
  dataDir,
  openConsole,
  startPlatform,
}) => {
  const platform = await startPlatform(...demo);
  const { page } = await openConsole({ args: [`--connect=${platform.streamUrl}`], token: platform.token });
  await caughtUp(page);
  const rail = page.getByRole('navigation', { name: 'Main' });
  await rail.getByRole('link', { name: 'Incidents' }).click();
  const list = page.getByRole('grid', { name: 'Incidents' });
  const risk = list.getByRole('row', { name: /503 from Risk scoring/ });

  await test.step('lists a cause once, however often it failed', async () => {
    await expect(risk).toHaveCount(1);
    await page.getByRole('radio', { name: 'Chains' }).check({ force: true });
    await expect(list.getByRole('row', { name: / at .+ of / }).first()).toBeVisible();
    await expect(risk).toHaveCount(0);
    await page.getByRole('radio', { name: 'Webhooks' }).check({ force: true });
    await page.getByRole('searchbox', { name: 'Filter incidents' }).fill('risk scoring');
    await expect(list.getByRole('row')).toHaveCount(2);
  });

  const incident = page.getByRole('article', { name: /503 from Risk scoring/ });
  const openCount = failedAtRisk(dataDir);
  await expect(risk.locator('td').nth(3)).toHaveText(String(openCount));
  await test.step('tells how it stands', async () => {
    await risk.click();
    await expect(incident).toContainText(`${openCount} messages failed for this reason and have not recovered.`);
    await incident.getByRole('button', { name: 'As table' }).click();
    await expect(incident.getByRole('columnheader', { name: 'Failures' })).toBeVisible();
  });

  await test.step('shows exactly those messages', async () => {
    await incident.getByRole('link', { name: `Show ${openCount} messages` }).click();
    await expect(page.getByText(`${openCount} messages`, { exact: true })).toBeVisible();
    await page.goBack();
  });

  await test.step('plans to resend all of them', async () => {
    await incident.getByRole('button', { name: `Resend ${openCount} messages…` }).click();
    const sheet = page.getByRole('dialog');
    await sheet.getByRole('textbox', { name: 'Reason' }).fill('risk scoring is up again');
    await sheet.getByRole('button', { name: `Plan ${openCount} messages` }).click();
    await expect(
      sheet
        .getByRole('button', { name: /^\d+ will run/ })
        .or(sheet.getByRole('button', { name: /cannot/ }))
        .first(),
    ).toBeVisible();
  });
});

test('an operator finds out that a receiver rotated its secret, enters the new one, and sees it taken', async ({
  openConsole,
  startPlatform,
}) => {
  const platform = await startPlatform(...demo);
  const { page } = await openConsole({ args: [`--connect=${platform.streamUrl}`], token: platform.token });
  const endpoint = page.getByRole('article', { name: 'Loyalty points' });
  await test.step('goes to the endpoint by its name, and on to what was sent to it', async () => {
    await caughtUp(page);
    await page.keyboard.press('ControlOrMeta+k');
    await page.getByRole('textbox', { name: 'Search anything' }).fill('loyalty');
    await expect(page.getByRole('button', { name: 'Webhooks with “loyalty”' })).toBeVisible();
    await page.getByRole('button', { name: /^Loyalty points/ }).click();
    await expect(endpoint).toContainText('Signed: Standard Webhooks, as announced');
  });
  await expect(endpoint).toContainText('no secret is held here');

  const settings = endpoint.getByRole('form', { name: 'Settings' });
  const save = settings.getByRole('button', { name: 'Save settings' });
  await test.step('lets through the range it lies in, by name', async () => {
    await settings.getByLabel('Allowed ranges').first().click();
    await page.getByRole('option', { name: /loopback/ }).click();
    // Closes the options and no more.
    await page.keyboard.press('Escape');
    await expect(page.getByRole('option', { name: /loopback/ })).toBeHidden();
    await save.click();
    await expect(save).toBeDisabled();
  });

  const secret = endpoint.getByRole('form', { name: 'Signing secret' });
  const field = secret.getByLabel(/secret/i).first();
  await test.step('is told what a secret of this scheme looks like', async () => {
    await field.fill('hunter 2');
    await secret.getByRole('button', { name: 'Store secret' }).click();
    await expect(secret.getByRole('alert')).toContainText('Standard Webhooks expects');
    await field.fill(`whsec_${Buffer.from('the former secret').toString('base64')}`);
    await secret.getByRole('button', { name: 'Store secret' }).click();
    await expect(secret).toContainText('One is held');
    await expect(field).toHaveValue('');
  });

  const tried = endpoint.getByRole('region', { name: 'Test send' });
  const send = tried.getByRole('button', { name: 'Send a test' });
  const answer = await test.step('learns from a test send why it is refused', async () => {
    await send.click();
    await expect(tried.getByRole('status')).toContainText('401');
    await expect(tried).toContainText('whsec_');
    return tried.textContent();
  });

  await test.step('rotates to the new secret, which is taken', async () => {
    const told = /new secret is (whsec_[A-Za-z0-9+/=]+)/.exec(answer ?? '')?.[1];
    await field.fill(told ?? '');
    await secret.getByRole('button', { name: 'Rotate secret' }).click();
    await expect(secret).toContainText('Two are held');
    await send.click();
    await expect(tried.getByRole('status')).toContainText('200');
    await secret.getByRole('button', { name: 'Drop the one before' }).click();
    await expect(secret).toContainText('One is held');
  });

  await test.step('switches it off and on again, and is asked before leaving unsaved', async () => {
    await settings.getByRole('switch', { name: 'Send to it' }).uncheck({ force: true });
    await page.getByRole('link', { name: 'Endpoints' }).last().click();
    const leaving = page.getByRole('dialog', { name: 'Leave without saving?' });
    await leaving.getByRole('button', { name: 'Stay here' }).click();
    await save.click();
    await expect(send).toBeDisabled();
    await expect(endpoint.getByText('switched off here', { exact: true })).toBeVisible();
    await settings.getByRole('switch', { name: 'Send to it' }).check({ force: true });
    await save.click();
    await expect(send).toBeEnabled();
  });
});

test('an operator finds a call whose chain never ran, and plans to run it from the call', async ({
  openConsole,
  startPlatform,
}) => {
  const platform = await startPlatform(...demo);
  const { page } = await openConsole({ args: [`--connect=${platform.streamUrl}`], token: platform.token });
  await caughtUp(page);
  const rail = page.getByRole('navigation', { name: 'Main' });
  await allowLoopback(page);
  await rail.getByRole('link', { name: 'Missing' }).click();
  const list = page.getByRole('grid', { name: 'Missing' });

  await test.step('lists three ways in which something is missing', async () => {
    for (const [queue, words] of [
      ['Webhooks never tried', /Webhook to /],
      ['Runs without a call', /Report of the call/],
      ['Calls without a run', /Run of /],
    ] as const) {
      await page.getByRole('radio', { name: new RegExp(queue) }).check({ force: true });
      await expect(list.getByRole('row', { name: words }).first()).toBeVisible();
    }
  });

  await test.step('reads why, and plans the run', async () => {
    await list
      .getByRole('row', { name: /Run of / })
      .first()
      .click();
    const missing = page.getByRole('article', { name: /Run of / });
    await expect(missing).toContainText('no run of it was ever reported');
    await missing.getByRole('button', { name: 'Replay from the call…' }).click();
    const sheet = page.getByRole('dialog', { name: 'Replay from the call' });
    await expect(sheet).toContainText('with an input built from the call');
    await expect(sheet.getByRole('application', { name: 'Graph of the dry run' })).toBeVisible();
    await expect(sheet.getByRole('button', { name: 'Replay 1 run' })).toBeEnabled();
  });
});

/** How many messages to Risk scoring wait for somebody. */
function failedAtRisk(dataDir: string): number {
  const db = new Database(join(dataDir, 'mirror.db'), { readonly: true });
  try {
    const count = db.prepare<[], number>(
      `SELECT count(*) FROM webhook_message WHERE endpoint_id = 'ep_risk' AND state = 'failed' AND last_status = 503`,
    );
    return count.pluck().get() ?? 0;
  } finally {
    db.close();
  }
}
