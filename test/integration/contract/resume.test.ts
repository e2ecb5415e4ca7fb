/** The main way out of a failed chain, over the contract of a real core: read the run, resume it with a mended var, see it recovered. */
import { expect, onTestFinished, test } from 'vitest';
import { openMirror } from '../../../electron/core/mirror/open.ts';
import { createWriter } from '../../../electron/core/mirror/writer.ts';
import { riskKey } from '../../../shared/domain/operation.ts';
import { chainRan, failedStep, flowPublished, step } from '../../fixtures/events/chain-ran.ts';
import { frame } from '../../fixtures/events/envelope.ts';
import { temporaryFolder } from '../../fixtures/folder.ts';
import { until } from '../../fixtures/wait.ts';
import { startReceiver } from '../operations/receiver.ts';
import { startTestCore, ways } from './core.ts';

const post = (url: string, id: string, next: string) => ({
  id,
  type: 'httpCall',
  config: { url: `${url}/${id}`, body: { phone: '{{vars.phone}}' } },
  on: { success: next },
});

test('a failed run, resumed at the failed node with a patched var, is recovered; an unchanged request keeps its key', async () => {
  const receiver = await startReceiver();
  const dataDir = temporaryFolder();
  const [, overPort] = ways[0];

  const first = await startTestCore(dataDir);
  const way = await overPort(first);
  const settings = { name: 'Platform', url: 'ws://127.0.0.1:1/v1/events', zone: 'UTC', allow: receiver.allow };
  const { id: connectionId } = await way.client.connections.add(settings);
  await way.close();
  await first.close();

  const script = {
    id: 'dial',
    type: 'customScript',
    config: { code: 'vars.phone = "+1" + vars.area' },
    on: { next: 'crm' },
  };
  const nodes = [
    { id: 'ended', type: 'onCallEnd', config: {}, on: { triggered: 'crm' } },
    post(receiver.url, 'crm', 'check'),
    { id: 'check', type: 'customScript', config: { code: 'vars.area.length' }, on: { next: 'dial' } },
    { ...script, on: { next: 'sms' } },
    post(receiver.url, 'sms', 'end'),
    { id: 'end', type: 'end', config: {}, on: {} },
  ];
  const steps = [
    step({ nodeId: 'ended', type: 'onCallEnd', event: 'triggered', request: null, response: null }),
    step({ nodeId: 'crm', event: 'success' }),
    failedStep({
      nodeId: 'check',
      type: 'customScript',
      varsBefore: { phone: 'unknown' },
      request: null,
      response: null,
      error: { kind: 'script', message: 'The script failed.' },
    }),
  ];
  const mirror = openMirror(dataDir);
  const events = [flowPublished({ nodes }), chainRan('run-1', { vars: { phone: 'unknown' }, steps })];
  createWriter(mirror.db).commit({
    connectionId,
    zone: 'UTC',
    received: events.map((event) => frame(event)),
    position: null,
  });
  mirror.close();

  const core = await startTestCore(dataDir);
  const { client, close } = await overPort(core);
  onTestFinished(async () => {
    await close();
    await core.close();
  });

  const [row] = (await client.chains.page({})).rows;
  const runId = row?.id ?? 0;
  expect(row).toMatchObject({ state: 'failed', failedNode: 'check' });

  async function resume(nodeId: string, vars?: Record<string, string>) {
    const plan = await client.operations.planReplay({
      runId,
      mode: 'resume',
      nodeId,
      ...(vars && { patch: { vars } }),
    });
    const acknowledged = plan.items.flatMap(({ risks }) => risks.map(riskKey));
    await client.operations.run({ operationId: plan.operationId, hash: plan.hash, acknowledged });
    await until('its end', async () => {
      const { state } = await client.operations.get({ operationId: plan.operationId });
      return state === 'finished' ? state : null;
    });
    return { plan, run: (await client.chains.get({ id: runId })).replays.at(-1) };
  }

  receiver.answer = 503;
  const failed = await resume('check', { area: '415' });
  expect(failed.run).toMatchObject({ state: 'failed', failedNode: 'sms', vars: { phone: 'unknown', area: '415' } });
  receiver.answer = 201;
  const { plan, run } = await resume('check', { area: '415', remark: 'not part of the request' });
  expect(plan.items[0]?.dryRun?.steps.map(({ nodeId, treatment }) => [nodeId, treatment])).toEqual([
    ['ended', 'reused'],
    ['crm', 'reused'],
    ['check', 'run'],
    ['dial', 'run'],
    ['sms', 'run'],
    ['end', 'run'],
  ]);
  expect(run).toMatchObject({ state: 'succeeded', by: 'this machine' });
  expect((await client.chains.get({ id: runId })).original).toMatchObject({ state: 'recovered', recoveredBy: 2 });

  const changed = await resume('check', { area: '212' });
  expect(changed.run).toMatchObject({ state: 'succeeded' });
  expect(receiver.arrived.map(({ path, body }) => [path, body.toString()])).toEqual([
    ['/hooks/sms', '{"phone":"+1415"}'],
    ['/hooks/sms', '{"phone":"+1415"}'],
    ['/hooks/sms', '{"phone":"+1212"}'],
  ]);
  const keys = receiver.arrived.map(({ headers }) => headers['idempotency-key']);
  expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
  expect(keys[1]).toBe(keys[0]);
  expect(keys[2]).not.toBe(keys[0]);

  const compared = await client.chains.compareRuns({ id: runId, replayId: run?.id ?? 0 });
  expect(compared.nodes.map(({ nodeId, standing }) => [nodeId, standing])).toEqual([
    ['ended', 'reused'],
    ['crm', 'reused'],
    ['check', 'changed'],
    ['dial', 'new'],
    ['sms', 'new'],
    ['end', 'new'],
  ]);
  expect(compared.vars).toEqual([
    { path: 'area', to: '415' },
    { path: 'remark', to: 'not part of the request' },
  ]);
});
