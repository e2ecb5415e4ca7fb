/** What is masked, revealed, handed over and written down: from the setting to a pack that somebody else can check. */
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { expect } from '@playwright/test';
import { strFromU8, unzipSync } from 'fflate';
import { callEnded } from '../fixtures/events/call-ended.ts';
import { minute } from '../fixtures/events/envelope.ts';
import { webhookAttempted } from '../fixtures/events/webhook-attempted.ts';
import { test } from './machine.ts';

const customer = { customerPhone: '+4915112345678', customerName: 'Paul Weber' };
const said = { ...customer, transcript: 'Agent: Hello\nPaul Weber: Weber here, on 0151 1234 5678' };

test('what is masked is revealed call by call, leaves redacted, and all of it is in the audit', async ({
  openConsole,
  startOwnPlatform,
}, info) => {
  test.setTimeout(90_000);
  const platform = await startOwnPlatform([
    callEnded('replicer', 'call-1', { ...said, endedAt: minute(1) }),
    webhookAttempted('msg-1', 1),
    callEnded('replicer', 'call-2', { ...customer, endedAt: minute(2) }),
  ]);
  const { page } = await openConsole({ args: [`--connect=${platform.streamUrl}`], token: 'x' });
  const rail = page.getByRole('navigation', { name: 'Main' });
  const calls = page.getByRole('grid', { name: 'Calls' });

  await test.step('masks are put on in the settings', async () => {
    await page.getByRole('link', { name: 'Settings' }).click();
    for (const name of ['Mask numbers', 'Mask names', 'Mask personal data in texts']) {
      await page.getByRole('switch', { name }).press('Space');
      await expect(page.getByRole('switch', { name })).toBeChecked();
    }
    await page.getByRole('switch', { name: 'Allow unredacted files' }).press('Space');
    await expect(page.getByRole('switch', { name: 'Allow unredacted files' })).not.toBeChecked();
  });

  await test.step('the list shows nobody', async () => {
    await rail.getByRole('link', { name: 'Calls' }).click();
    await expect(calls.getByText('+49 151 ••• 5678')).toHaveCount(2);
    await expect(page.getByText('Weber')).toHaveCount(0);
  });

  await test.step('one key reveals one call', async () => {
    await calls.getByText('+49 151 ••• 5678').last().click();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('button', { name: /^Reveal/ })).toBeVisible();
    await expect(page.getByText('Weber')).toHaveCount(0);
    await page.keyboard.press('v');
    await expect(page.getByText('+4915112345678').first()).toBeVisible();
    await expect(page.getByText('Weber here, on 0151 1234 5678')).toBeVisible();
  });

  await test.step('its evidence leaves redacted, with hashes that hold', async () => {
    await page.getByRole('button', { name: 'Create an evidence pack' }).click();
    const dialog = page.getByRole('dialog', { name: 'Evidence pack' });
    await expect(dialog.getByRole('switch', { name: 'Redact personal data' })).toBeDisabled();
    const saved = page.waitForEvent('download');
    await dialog.getByRole('button', { name: 'Create redacted pack' }).click();
    const download = await saved;
    await expect(dialog.getByRole('status')).toContainText(`Saved as ${download.suggestedFilename()}`);
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
    expect(download.suggestedFilename()).toMatch(/^evidence-call-1-.*-redacted\.zip$/);
    const bytes = await readFile(await download.path());
    const files = unzipSync(bytes);
    for (const [path, content] of Object.entries(files)) {
      expect(strFromU8(content), path).not.toMatch(/Weber|15112345678|0151 1234 5678/);
    }
    const manifest = JSON.parse(strFromU8(files['manifest.json'] ?? new Uint8Array()));
    for (const { path, sha256 } of manifest.files) {
      expect(
        createHash('sha256')
          .update(files[path] ?? '')
          .digest('hex'),
        path,
      ).toBe(sha256);
    }
    const index = info.outputPath('index.html');
    await writeFile(index, files['index.html'] ?? '');
    const reader = await page.context().newPage();
    const complaints: string[] = [];
    reader.on('console', (message) => complaints.push(message.text()));
    await reader.goto(pathToFileURL(index).href);
    await expect(reader.getByRole('heading', { name: 'Evidence of call call-1' })).toBeVisible();
    await expect(reader.getByText('[number]').first()).toBeVisible();
    await reader.screenshot({ path: info.outputPath('evidence.png'), fullPage: true });
    expect(complaints).toEqual([]);
    await reader.close();
  });

  await test.step('the other call is masked as before', async () => {
    await rail.getByRole('link', { name: 'Calls' }).click();
    await expect(calls.getByText('+49 151 ••• 5678')).toHaveCount(1);
  });

  await test.step('the activity says so, leads back to the call, and verifies', async () => {
    await rail.getByRole('link', { name: 'Activity' }).click();
    const lines = page.getByRole('grid', { name: 'Activity' });
    await expect(lines.getByText('Evidence exported')).toBeVisible();
    await page.getByRole('button', { name: /Filter/ }).click();
    await page.getByRole('option', { name: /^What/ }).click();
    await page.getByRole('option', { name: /Call revealed/ }).click();
    await expect(page).toHaveURL(/action=call/);
    await expect(lines.getByRole('row')).toHaveCount(2);
    await page.getByRole('button', { name: 'Verify' }).click();
    await expect(page.getByRole('status').getByText(/entries checked: each follows from the one before/)).toBeVisible();
    const exported = page.waitForEvent('download');
    await page.evaluate(() => Reflect.deleteProperty(window, 'showSaveFilePicker'));
    await page.getByRole('button', { name: 'Export' }).click();
    const text = await readFile(await (await exported).path(), 'utf8');
    expect(JSON.parse(text)).toMatchObject({ action: 'call revealed', subject: 'call-1' });
    await page
      .getByRole('dialog', { name: 'Export the entries' })
      .getByRole('button', { name: 'Close' })
      .last()
      .click();
    await lines.getByText('Call revealed').click();
    await page.getByRole('article', { name: 'Audit entry' }).getByRole('link', { name: 'call-1' }).click();
    await expect(page).toHaveURL(/\/calls\/\d+/);
  });
});
