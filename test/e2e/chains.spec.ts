/** After-call chains that failed: one resumed with an edited input, hundreds replayed at once, a write that is not done twice unasked. */
import { expect, type Page } from '@playwright/test';
import type { StepData } from '../../shared/stream/events.ts';
import { chainRan, flowPublished, step } from '../fixtures/events/chain-ran.ts';
import { answer } from '../fixtures/events/webhook-attempted.ts';
import { test } from './machine.ts';
import type { Arrived } from './own-platform.ts';
import { allowLoopback, caughtUp } from './steps.ts';

const at = (n: number) => new Date(Date.now() - 7_200_000 + n * 1000).toISOString();
const flowId = 'wrap-up';
const chain = { flowId, version: 1, hash: 'as-published' };

/** ended → contact (a write) → notify (a write) → end. */
const flow = (origin: string) =>
  flowPublished({
    flowId,
    name: 'Wrap-up',
    nodes: [
      { id: 'ended', type: 'onCallEnd', config: {}, on: { triggered: 'contact' } },
      {
        id: 'contact',
        type: 'httpCall',
        config: { method: 'POST', url: `${origin}/contact`, body: { from: '{{event.from}}' } },
        on: { success: 'notify' },
      },
      {
        id: 'notify',
        type: 'httpCall',
        config: { method: 'POST', url: `${origin}/notify`, body: { segment: '{{vars.segment}}' } },
        on: { success: 'end' },
      },
      { id: 'end', type: 'end', config: {}, on: {} },
    ],
  });

const vars = { segment: 'gold?' };

function told(origin: string, path: string, n: number, status: number, body: object): StepData {
  const failed = status > 299;
  return step({
    nodeId: path,
    varsBefore: vars,
    request: {
      method: 'POST',
      url: `${origin}/${path}`,
      headers: [['content-type', 'application/json']],
      body: JSON.stringify(body),
    },
    response: answer(status),
    event: failed ? null : 'success',
    ...(failed ? { error: { kind: 'http', message: `The receiver answered ${status}.` } } : {}),
    startedAt: at(n),
  });
}

/** A run of call `n` that failed at `contact`, or after it at `notify`. */
function failedRun(origin: string, n: number, where: 'contact' | 'notify'): object {
  const event = {
    from: `+4930${5_000_000 + n}`,
    to: '+49305550000',
    direction: 'inbound',
    endedAt: at(n),
    duration: 60,
  };
  const contact = told(origin, 'contact', n, where === 'contact' ? 503 : 201, { from: event.from });
  const notify = told(origin, 'notify', n, 422, vars);
  const begin = step({ nodeId: 'ended', type: 'onCallEnd', request: null, response: null, event: 'triggered' });
  return chainRan(`run-${n}`, {
    callId: `call-${n}`,
    chain,
    event,
    vars,
    steps: [{ ...begin, varsBefore: vars, startedAt: at(n) }, contact, ...(where === 'notify' ? [notify] : [])],
    startedAt: at(n),
  });
}

async function open(page: Page): Promise<void> {
  await caughtUp(page);
  await allowLoopback(page);
  await page.getByRole('link', { name: 'Chains', exact: true }).click();
}

test('a failed run is resumed at the failed node with an edited var, recovers, and is compared with what was', async ({
  openConsole,
  startOwnPlatform,
  startOwnReceiver,
}) => {
  const receiver = await startOwnReceiver(({ body }) => (body.includes('"gold"') ? 200 : 422));
  const events = [flow(receiver.origin), failedRun(receiver.origin, 1, 'notify')];
  const platform = await startOwnPlatform(events);
  const { page } = await openConsole({ args: [`--connect=${platform.streamUrl}`], token: 'any' });
  await open(page);
  await page
    .getByText(/notify/)
    .first()
    .click();
  const run = page.getByRole('article', { name: 'Run of Wrap-up' });
  await run
    .getByRole('button', { name: /^Resume/ })
    .first()
    .click();

  const sheet = page.getByRole('dialog');
  await sheet.getByText('Edit the input').click();
  const editor = sheet.getByRole('textbox', { name: 'Edit vars' });
  await editor.click();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.insertText('{ "segment": "gold" }');
  await sheet.getByRole('button', { name: 'Plan with this input' }).click();
  await expect(sheet.getByRole('region', { name: 'Dry run' })).toContainText('reused');
  await sheet.getByRole('button', { name: 'Replay 1 run' }).click();
  await expect(sheet).toContainText('recovered');
  await sheet.getByRole('button', { name: 'Close' }).first().click();

  await expect(run).toContainText('recovered');
  expect(receiver.arrived.map(({ path, body }) => [path, body])).toEqual([['/notify', '{"segment":"gold"}']]);
  await run.getByText('Then against now').click();
  const compared = run.getByRole('table', { name: 'Then against now' });
  await expect(compared).toContainText('notify');
  await expect(run).toContainText('vars.segment');
});

test('three hundred failed runs are replayed at once, ten first, each write once under a key of its own', async ({
  openConsole,
  startOwnPlatform,
  startOwnReceiver,
}) => {
  const count = 300;
  const receiver = await startOwnReceiver();
  const runs = Array.from({ length: count }, (_, n) => failedRun(receiver.origin, n, 'contact'));
  const platform = await startOwnPlatform([flow(receiver.origin), ...runs]);
  const { page } = await openConsole({ args: [`--connect=${platform.streamUrl}`], token: 'any' });
  await open(page);
  await page.getByRole('button', { name: `Replay all ${count}…` }).click();
  const sheet = page.getByRole('dialog');
  await sheet.getByRole('textbox', { name: 'Reason' }).fill('the CRM was down');
  await sheet.getByRole('textbox', { name: 'Per second and host' }).fill('200');
  await sheet.getByRole('button', { name: `Plan ${count} runs` }).click();
  await sheet.getByRole('button', { name: `Replay ${count} runs` }).click();

  const operation = page.getByRole('article', { name: 'Operation' });
  const progress = operation.getByRole('region', { name: 'Progress' });
  await expect(operation).toContainText('waits for “go on”');
  await expect(progress).toContainText('10 succeeded');
  expect(receiver.arrived).toHaveLength(20);
  await operation.getByRole('button', { name: 'Go on' }).click();
  await expect(progress).toContainText(`${count} succeeded`, { timeout: 40_000 });

  const keysOf = (path: string) =>
    receiver.arrived.filter((each) => each.path === path).map(({ headers }) => String(headers['idempotency-key']));
  for (const path of ['/contact', '/notify']) {
    expect(keysOf(path)).toHaveLength(count);
    expect(new Set(keysOf(path)).size).toBe(count);
  }
  await page.getByRole('link', { name: 'Chains', exact: true }).click();
  await expect(page.getByText('Nothing is waiting for you')).toBeVisible();
});

test('a write that was answered 2xx is repeated only when that is acknowledged, and under the same key', async ({
  openConsole,
  startOwnPlatform,
  startOwnReceiver,
}) => {
  let notifies = 0;
  const receiver = await startOwnReceiver(({ path }: Arrived) => {
    if (path !== '/notify') return 201;
    notifies += 1;
    return notifies === 1 ? 503 : 200;
  });
  const platform = await startOwnPlatform([flow(receiver.origin), failedRun(receiver.origin, 1, 'notify')]);
  const { page } = await openConsole({ args: [`--connect=${platform.streamUrl}`], token: 'any' });
  await open(page);
  await page
    .getByText(/notify/)
    .first()
    .click();
  const run = page.getByRole('article', { name: 'Run of Wrap-up' });
  const sheet = page.getByRole('dialog');

  for (const outcome of ['failed', 'recovered']) {
    await run.getByRole('button', { name: 'Replay…' }).click();
    const start = sheet.getByRole('button', { name: 'Replay 1 run' });
    await expect(start).toBeDisabled();
    const risks = sheet.getByRole('group', { name: /Acknowledge each reason/ }).getByRole('checkbox');
    await expect(risks.first()).toBeVisible();
    await expect(sheet.getByRole('group', { name: /Acknowledge each reason/ })).toContainText('contact');
    for (const risk of await risks.all()) await risk.check();
    await start.click();
    await expect(sheet).toContainText(outcome);
    await sheet.getByRole('button', { name: 'Close' }).first().click();
  }
  const keys = receiver.arrived
    .filter(({ path }) => path === '/contact')
    .map(({ headers }) => headers['idempotency-key']);
  expect(keys).toHaveLength(2);
  expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
  expect(keys[1]).toBe(keys[0]);
});
