/** The whole main job once, on real input: from a platform's stream to the operator's screen, and back. */
import { join } from 'node:path';
import { expect } from '@playwright/test';
import Database from 'better-sqlite3';
import { storedTurns } from '../../electron/core/mirror/stored-turns.ts';
import { test } from './machine.ts';
import { allowLoopback, caughtUp } from './steps.ts';

test('an operator finds a call, resends its webhook, replays its chain, and all is there offline', async ({
  dataDir,
  openConsole,
  startPlatform,
}) => {
  const platform = await startPlatform('--seed', '11', '--history', '600', '--rate', '0');
  const consoleArgs = { args: [`--connect=${platform.streamUrl}`], token: platform.token };
  const first = await openConsole(consoleArgs);
  const { page } = first;
  await caughtUp(page);
  await allowLoopback(page);

  const call = troubledCall(dataDir);
  // The receiver was down for a while, and is well again.
  await platform.setMode(call.receiver, 'ok');

  await test.step('finds the call by its number', async () => {
    await page.getByRole('link', { name: 'Calls', exact: true }).click();
    await page.getByRole('combobox', { name: 'Search calls' }).fill(call.number.slice(-7));
    await page.getByText(call.number).first().click();
    await expect(page.getByRole('article', { name: 'Call' })).toContainText(call.number);
  });

  await test.step('reads what was said and the payload as it came', async () => {
    await page.getByRole('tab', { name: /Transcript/ }).click();
    await expect(page.getByRole('tabpanel')).toContainText(call.said);
    await page.getByRole('tab', { name: /Raw/ }).click();
    await expect(page.getByRole('tabpanel')).toContainText(call.callId);
  });

  await test.step('resends its failed webhook', async () => {
    await page.getByRole('tab', { name: /Webhooks/ }).click();
    const message = page.getByRole('article', { name: `Message to ${call.endpoint}` });
    await message.getByRole('button', { name: 'Resend…', exact: true }).click();
    const sheet = page.getByRole('dialog');
    await expect(sheet.getByRole('region', { name: 'Request preview' })).toContainText(call.url);
    await sheet.getByRole('textbox', { name: 'Reason' }).fill('the receiver was down');
    await sheet.getByRole('button', { name: 'Resend 1 message' }).click();
    await expect(sheet).toContainText('recovered');
    await sheet.getByRole('button', { name: 'Close' }).first().click();
    await expect(message).toContainText('recovered');
  });

  await test.step('replays its failed chain', async () => {
    await page.getByRole('tab', { name: /Chain/ }).click();
    const run = page.getByRole('article', { name: /^Run of/ });
    await run.getByRole('button', { name: 'Replay…' }).click();
    const sheet = page.getByRole('dialog');
    await expect(sheet.getByRole('region', { name: 'Dry run' })).toContainText(call.failedNode);
    const acknowledge = sheet.getByRole('checkbox');
    if (await acknowledge.isVisible()) await acknowledge.check();
    await sheet.getByRole('button', { name: 'Replay 1 run' }).click();
    await expect(sheet).toContainText('recovered');
    await sheet.getByRole('button', { name: 'Close' }).first().click();
    await expect(run).toContainText('recovered');
  });

  await first.close();
  await platform.close();

  const second = await openConsole(consoleArgs);
  await test.step('offline, the call is still there with all that was done', async () => {
    const { page } = second;
    await page.getByRole('link', { name: 'Calls', exact: true }).click();
    await page.getByRole('combobox', { name: 'Search calls' }).fill(call.number);
    await page.getByText(call.number).first().click();
    const article = page.getByRole('article', { name: 'Call' });
    await article.getByRole('tab', { name: /Webhooks/ }).click();
    await expect(page.getByRole('article', { name: `Message to ${call.endpoint}` })).toContainText('recovered');
    await article.getByRole('tab', { name: /Chain/ }).click();
    await expect(page.getByRole('article', { name: /^Run of/ })).toContainText('recovered');
    await article.getByRole('tab', { name: /Transcript/ }).click();
    await expect(page.getByRole('tabpanel')).toContainText(call.said);
    await page.getByRole('link', { name: /^Activity/ }).click();
    await expect(page.getByText('resend started').first()).toBeVisible();
    await expect(page.getByText('Live', { exact: true })).toBeHidden();
  });
});

interface TroubledCall {
  number: string;
  callId: string;
  endpoint: string;
  url: string;
  receiver: string;
  failedNode: string;
  said: string;
}

/** A call with words whose webhook and chain both failed for want of a receiver. */
function troubledCall(dataDir: string): TroubledCall {
  const db = new Database(join(dataDir, 'mirror.db'), { readonly: true });
  try {
    const found = db
      .prepare<[], Omit<TroubledCall, 'receiver' | 'said'> & { turns: string }>(
        `SELECT c.customer_number AS number, c.call_id AS callId, m.endpoint_name AS endpoint, m.url, r.failed_node AS failedNode,
           t.turns
         FROM call c JOIN transcript t ON t.call_id = c.id
           JOIN webhook_message m ON m.connection_id = c.connection_id AND m.call_id = c.call_id AND m.state = 'failed'
           JOIN chain_run r ON r.connection_id = c.connection_id AND r.call_id = c.call_id AND r.state = 'failed'
         WHERE m.last_status IN (500, 503) AND r.failed_type = 'httpCall'
         ORDER BY c.id DESC LIMIT 1`,
      )
      .get();
    if (!found) throw new Error('the past holds no call to try this on; give it another seed');
    const { turns, ...call } = found;
    const said = storedTurns(turns)[0]?.text ?? '';
    return { ...call, said, receiver: new URL(call.url).pathname.split('/').at(-1) ?? '' };
  } finally {
    db.close();
  }
}
