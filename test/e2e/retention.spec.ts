/** Old calls are dropped: what would go is said first, what went is told, and whoever asks for one of them learns why it is not there. */
import { expect } from '@playwright/test';
import { openMirror } from '../../electron/core/mirror/open.ts';
import { createWriter } from '../../electron/core/mirror/writer.ts';
import { callEnded } from '../fixtures/events/call-ended.ts';
import { frame } from '../fixtures/events/envelope.ts';
import { answer, webhookAttempted } from '../fixtures/events/webhook-attempted.ts';
import { test } from './machine.ts';
import { caughtUp } from './steps.ts';

const day = 86_400_000;

/** Twenty calls received so many days ago, each with a webhook. */
function receiveThen(dataDir: string, age: number): void {
  const mirror = openMirror(dataDir);
  const at = Date.now() - age * day;
  const events = Array.from({ length: 20 }, (_, n) => [
    callEnded('altur', `old-${n}`, { ended_at: new Date(at).toISOString() }),
    webhookAttempted(`old-m-${n}`, 1, { callId: `old-${n}`, response: answer(200, '{}') }),
  ]);
  const received = events.flat().map((event) => frame(event, at));
  createWriter(mirror.db).commit({ connectionId: 'before', zone: 'UTC', received, position: null });
  mirror.close();
}

test('an operator has calls dropped after a month, and sees what went', async ({
  dataDir,
  openConsole,
  startOwnPlatform,
}) => {
  receiveThen(dataDir, 40);
  const platform = await startOwnPlatform([callEnded('altur', 'today', { ended_at: new Date().toISOString() })]);
  const { page } = await openConsole({ args: [`--connect=${platform.streamUrl}`] });
  await caughtUp(page);
  await expect(page.getByText('21 calls', { exact: false }).first()).toBeVisible();

  await test.step('what would go is said before it does', async () => {
    await page.getByRole('link', { name: 'Settings', exact: true }).click();
    const days = page.getByRole('textbox', { name: 'Drop calls after' });
    await days.fill('30');
    await days.press('Enter');
    const dialog = page.getByRole('dialog');
    await expect(dialog).toContainText('About 20 calls, with up to 40 events, would go now.');
    await dialog.getByRole('button', { name: 'Keep them' }).click();
    await expect(days).toHaveValue('');
  });

  await test.step('it goes once that is agreed to', async () => {
    const days = page.getByRole('textbox', { name: 'Drop calls after' });
    await days.fill('30');
    await days.press('Enter');
    await page.getByRole('dialog').getByRole('button', { name: 'Drop calls' }).click();
    await expect(days).toHaveValue('30');
  });

  await test.step('the mirror’s health tells what went', async () => {
    await page.getByRole('link', { name: 'Health', exact: true }).click();
    const dropped = page.getByRole('list', { name: 'Dropped by day' });
    await expect(dropped).toContainText('20 calls, 20 messages');
    await expect(page.getByRole('region', { name: 'Maintenance log' }).getByText('Retention')).toBeVisible();
  });

  await test.step('the list has what is left, and an old call’s page says why it is empty', async () => {
    await page.getByRole('link', { name: 'Calls', exact: true }).click();
    await expect(page.getByText('1 call', { exact: true }).first()).toBeVisible();
    await page.goto(new URL('/calls/1', page.url()).href);
    await expect(page.getByText('Retention has dropped what is as old as it')).toBeVisible();
  });
});
