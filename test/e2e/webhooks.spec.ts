/** Operations narrow a long list to what they look for, keep that as a view, and read an attempt in full. */
import { expect } from '@playwright/test';
import { callEnded } from '../fixtures/events/call-ended.ts';
import { answer, webhookAttempted } from '../fixtures/events/webhook-attempted.ts';
import { test } from './machine.ts';
import { caughtUp } from './steps.ts';

const at = (n: number) => new Date(Date.now() - 3_600_000 + n * 1000).toISOString();
const url = 'https://crm.example.com/hooks';

function tried(n: number, endpoint: string, status: number, words: string, attempt = 1): object {
  return webhookAttempted(`msg_${n}`, attempt, {
    callId: `call-${n}`,
    endpoint: { id: endpoint, url, name: endpoint.toUpperCase() },
    request: {
      method: 'POST',
      url,
      headers: [
        ['content-type', 'application/json'],
        ['webhook-id', `msg_${n}`],
        ['x-try', String(attempt)],
      ],
      body: JSON.stringify({ call: `call-${n}`, said: words }),
    },
    response: answer(status, `{"error":"answer ${attempt}"}`),
    startedAt: at(n * 10 + attempt),
  });
}

const events = [
  callEnded('replicer', 'call-1', { endedAt: at(0) }),
  ...Array.from({ length: 30 }, (_, n) => tried(n + 10, 'billing', 503, 'ordinary words')),
  ...Array.from({ length: 6 }, (_, n) => tried(n + 50, 'crm', n % 2 === 0 ? 502 : 404, 'a harpsichord was sold')),
  tried(90, 'crm', 500, 'nothing of interest'),
  tried(1, 'crm', 500, 'a harpsichord was broken', 1),
  tried(1, 'crm', 503, 'a harpsichord was broken', 2),
];

test('an operator narrows the list, keeps it as a view, and compares two attempts', async ({
  openConsole,
  context,
  startOwnPlatform,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']).catch(() => {});
  const platform = await startOwnPlatform(events);
  const { page } = await openConsole({ args: [`--connect=${platform.streamUrl}`], token: 'any' });
  await caughtUp(page);
  await page.getByRole('link', { name: 'Webhooks', exact: true }).click();
  await expect(page.getByText('38 messages', { exact: true })).toBeVisible();
  const chips = page.getByRole('group', { name: 'Filters' });
  const dialog = page.getByRole('dialog');

  await test.step('by endpoint, class of status and words of the body', async () => {
    await page.keyboard.press('f');
    await expect(dialog.getByRole('combobox', { name: 'Filter by' })).toBeFocused();
    await page.keyboard.type('endp');
    await page.keyboard.press('Enter');
    await expect(dialog.getByRole('combobox', { name: 'Endpoint' })).toBeFocused();
    await page.keyboard.type('crm');
    await expect(dialog.getByRole('option').first()).toContainText('CRM');
    await page.keyboard.press('Enter');
    await expect(page.getByText('8 messages', { exact: true })).toBeVisible();
    await page.keyboard.press('f');
    await dialog.getByRole('option', { name: 'Status' }).click();
    await dialog.getByRole('option', { name: '5xx' }).click();
    await expect(page.getByText('5 messages', { exact: true })).toBeVisible();
    await chips.getByRole('button', { name: /^Filter/ }).click();
    await dialog.getByRole('option', { name: 'Words in a body' }).click();
    await dialog.getByRole('textbox').fill('harpsichord sold');
    await page.keyboard.press('Enter');
    await expect(page.getByText('3 messages', { exact: true })).toBeVisible();
    await expect(chips).toContainText('Endpoint: CRM');
    await expect(chips).toContainText('Status: 5xx');
  });

  await test.step('keeps it as a view, which is there after a reload and from elsewhere', async () => {
    await page.getByRole('button', { name: 'Save view' }).click();
    await dialog.getByRole('textbox').fill('Harpsichords');
    await page.keyboard.press('Enter');
    const view = page.getByRole('button', { name: 'Harpsichords', exact: true });
    await expect(view).toHaveAttribute('aria-pressed', 'true');
    await page.reload();
    await expect(page.getByText('3 messages', { exact: true })).toBeVisible();
    await chips.getByRole('button', { name: 'Clear all' }).click();
    await expect(page.getByText('38 messages', { exact: true })).toBeVisible();
    await expect(view).toHaveAttribute('aria-pressed', 'false');
    await view.click();
    await expect(page.getByText('3 messages', { exact: true })).toBeVisible();
    await page.goBack();
    await expect(page.getByText('38 messages', { exact: true })).toBeVisible();
  });

  await test.step('says that a view was changed, and gives it the new filters', async () => {
    const views = page.getByRole('group', { name: 'Saved views' });
    await page.goForward();
    await chips.getByRole('button', { name: 'Remove Status: 5xx' }).click();
    await expect(page.getByText('6 messages', { exact: true })).toBeVisible();
    await expect(views).toContainText('changed');
    await views.getByRole('button', { name: 'Change the view Harpsichords' }).click();
    await page.getByRole('menuitem', { name: 'Save these filters' }).click();
    await expect(views).not.toContainText('changed');
    await expect(views.getByRole('button', { name: 'Harpsichords', exact: true })).toHaveAttribute(
      'aria-pressed',
      'true',
    );
    await chips.getByRole('button', { name: 'Clear all' }).click();
  });

  await test.step('reads an attempt in full, beside the one before', async () => {
    await chips.getByRole('button', { name: /^Filter/ }).click();
    await dialog.getByRole('option', { name: 'Attempts' }).click();
    await dialog.getByRole('textbox').fill('2');
    await page.keyboard.press('Enter');
    await page.getByText('503 Service Unavailable').first().click();
    const message = page.getByRole('article', { name: 'Message to CRM' });
    await message.getByRole('button', { name: 'Compare' }).click();
    const requests = message.getByRole('region', { name: 'Difference of the requests' });
    await expect(requests).toContainText('x-try');
    await expect(requests).toContainText('The same body, byte for byte.');
    await expect(message.getByRole('region', { name: 'Difference of the responses' })).toContainText('status');
    await message.getByText('Signature explained').click();
    await expect(message.locator('details')).toContainText(/sign/i);
    await message.getByRole('button', { name: 'Copy as curl' }).click();
    await expect(message.getByRole('button', { name: 'Copied' })).toBeVisible();
  });

  await test.step('keeps the attempt in the address of its page', async () => {
    await page.getByRole('button', { name: 'Open on a page of its own' }).click();
    await expect(page.getByRole('region', { name: 'Attempt 2' })).toBeVisible();
    await page.keyboard.press('k');
    await expect(page.getByRole('region', { name: 'Attempt 1' })).toBeVisible();
    await page.reload();
    await expect(page.getByRole('region', { name: 'Attempt 1' })).toBeVisible();
    await page.keyboard.press('j');
    await expect(page.getByRole('region', { name: 'Attempt 2' })).toBeVisible();
  });
});
