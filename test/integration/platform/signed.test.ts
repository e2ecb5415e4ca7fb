/** The console beside the demo: what it resends is signed with the secrets it was given, and receivers that check take it. */
import { expect, onTestFinished, test } from 'vitest';
import { startCore } from '../../../electron/core/core.ts';
import { memorySecrets } from '../../../electron/core/secrets.ts';
import { demoConnection } from '../../../electron/platform/demo-connection.ts';
import { temporaryFolder } from '../../fixtures/folder.ts';
import { type Client, ways } from '../contract/core.ts';
import { platformForTest } from './platform.ts';

async function consoleBesideDemo(history = 300) {
  const platform = await platformForTest({ history });
  const core = await startCore({
    dataDir: temporaryFolder(),
    secrets: memorySecrets(),
    shell: 'test',
    version: '1.2.3',
  });
  const way = await ways[0][1](core);
  onTestFinished(async () => {
    await way.close();
    await core.close();
  });
  await core.ensureConnection(demoConnection(platform.port, 't'));
  const live = async () => (await way.client.system.status()).connections[0]?.state.phase;
  await expect.poll(live).toBe('live');
  return { platform, client: way.client };
}

/** Resends the newest failure of an endpoint and answers what its receiver said. */
async function resendOne(client: Client, endpoint: string): Promise<number | undefined> {
  const [failed] = (await client.webhooks.page({ show: 'failed', endpoint })).rows;
  if (!failed) throw new Error(`nothing failed at ${endpoint}`);
  const plan = await client.operations.planResend({ messageId: failed.id });
  expect(plan.items[0]?.warnings.filter((warning) => warning.includes('unsigned'))).toEqual([]);
  const acknowledged = plan.items.flatMap(({ risks }) => risks.map(({ code }) => code));
  await client.operations.run({ operationId: plan.operationId, hash: plan.hash, acknowledged });
  const tried = async () => (await client.webhooks.get({ id: failed.id })).timeline;
  await expect.poll(async () => (await tried()).length).toBe(failed.attempts + 1);
  const last = (await tried()).at(-1);
  if (last?.outcome === 'succeeded') {
    const report = await client.webhooks.signature({ id: failed.id, attemptId: last.id });
    expect(report.signatures).toMatchObject([{ verdict: 'verified', by: 'current' }]);
  }
  return last?.response?.status;
}

test.each(['salesforce', 'hubspot', 'booking', 'risk'])(
  'a resend to %s is taken by a receiver that checks the signature',
  async (receiver) => {
    const { platform, client } = await consoleBesideDemo();
    platform.setMode(receiver, 'strict');
    expect(await resendOne(client, `ep_${receiver}`)).toBe(200);
    await client.endpoints.setSecret({
      connectionId: 'demo',
      endpointId: `ep_${receiver}`,
      secret: 'whsec_c29tZSBvdGhlcg==',
    });
    expect(await resendOne(client, `ep_${receiver}`)).toBe(401);
  },
);

test('what fails for a rotated secret goes through once the new one is stored, which the receiver tells', async () => {
  const { client } = await consoleBesideDemo();
  expect(await resendOne(client, 'ep_loyalty')).toBe(401);
  const [failed] = (await client.webhooks.page({ show: 'failed', endpoint: 'ep_loyalty' })).rows;
  const told = (await client.webhooks.get({ id: failed?.id ?? 0 })).timeline[0]?.response?.body ?? '';
  const secret = /whsec_[\w+/=]+/.exec(told)?.[0] ?? '';
  const key = { connectionId: 'demo', endpointId: 'ep_loyalty' };
  expect(await client.endpoints.test(key)).toMatchObject({ outcome: 'failed', response: { status: 401 } });
  await client.endpoints.setSecret({ ...key, secret, rotate: true });
  expect(await client.endpoints.test(key)).toMatchObject({ outcome: 'succeeded' });
  await client.endpoints.dropPrevious(key);
  expect(await resendOne(client, 'ep_loyalty')).toBe(200);
});

test('what the demo lost is told as missing', async () => {
  const { client } = await consoleBesideDemo(1500);
  // Core keeps counts for some seconds, also those of a mirror that was just beginning to fill.
  await expect
    .poll(async () => Math.min(...Object.values(await client.reconcile.counts()).map(({ count }) => count)))
    .toBeGreaterThan(0);
  expect((await client.system.status()).deadLetters).toBe(0);
});
