import { describe, expect, test } from 'vitest';
import type { Platform } from '../../../electron/platform/platform.ts';
import { chainRan, flowPublished, type WebhookAttempted, webhookAttempted } from '../../../shared/stream/events.ts';
import { temporaryFolder } from '../../fixtures/folder.ts';
import { until } from '../../fixtures/wait.ts';
import { type Consumer, consume } from './consumer.ts';
import { platformForTest } from './platform.ts';

const requests = (platform: Platform) => platform.receivers().reduce((sum, receiver) => sum + receiver.requests, 0);
const attempts = (consumer: Consumer): WebhookAttempted[] =>
  consumer
    .events()
    .filter(({ type }) => type === 'webhook.attempted')
    .map(({ data }) => webhookAttempted.parse(data));
const runs = (consumer: Consumer) =>
  consumer
    .events()
    .filter(({ type }) => type === 'chain.ran')
    .map(({ data }) => chainRan.parse(data));

const operation = { id: 'op-1', itemId: 'item-1', mode: 'same', actor: 'tester', reason: null, root: 'r', parent: 'p' };

describe('live calls', () => {
  test.each([0, 1, 60])(
    'send every webhook they tell of, and run every chain (after %i past calls)',
    async (history) => {
      const platform = await platformForTest({ rate: 15, history });
      const past = platform.head;
      const consumer = await consume(platform.streamUrl);
      const live: Consumer = {
        ...consumer,
        events: () => consumer.events().filter(({ sequence }) => Number(sequence) > past),
      };
      await until('some deliveries and runs', () => attempts(live).length >= 25 && runs(live).length >= 10);
      const published = consumer
        .events()
        .filter(({ type }) => type === 'flow.published')
        .map(({ data }) => flowPublished.parse(data))
        .map(({ flowId, version }) => `${flowId} ${version}`);
      for (const { chain } of runs(consumer)) expect(published).toContain(`${chain.flowId} ${chain.version}`);
      const calls = live.events().filter(({ type }) => type === 'call.ended');
      expect(calls.length).toBeGreaterThan(10);
      // One endpoint's host is gone: what is sent there arrives nowhere.
      const told = attempts(live).filter(({ error }) => error?.kind !== 'dns');
      // What was answered has arrived; on a busy machine the platform may give up before a receiver has looked.
      const answered = told.filter(({ response }) => response).length;
      const answeredToChains = runs(live).flatMap(({ steps }) => steps.filter(({ response }) => response)).length;
      expect(answered).toBeGreaterThan(0);
      expect(requests(platform)).toBeGreaterThanOrEqual(answered + answeredToChains);
      expect(told.every(({ request }) => request.url.startsWith(`${platform.url}/receivers/`))).toBe(true);
      const [good] = told.filter(({ response }) => response?.status === 200);
      const call = calls.find(({ data }) => JSON.stringify(data) === good?.request.body);
      expect(call, 'the body sent is the payload the stream told').toBeDefined();
    },
  );

  test('meet a bad hour as the seed has it, are retried by vendors that retry, and get through', async () => {
    const platform = await platformForTest({ rate: 20, history: 0, seed: 3 });
    const consumer = await consume(platform.streamUrl);
    const retried = await until('a second try', () => attempts(consumer).find(({ attempt }) => attempt === 2));
    const first = attempts(consumer).find(({ messageId, attempt }) => messageId === retried.messageId && attempt === 1);
    expect(first?.response === null || (first?.response?.status ?? 0) >= 300).toBe(true);
    expect(retried.startedAt).toBeGreaterThanOrEqual(first?.nextAttemptAt ?? Number.POSITIVE_INFINITY);
    expect(['call.ended', 'on_call_end']).toContain(retried.eventType);
    expect(retried.request.body).toBe(first?.request.body);
  });

  test('go on counting after a restart, and what was due to be tried again still is', async () => {
    const dataDir = temporaryFolder();
    const first = await platformForTest({ dataDir, rate: 25, history: 5 });
    const before = await consume(first.streamUrl);
    const failed = await until('a try that will be repeated', () =>
      attempts(before).find(({ nextAttemptAt }) => nextAttemptAt !== null),
    );
    await first.close();
    const second = await platformForTest({ dataDir, rate: 5, port: first.port });
    const after = await consume(second.streamUrl);
    const again = (one: WebhookAttempted) => one.messageId === failed.messageId && one.attempt === 2;
    await until('the second try', () => attempts(after).some(again));
    const ids = after.events().map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const told = (consumer: Consumer) => consumer.frames.filter((frame) => frame.includes('"prevsequence"'));
    const same = told(before).every((frame, i) => told(after)[i] === frame);
    expect(same, 'what was told before is told again, byte for byte').toBe(true);
  });
});

describe('commands', () => {
  async function withPast() {
    const platform = await platformForTest({ history: 300 });
    const consumer = await consume(platform.streamUrl);
    await consumer.first('stream.caughtup');
    return { platform, consumer };
  }

  test('resend a failed message of the past: it goes out, and the attempt tells by whose order', async () => {
    const { platform, consumer } = await withPast();
    const failed = attempts(consumer).find(
      ({ endpoint, response, nextAttemptAt }) =>
        endpoint.name === 'Salesforce sync' && response?.status === 503 && nextAttemptAt === null,
    );
    const before = requests(platform);
    consumer.send('command.webhook.resend', { id: 'c1', messageId: failed?.messageId, operation });
    const { data } = await consumer.first('command.result');
    expect(data).toEqual({ id: 'c1', accepted: true });
    const manual = await until('the attempt', () => attempts(consumer).find(({ trigger }) => trigger === 'manual'));
    expect(manual).toMatchObject({
      messageId: failed?.messageId,
      callId: failed?.callId,
      endpoint: failed?.endpoint,
      attempt: (failed?.attempt ?? 0) + 1,
      response: { status: 200 },
      operation,
      nextAttemptAt: null,
    });
    expect(manual.request.body).toBe(failed?.request.body);
    expect(requests(platform)).toBe(before + 1);
  });

  test('replay a failed run of the past: a new run on the same input, which now succeeds', async () => {
    const { consumer } = await withPast();
    const failed = runs(consumer).find(
      ({ status, steps }) => status === 'failed' && steps.at(-1)?.error?.kind === 'http',
    );
    consumer.send('command.chain.replay', { id: 'c2', runId: failed?.runId, operation });
    const { data } = await consumer.first('command.result');
    expect(data).toEqual({ id: 'c2', accepted: true });
    const replay = await until('the run', () => runs(consumer).find((run) => run.operation !== null));
    expect(replay).toMatchObject({
      callId: failed?.callId,
      status: 'succeeded',
      operation,
      event: failed?.event,
      vars: failed?.vars,
      chain: failed?.chain,
    });
    expect(replay.runId).not.toBe(failed?.runId);
    expect(replay.steps.map(({ nodeId }) => nodeId).slice(0, failed?.steps.length)).toEqual(
      failed?.steps.map(({ nodeId }) => nodeId),
    );
    consumer.send('command.chain.replay', { id: 'c3', runId: replay.runId, operation });
    await until('a replay of the replay', () => runs(consumer).filter((run) => run.operation !== null).length === 2);
    const ids = runs(consumer).map(({ runId }) => runId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('sent twice are answered twice and done once', async () => {
    const { platform, consumer } = await withPast();
    const [one] = attempts(consumer);
    const before = requests(platform);
    for (const _ of [1, 2])
      consumer.send('command.webhook.resend', { id: 'same', messageId: one?.messageId, operation });
    await until('both answers', () => consumer.messages.filter(({ type }) => type === 'command.result').length === 2);
    await until('the attempt', () => attempts(consumer).some(({ trigger }) => trigger === 'manual'));
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(requests(platform)).toBe(before + 1);
  });

  test('that cannot be done are refused with the reason', async () => {
    const { consumer } = await withPast();
    const impossible: [type: string, data: object, why: RegExp][] = [
      ['command.webhook.resend', { messageId: 'msg_00000000', operation }, /no message/],
      ['command.chain.replay', { runId: 'run_unknown', operation }, /no run/],
      ['command.webhook.resend', {}, /malformed/],
      ['command.call.place', {}, /no command/],
    ];
    for (const [at, [type, data, why]] of impossible.entries()) {
      const id = `c${at}`;
      consumer.send(type, { id, ...data });
      const answered = () => consumer.messages.filter((message) => message.type === 'command.result')[at];
      const answer = await until(`the answer to ${type}`, answered);
      expect(answer.data).toMatchObject({ id, accepted: false, error: expect.stringMatching(why) });
    }
  });
});
