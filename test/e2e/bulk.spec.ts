/** Many failures of one endpoint are resent at once: planned, tried on a few, paused, resumed, finished, and saved as a report. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import Database from 'better-sqlite3';
import { test } from './machine.ts';
import { allowLoopback, caughtUp } from './steps.ts';

test('an operator resends all that failed at one endpoint, first three, then the rest', async ({
  dataDir,
  openConsole,
  startPlatform,
}) => {
  const platform = await startPlatform('--seed', '11', '--history', '1500', '--rate', '0');
  const { page } = await openConsole({ args: [`--connect=${platform.streamUrl}`], token: platform.token });
  await caughtUp(page);
  await allowLoopback(page);
  const { endpoint, receiver, failures } = mostTroubled(dataDir);
  expect(failures).toBeGreaterThan(20);
  // The receiver was down for a while, and is well again.
  await platform.setMode(receiver, 'ok');

  const sheet = page.getByRole('dialog');
  await test.step('plans what the filter shows', async () => {
    await page.getByRole('link', { name: 'Webhooks', exact: true }).click();
    await page.getByRole('searchbox', { name: 'Filter webhooks' }).fill(endpoint);
    await page.getByRole('button', { name: `Resend all ${failures}…` }).click();
    await expect(sheet.getByRole('button', { name: `Plan ${failures} messages` })).toBeDisabled();
    await sheet.getByRole('textbox', { name: 'Reason' }).fill('the receiver was down');
    await sheet.getByRole('textbox', { name: 'Canary' }).fill('3');
    await sheet.getByRole('textbox', { name: 'Per second and host' }).fill('4');
    await sheet.getByRole('button', { name: `Plan ${failures} messages` }).click();
  });

  await test.step('reads the plan, and what is in it', async () => {
    await sheet.getByRole('button', { name: `${failures} will run` }).click();
    await expect(sheet.getByRole('grid', { name: 'What will run' }).getByRole('link').first()).toBeVisible();
    await expect(sheet.getByRole('region', { name: 'Request preview' })).toContainText(`/receivers/${receiver}`);
    await sheet.getByRole('button', { name: `Resend ${failures} messages` }).click();
  });

  const operation = page.getByRole('article', { name: 'Operation' });
  const progress = operation.getByRole('region', { name: 'Progress' });
  await test.step('sees the canary end, also after a reload', async () => {
    await expect(operation).toContainText('waits for “go on”');
    await expect(progress).toContainText('3 succeeded');
    await page.reload();
    await expect(progress).toContainText(`3 of ${failures} messages ended`);
    const rail = page.getByRole('navigation', { name: 'Main' });
    await expect(rail.getByRole('listitem').filter({ hasText: 'Operations' })).toContainText('1');
  });

  await test.step('goes on, pauses and resumes', async () => {
    await operation.getByRole('button', { name: 'Go on' }).click();
    await expect(progress).toContainText(/([4-9]|\d\d) succeeded/);
    await operation.getByRole('button', { name: 'Pause' }).click();
    await expect(operation).toContainText('Nothing more starts until somebody resumes it.');
    await operation.getByRole('radio', { name: /^Not run/ }).check({ force: true });
    await expect(operation.getByRole('grid', { name: 'Items' })).toContainText('not run');
    await operation.getByRole('button', { name: 'Resume' }).click();
    await expect(progress).toContainText(`${failures} succeeded`, { timeout: 40_000 });
    await expect(operation.getByRole('button', { name: 'Abort' })).toBeHidden();
  });

  await test.step('saves the report', async () => {
    const saved = page.waitForEvent('download');
    await operation.getByRole('button', { name: 'Save as CSV' }).click();
    const download = await saved;
    expect(download.suggestedFilename()).toMatch(/^Resend-.*\.csv$/);
    const lines = (await readFile(await download.path(), 'utf8')).trim().split(/\r?\n/);
    expect(lines).toHaveLength(failures + 1);
    expect(lines.at(-1)).toContain('the receiver was down');
  });

  await test.step('finds all of them recovered', async () => {
    await page.getByRole('link', { name: 'Webhooks', exact: true }).click();
    await page.getByRole('searchbox', { name: 'Filter webhooks' }).fill(endpoint);
    await expect(page.getByText('No messages match')).toBeVisible();
    await page.getByRole('radio', { name: 'Recovered' }).check({ force: true });
    await expect(page.getByText(`${failures} messages`, { exact: true })).toBeVisible();
  });
});

/** The endpoint with the most messages that failed for want of a receiver. */
function mostTroubled(dataDir: string): { endpoint: string; receiver: string; failures: number } {
  const db = new Database(join(dataDir, 'mirror.db'), { readonly: true });
  try {
    const found = db
      .prepare<[], { endpoint: string; url: string; failures: number }>(
        `SELECT endpoint_name AS endpoint, min(url) AS url, count(*) AS failures FROM webhook_message
         WHERE state = 'failed' GROUP BY endpoint_name HAVING min(last_status) IN (500, 502, 503) AND max(last_status) < 600
         ORDER BY failures DESC LIMIT 1`,
      )
      .get();
    if (!found) throw new Error('nothing failed; give it another seed');
    return {
      endpoint: found.endpoint,
      receiver: new URL(found.url).pathname.split('/').at(-1) ?? '',
      failures: found.failures,
    };
  } finally {
    db.close();
  }
}
