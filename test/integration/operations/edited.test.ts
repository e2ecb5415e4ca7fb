/** Resending a message that was changed first, and showing what would be sent without planning it. */
import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { memorySecrets } from '../../../electron/core/secrets.ts';
import type { ResendEdit } from '../../../shared/domain/operation.ts';
import { endpointUpdated } from '../../fixtures/events/endpoint-updated.ts';
import { attemptData, webhookAttempted } from '../../fixtures/events/webhook-attempted.ts';
import { accepted, type Harness, harness } from './harness.ts';
import { type Receiver, startReceiver } from './receiver.ts';

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const messageId = 2;

/** A message that failed, its endpoint signing. */
async function scene(): Promise<Harness & { receiver: Receiver }> {
  const receiver = await startReceiver();
  const secrets = memorySecrets({ 'endpoint:c1:crm': secret });
  const here = await harness({ allow: receiver.allow, secrets });
  const request = {
    ...attemptData('msg-1', 1).request,
    url: receiver.url,
    headers: [
      ['content-type', 'application/json'],
      ['x-plan', 'gold'],
      ['webhook-id', 'msg-1'],
    ] satisfies [string, string][],
    body: '{"amount":1}',
  };
  await here.commit(
    endpointUpdated({ scheme: 'standard-webhooks', url: receiver.url }),
    webhookAttempted('msg-1', 1, { callId: null, request }),
  );
  return { ...here, receiver };
}

const plan = async (here: Harness, edit: ResendEdit, url?: string) =>
  accepted(await here.operations.plan({ kind: 'resend', messageId, executor: 'this machine', edit, url }));

const edit: ResendEdit = {
  body: { text: '{"amount":2}', encoding: 'utf8' },
  set: [['Authorization', 'Bearer hush-hush']],
  remove: ['X-Plan'],
};

describe('an edited resend', () => {
  test('is planned under an id of its own, shown with its secrets masked', async () => {
    const here = await scene();
    const planned = await plan(here, edit);
    expect(planned).toMatchObject({ mode: 'edited', eligible: 1, platform: { available: false } });
    const [item] = planned.items;
    const headers = new Map(item?.request?.headers);
    expect(item?.request?.body).toBe('{"amount":2}');
    expect(headers.get('webhook-id')).toMatch(/^msg_[0-9a-f]{32}$/);
    expect(headers.get('aftercall-edited')).toBe('msg-1');
    expect(headers.get('Authorization')).toBe('Bearer ••••••');
    expect(headers.has('x-plan')).toBe(false);
    expect(headers.get('content-type')).toBe('application/json');
    expect(item?.warnings).toEqual([expect.stringContaining('another message')]);
    expect(here.sent()).toBe(0);
  });

  test('goes out so, signed under the new id; the change is kept and the message has recovered', async () => {
    const here = await scene();
    const planned = await plan(here, edit);
    const newId = new Map(planned.items[0]?.request?.headers).get('webhook-id');
    accepted(await here.operations.run({ ...planned, acknowledged: [] }));
    await here.settled(planned.operationId);
    const [arrived] = here.receiver.arrived;
    expect(arrived?.body.toString()).toBe('{"amount":2}');
    expect(arrived?.headers).toMatchObject({
      'webhook-id': newId,
      'aftercall-edited': 'msg-1',
      authorization: 'Bearer hush-hush',
    });
    expect(arrived?.headers['x-plan']).toBeUndefined();
    const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
    const signed = `${newId}.${String(arrived?.headers['webhook-timestamp'])}.{"amount":2}`;
    const signature = createHmac('sha256', key).update(signed).digest('base64');
    expect(arrived?.headers['webhook-signature']).toBe(`v1,${signature}`);
    const message = await here.readers.read((db) => db.message(messageId));
    expect(message).toMatchObject({ state: 'recovered', attempts: 2 });
    expect(message?.timeline[1]?.operation).toMatchObject({
      mode: 'edited',
      root: 'msg-1',
      newId,
      edit: { body: edit.body, set: [['Authorization', 'Bearer ••••••']], remove: ['X-Plan'] },
    });
  });

  test('to another address says nothing of how the message stands', async () => {
    const here = await scene();
    const elsewhere = `http://127.0.0.1:${new URL(here.receiver.url).port}/other?token=hush-hush`;
    const planned = await plan(here, { set: [['x-plan', 'lead']] }, elsewhere);
    expect(planned.mode).toBe('other url');
    expect(planned.items[0]?.request?.url).toBe(elsewhere.replace('hush-hush', '••••••'));
    accepted(await here.operations.run({ ...planned, acknowledged: [] }));
    const operation = await here.settled(planned.operationId);
    expect(operation.items).toMatchObject([{ state: 'succeeded' }]);
    expect(here.receiver.arrived[0]).toMatchObject({ path: '/other?token=hush-hush', headers: { 'x-plan': 'lead' } });
    expect((await here.readers.read((db) => db.message(messageId)))?.state).toBe('failed');
    expect(JSON.stringify(operation.items)).not.toContain('hush-hush');
  });

  test('that cannot be sent is not run, and says why', async () => {
    const here = await scene();
    const planned = await plan(here, { set: [['Host', 'elsewhere']] });
    expect(planned.items[0]?.ineligible).toEqual({
      code: 'edit',
      message: 'The header "Host" belongs to the connection and cannot be edited.',
    });
    expect(await here.operations.run({ ...planned, acknowledged: [] })).toMatchObject({
      refusal: { code: 'NOT_ELIGIBLE', data: { code: 'edit' } },
    });
    expect(here.sent()).toBe(0);
  });

  test('is another plan than the same one without the change', async () => {
    const here = await scene();
    const facts = async (change: ResendEdit) => {
      const { operationId } = await plan(here, change);
      return (await here.readers.read((db) => db.operation(operationId)))?.items[0]?.facts.edit;
    };
    expect(await facts(edit)).toBe(await facts(edit));
    expect(await facts({ ...edit, remove: [] })).not.toBe(await facts(edit));
  });
});

test('what would be sent is shown without a plan, a connection or a secret', async () => {
  const here = await scene();
  const would = accepted(await here.operations.wouldSend(messageId));
  expect(would.request).toMatchObject({ method: 'POST', url: here.receiver.url, body: '{"amount":1}' });
  expect(new Map(would.request.headers).get('webhook-signature')).toBe('••••••');
  expect(new Map(would.request.headers).get('webhook-id')).toBe('msg-1');
  await here.secrets.delete('endpoint:c1:crm');
  const unsigned = accepted(await here.operations.wouldSend(messageId));
  expect(unsigned.warnings).toEqual([expect.stringMatching(/^It goes out unsigned\. No signing secret is stored/)]);
  expect(await here.operations.wouldSend(4711)).toMatchObject({ refusal: { code: 'NOT_FOUND' } });
  expect((await here.readers.read((db) => db.operationsPage({ limit: 10 }))).rows).toEqual([]);
  expect([here.sent(), here.receiver.connections()]).toEqual([0, 0]);
});
