/** A run on a page of its own: what its request was made of, by keyboard, in the address; and a flow too large to be seen at once. */
import { expect } from '@playwright/test';
import type { JsonObject } from '../../shared/domain/chain.ts';
import { chainRan, failedStep, flowPublished, step } from '../fixtures/events/chain-ran.ts';
import { test } from './machine.ts';
import { caughtUp } from './steps.ts';

const chain = { flowId: 'wrap-up', version: 1, hash: 'as-published' };
const vars = { segment: 'gold', tries: 2 };
const code = "const parts = vars.segment.split('-');\nvars.kind = parts[1].trim();";

const flow = flowPublished({
  flowId: chain.flowId,
  name: 'Wrap-up',
  nodes: [
    { id: 'ended', type: 'onCallEnd', config: {}, on: { triggered: 'notify' } },
    {
      id: 'notify',
      type: 'httpCall',
      config: { url: 'https://hooks.example.net/{{vars.segment}}', body: { tries: '{{vars.tries}}' } },
      on: { success: 'kind' },
    },
    { id: 'kind', type: 'customScript', config: { code }, on: { next: 'note' } },
    { id: 'note', type: 'setVar', config: { name: 'note', value: '{{vars.kind}}' }, on: {} },
  ],
});

const nothingSent = { request: null, response: null };
const run = chainRan('run-1', {
  chain,
  vars,
  steps: [
    step({ nodeId: 'ended', type: 'onCallEnd', ...nothingSent, event: 'triggered', varsBefore: vars }),
    step({
      nodeId: 'notify',
      varsBefore: vars,
      request: { method: 'POST', url: 'https://hooks.example.net/gold', headers: [], body: '{"tries":2}' },
    }),
    failedStep({
      nodeId: 'kind',
      type: 'customScript',
      ...nothingSent,
      varsBefore: vars,
      error: {
        kind: 'script',
        message: "The script failed in line 2: TypeError: cannot read property 'trim' of undefined.",
      },
    }),
  ],
});

test('the steps of a run are read by keyboard, each with what its request was made of, and the address keeps the step', async ({
  openConsole,
  startOwnPlatform,
}) => {
  const platform = await startOwnPlatform([flow, run]);
  const { page } = await openConsole({ args: [`--connect=${platform.streamUrl}`], token: 'any' });
  await caughtUp(page);
  await page.getByRole('link', { name: 'Chains', exact: true }).click();
  // The overview, which stays until the list is loaded, says “1 run” too.
  await page.getByRole('grid', { name: 'Chains' }).getByText('Wrap-up').waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');

  const panel = page.getByRole('region', { name: /^Step \d/ });
  await expect(panel).toContainText('failed in line 2');
  await expect(panel.locator('[data-failed]')).toHaveText('2vars.kind = parts[1].trim();');
  await page.keyboard.press('k');
  await expect(page).toHaveURL(/step=2/);
  await expect(panel).toContainText('writes');
  await panel.getByText('From the template').click();
  const made = panel.getByRole('list', { name: 'Template and request' });
  await expect(made).toContainText('https://hooks.example.net/{{vars.segment}}');
  await expect(made).toContainText('vars.segment = "gold"');
  await expect(made.getByRole('listitem').filter({ hasText: 'body.tries' })).toContainText('"{{vars.tries}}"2');

  await page.reload();
  await expect(panel).toContainText('notify');
  await page.keyboard.press('Escape');
  await expect(page.getByText('1 run', { exact: true })).toBeVisible();
});

test('a flow of 10,000 nodes is drawn where it is looked at, and its findings come in parts', async ({
  openConsole,
  startOwnPlatform,
}) => {
  const many = 10_000;
  const node = (n: number): JsonObject => ({
    id: `n${n}`,
    type: n === 0 ? 'onCallEnd' : 'log',
    config: { message: `{{vars.gone_${n}}}` },
    on: n + 1 < many ? { next: `n${n + 1}`, error: `n${(n * 31) % many}` } : {},
  });
  const huge = flowPublished({ flowId: 'huge', name: 'Huge', nodes: Array.from({ length: many }, (_, n) => node(n)) });
  const platform = await startOwnPlatform([huge]);
  const { page } = await openConsole({ args: [`--connect=${platform.streamUrl}`], token: 'any' });
  await caughtUp(page);
  await page.getByRole('link', { name: 'Chains', exact: true }).click();
  await page.getByText('Flows', { exact: true }).click();
  await page.getByText('Huge').first().click();
  await page.getByText('See the graph').click();

  const graph = page.getByLabel('Graph of Huge');
  await expect(graph.getByRole('button', { name: /^n0/ })).toBeVisible();
  expect(await graph.locator('.react-flow__node').count()).toBeLessThan(100);
  const findings = page.getByRole('list', { name: 'Findings' });
  await expect(findings.getByRole('listitem')).toHaveCount(200);
  await findings.getByRole('button').filter({ hasText: 'n150' }).first().click();
  await expect(graph.locator('[aria-pressed="true"]')).toContainText('n150');
});
