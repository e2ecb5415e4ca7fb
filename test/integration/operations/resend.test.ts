/** Resending one webhook message: what goes out, what is asked first, and what is left behind in the mirror. */
import { createHmac } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { verifyAudit } from '../../../electron/core/mirror/audit.ts';
import { openMirror } from '../../../electron/core/mirror/open.ts';
import { memorySecrets } from '../../../electron/core/secrets.ts';
import type { WebhookAttemptedData } from '../../../shared/stream/events.ts';
import { callEnded } from '../../fixtures/events/call-ended.ts';
import { endpointUpdated } from '../../fixtures/events/endpoint-updated.ts';
import { minute } from '../../fixtures/events/envelope.ts';
import { answer, attemptData, webhookAttempted } from '../../fixtures/events/webhook-attempted.ts';
import { until } from '../../fixtures/wait.ts';
import { rawReceiver } from '../delivery/receivers.ts';
import { accepted, allRisks, type Harness, type HarnessOptions, harness } from './harness.ts';
import { type Receiver, startReceiver } from './receiver.ts';

/** Neither UTF-8 nor JSON: must go out byte for byte. */
const bytes = Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x00, 0x0d, 0x0a, 0x7d]);

const failedTry = (url: string, overrides: Partial<WebhookAttemptedData> = {}) =>
  webhookAttempted('msg-1', 1, {
    request: { ...attemptData('msg-1', 1).request, url, body: bytes.toString('base64'), bodyEncoding: 'base64' },
    ...overrides,
  });

interface Scene extends Harness {
  receiver: Receiver;
}

/** A call whose webhook failed at a receiver that would take it now. */
async function scene(options: HarnessOptions & { tries?: Partial<WebhookAttemptedData>[] } = {}): Promise<Scene> {
  const receiver = await startReceiver();
  const here = await harness({ allow: receiver.allow, ...options });
  await here.commit(callEnded('altur', 'call-1'));
  for (const overrides of options.tries ?? [{}]) await here.commit(failedTry(receiver.url, overrides));
  return { ...here, receiver };
}

const run = (here: Harness, plan: { operationId: string; hash: string }, acknowledged: readonly string[] = []) =>
  here.operations.run({ ...plan, acknowledged, reason: 'asked by the customer' });

const message = (here: Harness) =>
  here.readers.read((db) => db.message(2)).then((found) => found ?? expect.unreachable('no message'));

describe('a plan', () => {
  test('opens no connection, says what would go out, and hides what is secret', async () => {
    const here = await scene({ secrets: memorySecrets({ 'endpoint:c1:crm': 'whsec_c2VjcmV0LXNlY3JldC1zZWNyZXQ=' }) });
    await here.commit(endpointUpdated({ scheme: 'standard-webhooks' }));
    const plan = await here.planResend();
    expect(plan).toMatchObject({
      kind: 'resend',
      mode: 'same',
      executor: 'this machine',
      eligible: 1,
      needAcknowledging: 0,
    });
    expect(plan.platform).toEqual({ available: false, why: 'The platform is not connected.' });
    const [item] = plan.items;
    expect(item).toMatchObject({
      target: { kind: 'message', messageId: 'msg-1' },
      callId: 'call-1',
      ineligible: null,
      risks: [],
    });
    expect(item?.request).toMatchObject({
      method: 'POST',
      url: here.receiver.url,
      body: bytes.toString('base64'),
      encoding: 'base64',
    });
    const headers = new Map(item?.request?.headers);
    expect(headers.get('webhook-signature')).toBe('••••••');
    expect(here.sent()).toBe(0);
    expect(here.receiver.connections()).toBe(0);
  });

  test('made twice of the same has the same hash; of something else another', async () => {
    const here = await scene();
    const [one, two] = [await here.planResend(), await here.planResend()];
    expect(two.hash).toBe(one.hash);
    expect(two.operationId).not.toBe(one.operationId);
    expect((await here.planResend({ url: 'https://staging.example.com/' })).hash).not.toBe(one.hash);
    expect((await here.planResend({ executor: 'platform' })).hash).not.toBe(one.hash);
  });

  test('for an address that no request can go to is not eligible', async () => {
    const here = await scene({
      tries: [{ request: { ...attemptData('msg-1', 1).request, url: 'ftp://crm.example.com/' } }],
    });
    const plan = await here.planResend();
    expect(plan).toMatchObject({ eligible: 0, items: [{ ineligible: { code: 'address' } }] });
    expect(await run(here, plan)).toMatchObject({
      ok: false,
      refusal: { code: 'NOT_ELIGIBLE', data: { code: 'address' } },
    });
    expect(here.sent()).toBe(0);
  });

  test('for a message that is not there is refused', async () => {
    const here = await scene();
    expect(await here.operations.plan({ kind: 'resend', messageId: 4711, executor: 'this machine' })).toEqual({
      ok: false,
      refusal: { code: 'NOT_FOUND', data: { what: 'message' } },
    });
  });
});

describe('a run', () => {
  test('sends the same bytes under the same id, and the message is recovered by it', async () => {
    const here = await scene();
    const plan = await here.planResend();
    const started = accepted(await run(here, plan));
    expect(started).toMatchObject({ state: 'running', reason: 'asked by the customer', items: [{ state: 'running' }] });
    const operation = await here.settled(plan.operationId);
    expect(operation).toMatchObject({
      state: 'finished',
      counts: { succeeded: 1 },
      items: [{ state: 'succeeded', result: 'HTTP 200', callKey: 1 }],
    });
    expect(here.receiver.arrived).toHaveLength(1);
    const [arrived] = here.receiver.arrived;
    expect(arrived?.body.equals(bytes)).toBe(true);
    expect(arrived).toMatchObject({
      method: 'POST',
      path: '/hooks',
      headers: { 'webhook-id': 'msg-1', 'content-type': 'application/json' },
    });
    // The first try's signature is not good for a second one.
    expect(arrived?.headers).not.toHaveProperty('webhook-signature');
    expect(await message(here)).toMatchObject({
      state: 'recovered',
      attempts: 2,
      recoveredBy: 2,
      timeline: [
        { number: 1, by: 'platform', outcome: 'failed', operation: null },
        {
          number: 2,
          by: 'this machine',
          trigger: 'manual',
          outcome: 'succeeded',
          address: '127.0.0.1',
          operation: {
            id: plan.operationId,
            mode: 'same',
            actor: 'tester',
            reason: 'asked by the customer',
            root: 'msg-1',
          },
        },
      ],
    });
    expect(await here.readers.read((db) => db.call(1))).toMatchObject({ webhooks: 'recovered' });
  });

  test('signs afresh with the endpoint’s secret, which is written down nowhere', async () => {
    const secret = 'whsec_dGhpcy1pcy1hLXZlcnktc2VjcmV0LXRlc3Qta2V5';
    const here = await scene({ secrets: memorySecrets({ 'endpoint:c1:crm': secret }) });
    await here.commit(endpointUpdated({ scheme: 'standard-webhooks' }));
    const plan = await here.planResend();
    accepted(await run(here, plan));
    await here.settled(plan.operationId);
    const { headers, body } = here.receiver.arrived[0] ?? expect.unreachable('nothing arrived');
    const timestamp = Number(headers['webhook-timestamp']);
    expect(Math.abs(timestamp - Date.now() / 1000)).toBeLessThan(60);
    const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
    const signed = createHmac('sha256', key).update(`msg-1.${timestamp}.`).update(body).digest('base64');
    expect(headers).toMatchObject({ 'webhook-id': 'msg-1', 'webhook-signature': `v1,${signed}` });

    const shown = JSON.stringify([plan, await here.settled(plan.operationId), await here.audit(), await message(here)]);
    await here.close();
    const files = readdirSync(here.dataDir).map((name) => readFileSync(join(here.dataDir, name)));
    expect(files.length).toBeGreaterThan(0);
    for (const hidden of [secret, secret.slice('whsec_'.length), key.toString()]) {
      expect(shown).not.toContain(hidden);
      for (const file of files) expect(file.includes(hidden)).toBe(false);
    }
  });

  test('goes to another address when asked, and the attempt shows where', async () => {
    const here = await scene({
      tries: [{ request: { ...attemptData('msg-1', 1).request, url: 'https://crm.example.com/hooks' } }],
    });
    const plan = await here.planResend({ url: here.receiver.url });
    expect(plan).toMatchObject({ mode: 'other url', platform: { available: false } });
    accepted(await run(here, plan));
    await here.settled(plan.operationId);
    expect(here.receiver.arrived).toHaveLength(1);
    expect((await message(here)).timeline[1]?.request.url).toBe(here.receiver.url);
  });

  test('keeps a password in an address out of the plan, its facts and the audit', async () => {
    const here = await scene();
    const url = here.receiver.url.replace('http://', 'http://user:hunter2secret@');
    const plan = await here.planResend({ url });
    await here.commit(failedTry(here.receiver.url, { attempt: 2, startedAt: minute(5) }));
    const refused = await run(here, plan);
    expect(JSON.stringify([plan, refused, await here.audit()])).not.toContain('hunter2secret');
  });

  test('is stopped by the guard when the range is not allowed, and nothing is sent', async () => {
    const here = await scene({ allow: [] });
    const plan = await here.planResend();
    accepted(await run(here, plan));
    const operation = await here.settled(plan.operationId);
    expect(operation.items).toMatchObject([
      { state: 'failed', result: expect.stringMatching(/^Refused: 127\.0\.0\.1:\d+ is this machine itself/) },
    ]);
    expect(here.receiver.connections()).toBe(0);
    expect(await message(here)).toMatchObject({ state: 'failed', lastError: { kind: 'blocked' } });
  });

  test.each([
    ['500', 500, 'failed'],
    ['a redirect', 302, 'failed'],
    ['410', 410, 'failed'],
  ])('answered with %s leaves the message failed', async (_name, status, state) => {
    const here = await scene();
    here.receiver.answer = status;
    const plan = await here.planResend();
    accepted(await run(here, plan));
    expect((await here.settled(plan.operationId)).items).toMatchObject([{ state, result: `HTTP ${status}` }]);
    expect(await message(here)).toMatchObject({ state: 'failed', attempts: 2, lastStatus: status });
  });

  test('answered with 999 ends all the same', async () => {
    const odd = await rawReceiver((socket) => socket.end('HTTP/1.1 999 Denied\r\ncontent-length: 0\r\n\r\n'));
    const here = await scene({ allow: [{ host: `127.0.0.1:${odd.port}`, ranges: ['loopback'] }] });
    const plan = await here.planResend({ url: odd.url });
    accepted(await run(here, plan));
    expect((await here.settled(plan.operationId)).items).toMatchObject([{ state: 'failed', result: 'HTTP 999' }]);
  });

  test('whose outcome cannot be read back is over all the same, as unknown', async () => {
    const here = await scene();
    const plan = await here.planResend();
    // As though this version could not read its own event: the row is refused, the event is kept.
    const beside = new (await import('better-sqlite3')).default(join(here.dataDir, 'mirror.db'));
    beside.exec(
      `CREATE TRIGGER refuse BEFORE INSERT ON webhook_attempt WHEN new.local = 1 BEGIN SELECT raise(ABORT, 'no'); END`,
    );
    beside.close();
    accepted(await run(here, plan));
    const operation = await here.settled(plan.operationId);
    expect(operation).toMatchObject({ state: 'finished', items: [{ state: 'unknown' }] });
    expect(here.receiver.arrived).toHaveLength(1);
    expect((await here.readers.read((db) => db.deadLettersPage({ limit: 5 }))).rows).toHaveLength(1);
  });
});

describe('is refused', () => {
  test('when the plan is not the one that was shown', async () => {
    const here = await scene();
    const plan = await here.planResend();
    expect(await run(here, { ...plan, hash: 'f'.repeat(64) })).toEqual({
      ok: false,
      refusal: { code: 'PLAN_CHANGED', data: { changes: ['this is not the plan that was shown'] } },
    });
    expect(await run(here, { ...plan, operationId: 'unknown' })).toEqual({
      ok: false,
      refusal: { code: 'NOT_FOUND', data: { what: 'operation' } },
    });
  });

  test('when something in it is different now, and says what', async () => {
    const here = await scene();
    const plan = await here.planResend();
    await here.commit(
      failedTry(here.receiver.url, { attempt: 2, trigger: 'manual', response: answer(200), startedAt: minute(9) }),
      endpointUpdated({ scheme: 'standard-webhooks' }),
    );
    await here.secrets.set('endpoint:c1:crm', 'whsec_YWJj');
    const refused = await run(here, plan, allRisks(plan));
    if (refused.ok || refused.refusal.code !== 'PLAN_CHANGED') return expect.unreachable('it was not refused');
    expect(refused.refusal.data.changes).toEqual([
      'state: was failed, is recovered',
      'tries so far: was 1, is 2',
      'signature scheme: was none, is standard-webhooks',
      'signing secret: was none, is held',
    ]);
    expect(here.sent()).toBe(0);
  });

  test('when it has been run already', async () => {
    const here = await scene();
    const plan = await here.planResend();
    accepted(await run(here, plan));
    await here.settled(plan.operationId);
    expect(await run(here, plan, allRisks(plan))).toMatchObject({ ok: false, refusal: { code: 'PLAN_CHANGED' } });
    expect(here.receiver.arrived).toHaveLength(1);
  });

  test('when it is run twice at the same moment: one of them goes out', async () => {
    const here = await scene();
    const plan = await here.planResend();
    const outcomes = await Promise.all([run(here, plan), run(here, plan), run(here, plan)]);
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    await here.settled(plan.operationId);
    expect(here.receiver.arrived).toHaveLength(1);
    const actions = (await here.audit()).map(({ action }) => action);
    expect(actions.filter((action) => action === 'resend refused')).toHaveLength(2);
  });

  test('while another operation is at work on the message', async () => {
    const here = await scene();
    here.receiver.answer = null;
    const first = await here.planResend();
    const second = await here.planResend();
    accepted(await run(here, first));
    expect(await run(here, second)).toEqual({
      ok: false,
      refusal: { code: 'ALREADY_ACTIVE', data: { operationId: first.operationId } },
    });
    expect((await here.audit()).map(({ action, subject }) => [action, subject])).toContainEqual([
      'resend refused',
      second.operationId,
    ]);
    await here.operations.abort(first.operationId);
  });

  test.each<[string, Partial<WebhookAttemptedData>[], RegExp]>([
    [
      'a later success',
      [{}, { attempt: 2, response: answer(200), startedAt: minute(5) }],
      /^Try 2 was delivered\. The receiver would get it again\.$/,
    ],
    [
      'a try without an answer',
      [{ response: null, error: { kind: 'timeout', message: 'No answer.' } }],
      /^Try 1 may have been processed: /,
    ],
    [
      'an answer cut short after 2xx',
      [{ response: answer(200), error: { kind: 'body', message: 'Broke off.' } }],
      /^Try 1 may have been processed: /,
    ],
  ])('until the risk of %s is acknowledged', async (_name, tries, risk) => {
    const here = await scene({ tries });
    const plan = await here.planResend();
    expect(plan).toMatchObject({
      eligible: 1,
      needAcknowledging: 1,
      items: [{ risks: [{ message: expect.stringMatching(risk) }] }],
    });
    for (const acknowledged of [[], ['write succeeded']]) {
      expect(await run(here, plan, acknowledged)).toEqual({
        ok: false,
        refusal: { code: 'NEEDS_ACKNOWLEDGEMENT', data: { risks: allRisks(plan) } },
      });
    }
    expect(here.sent()).toBe(0);
    accepted(await run(here, plan, allRisks(plan)));
    expect((await here.settled(plan.operationId)).items).toMatchObject([{ state: 'succeeded' }]);
  });

  test('on the platform when it is not connected', async () => {
    const here = await scene();
    const plan = await here.planResend({ executor: 'platform' });
    expect(await run(here, plan)).toEqual({
      ok: false,
      refusal: { code: 'PLATFORM_UNAVAILABLE', data: { why: 'The platform is not connected.' } },
    });
  });
});

describe('aborted', () => {
  test('before it began, nothing goes out and it cannot be run', async () => {
    const here = await scene();
    const plan = await here.planResend();
    expect(accepted(await here.operations.abort(plan.operationId))).toMatchObject({
      state: 'aborted',
      items: [{ state: 'skipped', result: 'aborted before it began' }],
    });
    expect(await run(here, plan)).toMatchObject({
      ok: false,
      refusal: { code: 'PLAN_CHANGED', data: { changes: ['the operation is already aborted'] } },
    });
    expect(here.sent()).toBe(0);
  });

  test('in flight, the outcome is unknown: the receiver has it', async () => {
    const here = await scene();
    here.receiver.answer = null;
    const plan = await here.planResend();
    accepted(await run(here, plan));
    await until('the request to arrive', () => here.receiver.arrived.length === 1);
    expect(accepted(await here.operations.abort(plan.operationId))).toMatchObject({
      state: 'aborted',
      items: [{ state: 'unknown' }],
    });
    expect((await message(here)).timeline[1]).toMatchObject({ outcome: 'unknown', error: { kind: 'aborted' } });
  });

  test('after the end, nothing changes', async () => {
    const here = await scene();
    const plan = await here.planResend();
    accepted(await run(here, plan));
    const before = await here.settled(plan.operationId);
    expect(accepted(await here.operations.abort(plan.operationId))).toEqual(before);
    expect(await here.operations.abort('unknown')).toMatchObject({ ok: false, refusal: { code: 'NOT_FOUND' } });
  });
});

test('the audit tells all of it, in order, and verifies', async () => {
  const here = await scene();
  const plan = await here.planResend();
  await run(here, { ...plan, hash: 'wrong' });
  accepted(await run(here, plan));
  await here.settled(plan.operationId);
  const unused = await here.planResend();
  await here.operations.abort(unused.operationId);
  const lines = (await here.audit()).map(({ actor, action, subject, detail }) => ({ actor, action, subject, detail }));
  const [item] = plan.items;
  expect(lines).toEqual([
    {
      actor: 'tester',
      action: 'resend planned',
      subject: plan.operationId,
      detail: { name: 'Resend call.ended to CRM', executor: 'this machine', mode: 'same', items: ['msg-1'] },
    },
    {
      actor: 'tester',
      action: 'resend refused',
      subject: plan.operationId,
      detail: { why: 'PLAN_CHANGED {"changes":["this is not the plan that was shown"]}' },
    },
    {
      actor: 'tester',
      action: 'resend started',
      subject: plan.operationId,
      detail: { reason: 'asked by the customer', acknowledged: [] },
    },
    {
      actor: 'tester',
      action: 'item succeeded',
      subject: plan.operationId,
      detail: { item: item?.id, result: 'HTTP 200' },
    },
    expect.objectContaining({ action: 'resend planned', subject: unused.operationId }),
    { actor: 'tester', action: 'resend aborted', subject: unused.operationId, detail: {} },
  ]);
  await here.close();
  const mirror = openMirror(here.dataDir);
  expect(verifyAudit(mirror.db)).toEqual({ lines: 6, brokenAt: null });
  mirror.close();
});
