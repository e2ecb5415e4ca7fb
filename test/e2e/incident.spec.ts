/** An outage as an operator meets it: one incident of 500 failures, put right in one operation, each message sent exactly once. */
import { readFile } from 'node:fs/promises';
import { expect } from '@playwright/test';
import { callEnded } from '../fixtures/events/call-ended.ts';
import { answer, webhookAttempted } from '../fixtures/events/webhook-attempted.ts';
import { test } from './machine.ts';
import { allowLoopback, caughtUp } from './steps.ts';

const failures = 500;
const canary = 10;
const at = (n: number) => new Date(Date.now() - 7_200_000 + n * 1000).toISOString();

/** One call and its failed webhook, told as a platform tells them. */
function failed(n: number, url: string): object[] {
  const id = `call-${n}`;
  return [
    callEnded('replicer', id, { endedAt: at(n), customerPhone: `+4930${String(5_000_000 + n)}` }),
    webhookAttempted(`msg_${n}`, 1, {
      callId: id,
      endpoint: { id: 'crm', url, name: 'CRM' },
      request: {
        method: 'POST',
        url,
        headers: [
          ['content-type', 'application/json'],
          ['webhook-id', `msg_${n}`],
        ],
        body: JSON.stringify({ call: id, note: `line ${n}` }),
      },
      response: answer(503, `{"error":"job ${n * 7} refused: maintenance"}`),
      startedAt: at(n),
    }),
  ];
}

test('from an incident of 500 failures through canary, go on, pause and resume to its report', async ({
  openConsole,
  startOwnPlatform,
  startOwnReceiver,
}) => {
  const receiver = await startOwnReceiver();
  const url = `${receiver.origin}/crm`;
  const platform = await startOwnPlatform(Array.from({ length: failures }, (_, n) => failed(n, url)).flat());
  const { page } = await openConsole({ args: [`--connect=${platform.streamUrl}`], token: 'any' });
  await caughtUp(page);
  await allowLoopback(page);
  const sheet = page.getByRole('dialog');

  await test.step('finds one incident, and all of it in one step', async () => {
    await page.getByRole('link', { name: 'Incidents' }).click();
    await page.getByText('503 from CRM: job … refused: maintenance').first().click();
    const incident = page.getByRole('article', { name: /^503 from CRM/ });
    await expect(incident).toContainText(`${failures} messages failed for this reason and have not recovered.`);
    await incident.getByRole('button', { name: `Resend ${failures} messages…` }).click();
    await expect(sheet.getByRole('textbox', { name: 'Name' })).toHaveValue(/500 failed messages: 503 from CRM/);
    await sheet.getByRole('textbox', { name: 'Reason' }).fill('maintenance is over');
    await sheet.getByRole('textbox', { name: 'Per second and host' }).fill('50');
    await sheet.getByRole('button', { name: `Plan ${failures} messages` }).click();
    await sheet.getByRole('button', { name: `Resend ${failures} messages` }).click();
  });

  const operation = page.getByRole('article', { name: 'Operation' });
  const progress = operation.getByRole('region', { name: 'Progress' });
  await test.step('looks at the canary', async () => {
    await expect(operation).toContainText('waits for “go on”');
    await expect(progress).toContainText(`${canary} succeeded`);
    expect(receiver.arrived).toHaveLength(canary);
  });

  await test.step('goes on, pauses, and resumes after a reload', async () => {
    await operation.getByRole('button', { name: 'Go on' }).click();
    await expect(progress).not.toContainText(`${canary} succeeded`);
    await operation.getByRole('button', { name: 'Pause' }).click();
    await expect(operation).toContainText('Nothing more starts until somebody resumes it.');
    await page.reload();
    await expect(operation.getByRole('button', { name: 'Resume' })).toBeVisible();
    // What was on its way when it was paused has arrived by now; for as long as fifty would take, nothing more does.
    const sent = receiver.arrived.length;
    expect(sent).toBeGreaterThan(canary);
    expect(sent).toBeLessThan(failures);
    await page.waitForTimeout(1000);
    expect(receiver.arrived).toHaveLength(sent);
    await operation.getByRole('button', { name: 'Resume' }).click();
    await expect(progress).toContainText(`${failures} succeeded`, { timeout: 40_000 });
  });

  await test.step('saves the report: what was sent, where, with which result, by whom and why', async () => {
    const saved = page.waitForEvent('download');
    await operation.getByRole('button', { name: 'Save as CSV' }).click();
    const lines = (await readFile(await (await saved).path(), 'utf8')).trim().split(/\r?\n/);
    expect(lines).toHaveLength(failures + 1);
    for (const line of lines.slice(1)) {
      expect(line).toContain('succeeded');
      expect(line).toContain('maintenance is over');
    }
  });

  await test.step('each went out once, byte for byte, the calls that ended first before the others', async () => {
    expect(receiver.arrived).toHaveLength(failures);
    const ids = receiver.arrived.map(({ headers }) => headers['webhook-id']);
    expect(new Set(ids).size).toBe(failures);
    for (const { headers, body } of receiver.arrived) {
      const n = Number(String(headers['webhook-id']).slice('msg_'.length));
      expect(body).toBe(JSON.stringify({ call: `call-${n}`, note: `line ${n}` }));
    }
    // Within the canary they are on their way together, so that one may overtake another.
    expect(new Set(ids.slice(0, canary))).toEqual(new Set(Array.from({ length: canary }, (_, n) => `msg_${n}`)));
  });

  await test.step('the incident has closed by itself', async () => {
    await page.getByRole('link', { name: 'Incidents' }).click();
    await expect(page.getByText('Nothing is failing')).toBeVisible();
    await page.getByRole('radio', { name: 'Closed' }).check({ force: true });
    await page.getByText('503 from CRM: job … refused: maintenance').first().click();
    await expect(page.getByRole('article', { name: /^503 from CRM/ })).toContainText(
      `All ${failures} messages that failed for this reason have recovered`,
    );
  });
});

test('a message is edited and goes out under an id of its own, marked with the one it was', async ({
  openConsole,
  startOwnPlatform,
  startOwnReceiver,
}) => {
  const receiver = await startOwnReceiver(({ headers }) => (headers['x-fixed'] === 'yes' ? 200 : 422));
  const url = `${receiver.origin}/crm`;
  const platform = await startOwnPlatform(failed(1, url));
  const { page } = await openConsole({ args: [`--connect=${platform.streamUrl}`], token: 'any' });
  await caughtUp(page);
  await allowLoopback(page);

  await page.getByRole('link', { name: 'Webhooks', exact: true }).click();
  await page.getByText('503 Service Unavailable').first().click();
  const message = page.getByRole('article', { name: 'Message to CRM' });
  await message.getByRole('button', { name: 'Edit and resend…' }).click();
  const sheet = page.getByRole('dialog');
  await sheet.getByRole('button', { name: 'Add a header' }).click();
  await sheet.getByRole('textbox', { name: 'Header', exact: true }).last().fill('x-fixed');
  await sheet.getByRole('textbox', { name: 'Value of x-fixed' }).fill('yes');
  await expect(sheet.getByRole('button', { name: 'Resend 1 message' })).toBeDisabled();
  await sheet.getByRole('button', { name: 'Plan with the edit' }).click();
  await expect(sheet.getByRole('region', { name: 'What was edited' })).toContainText('x-fixed');
  await sheet.getByRole('button', { name: 'Resend 1 message' }).click();
  await expect(sheet).toContainText('recovered');

  const [sent] = receiver.arrived;
  expect(receiver.arrived).toHaveLength(1);
  expect(sent?.headers).toMatchObject({ 'x-fixed': 'yes', 'aftercall-edited': 'msg_1' });
  expect(sent?.headers['webhook-id']).toMatch(/^msg_[0-9a-f]{32}$/);

  await sheet.getByRole('button', { name: 'Open the operation' }).click();
  const operation = page.getByRole('article', { name: 'Operation' });
  await expect(operation.getByRole('region', { name: 'What was edited' })).toContainText('x-fixed');
  // The plan before the edit went with it, and so does one that is closed.
  await expect(page.getByText('1 operation', { exact: true })).toBeVisible();
  await operation.getByRole('link', { name: 'The message' }).click();
  await page.getByRole('button', { name: 'Resend…', exact: true }).click();
  await expect(sheet.getByText('What goes out')).toBeVisible();
  await sheet.getByRole('checkbox', { name: /was delivered/ }).check();
  await expect(sheet.getByRole('button', { name: 'Resend 1 message' })).toBeEnabled();
  // What was planned goes to the address that is about to be replaced.
  await sheet.getByRole('radio', { name: 'Another URL' }).check({ force: true });
  await expect(sheet.getByRole('button', { name: 'Resend 1 message' })).toBeDisabled();
  await sheet.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('link', { name: 'Operations' }).click();
  await expect(page.getByText('1 operation', { exact: true })).toBeVisible();
});
