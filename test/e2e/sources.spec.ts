/** Calls that come otherwise than by a stream: a vendor's webhook, a file, and payloads that the operator's mapping reads. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { test } from './machine.ts';

const altur = JSON.parse(readFileSync(new URL('../fixtures/dialects/altur.json', import.meta.url), 'utf8'));
const unknown = (n: number) => ({
  kind: 'call.finished',
  call: { uuid: `u-${n}`, caller: `+49151000000${n}`, duration_seconds: 61, direction: 'incoming' },
  ended_at: '2026-11-20T10:00:00Z',
  summary: 'Asked for a callback tomorrow morning',
});

const post = (url: string, body: unknown) =>
  fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

async function add(page: Page, kind: 'Webhooks' | 'Files', name: string, button: string): Promise<void> {
  await page.locator('nav a[href="/connections"]').first().click();
  await page.getByRole('button', { name: 'Add a connection' }).first().click();
  await page.getByRole('dialog').locator('label', { hasText: kind }).first().click();
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByRole('button', { name: button }).click();
}

/** A receiver, set up; its address. */
async function addReceiver(page: Page): Promise<string> {
  await add(page, 'Webhooks', 'Vendor', 'Add the receiver');
  const address = page.getByText(/^http:\/\/127\.0\.0\.1:\d+\/hooks\/\S+\/\S{20,}/).first();
  await expect(address).toBeVisible();
  await page.getByRole('dialog').getByRole('button', { name: 'Test the connection' }).click();
  await expect(page.getByText('The receiver listens on this machine')).toBeVisible();
  const url = ((await address.textContent()) ?? '').trim();
  await page.keyboard.press('Escape');
  return url;
}

test.describe('sources beyond the stream', () => {
  test.beforeEach(() => test.setTimeout(90_000));

  test('a vendor’s webhook is a call; an unknown payload is one once it is mapped', async ({
    openConsole,
    startOwnPlatform,
  }) => {
    const platform = await startOwnPlatform([]);
    const { page } = await openConsole({ args: ['--connect', platform.streamUrl], token: 'x' });
    const url = await addReceiver(page);

    expect((await post(url, { ...altur, id: 'cll_from_a_webhook' })).status).toBe(200);
    expect((await post(url, unknown(1))).status).toBe(400);
    const card = page.getByRole('article', { name: 'Vendor' });
    await expect(card.getByText('Listening', { exact: true })).toBeVisible();
    await page.locator('nav a[href^="/calls"]').first().click();
    await expect(page.getByText('Elena Ruiz').first()).toBeVisible();

    await page.locator('nav a[href="/connections"]').first().click();
    await page.getByRole('radiogroup').getByText('Dead letters').click();
    await page.getByRole('grid', { name: 'Dead letters' }).getByText('unknown dialect').click();
    await page.getByRole('button', { name: 'Map to a call…' }).click();
    await page.getByRole('button', { name: 'Use the suggestions' }).click();
    await expect(page.getByText(/^A call with \d+ fields/)).toBeVisible();
    // The preview follows what is typed.
    await page.getByLabel('agentName').fill('"Ada " & call.direction');
    await expect(page.getByText('Ada incoming', { exact: true })).toBeVisible();
    await page.getByLabel('cost').fill('$nonsense(');
    await expect(page.getByText(/Not|Expected|unexpected/i).first()).toBeVisible();
    await page.getByLabel('cost').fill('');
    await page.getByRole('button', { name: 'Save and read what was received' }).click();
    await expect(page.getByText(/has looked at 1: 1 read as calls/)).toBeVisible();
    expect((await post(url, unknown(2))).status).toBe(200);
    await page.keyboard.press('Escape');
    await page.locator('nav a[href^="/calls"]').first().click();
    await expect(page.getByText('Ada incoming')).toHaveCount(2);
  });

  test('a file is imported once, however often it is chosen', async ({ openConsole, dataDir, startOwnPlatform }) => {
    const platform = await startOwnPlatform([]);
    const { page } = await openConsole({ args: ['--connect', platform.streamUrl], token: 'x' });
    await add(page, 'Files', 'Old calls', 'Add and choose files');
    const file = join(dataDir, 'old.ndjson');
    const lines = Array.from({ length: 300 }, (_, n) => JSON.stringify({ ...altur, id: `old-${n}` }));
    writeFileSync(file, `${lines.join('\n')}\n{oops\n`);
    const sheet = page.getByRole('dialog');
    await sheet.getByLabel('Files to import').setInputFiles(file);
    await expect(sheet.getByText('Done: 301 records: 300 new, 1 dead letter.')).toBeVisible();
    await sheet.getByRole('button', { name: 'Clear finished imports' }).click();
    await sheet.getByLabel('Files to import').setInputFiles(file);
    await expect(sheet.getByText('Done: 301 records: 0 new, 301 already here.')).toBeVisible();
    await sheet.getByRole('link', { name: 'Show the calls' }).click();
    await expect(page.getByText('Elena Ruiz').first()).toBeVisible();
  });
});
