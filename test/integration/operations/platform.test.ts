/** The platform as executor: a command goes out on the stream, and the effect that comes back as an ordinary event settles the item. */
import { expect, onTestFinished, test } from 'vitest';
import { client } from '../../../shared/stream/protocol.ts';
import { chainRan, flowPublished } from '../../fixtures/events/chain-ran.ts';
import { minute } from '../../fixtures/events/envelope.ts';
import { answer, attemptData, webhookAttempted } from '../../fixtures/events/webhook-attempted.ts';
import { type Consumer, frame, seq, startStreamServer } from '../../fixtures/stream-server.ts';
import { until } from '../../fixtures/wait.ts';
import { accepted, allRisks, harness } from './harness.ts';

type Message = { type: string; data: Record<string, unknown> };

/** A platform with one failed message and one failed run that does as told; `onCommand` decides what. */
async function scene(
  onCommand: (consumer: Consumer, message: Message) => void,
  capabilities = [client.resend, client.replay],
) {
  const server = await startStreamServer({
    onConsumer(consumer) {
      consumer.hello({ capabilities, head: seq(3) });
      consumer.send(frame(1, webhookAttempted('msg-1', 1, {}, { id: 'e1' })));
      consumer.send(frame(2, chainRan('run-1', {}, { id: 'e2' })));
      consumer.send(frame(3, flowPublished({}, 'https://crm.example.com/calls')));
      consumer.caughtUp(3);
    },
    onMessage(consumer, message) {
      if (message.type.startsWith('command.')) onCommand(consumer, message);
    },
  });
  onTestFinished(() => server.close());
  const here = await harness({ url: server.url });
  await until('the stream to be live', () => here.state()?.state.phase === 'live');
  await until('the flow', () => here.readers.read((db) => db.newestFlows('c1')).then(([flow]) => flow));
  return { ...here, server };
}

const reply = (consumer: Consumer, id: unknown, accepted: boolean, error?: string) =>
  consumer.send({
    specversion: '1.0',
    id: `r-${String(id)}`,
    source: '//p',
    type: 'command.result',
    data: { id, accepted, error },
  });

test('a resend by the platform is settled by the attempt that arrives', async () => {
  const commands: Message[] = [];
  const here = await scene((consumer, message) => {
    commands.push(message);
    reply(consumer, message.data.id, true);
    const { operation } = message.data;
    const data = {
      ...attemptData('msg-1', 2, { trigger: 'manual', response: answer(200), startedAt: minute(30) }),
      operation,
    };
    consumer.send(frame(4, { type: 'webhook.attempted', data }));
  });
  const plan = await here.planResend({ executor: 'platform' });
  expect(plan.platform).toEqual({ available: true, why: null });
  accepted(await here.operations.run({ ...plan, acknowledged: [] }));
  expect(await here.settled(plan.operationId)).toMatchObject({
    state: 'finished',
    items: [{ state: 'succeeded', result: 'HTTP 200' }],
  });
  const [item] = plan.items;
  expect(commands).toMatchObject([
    {
      type: 'command.webhook.resend',
      data: {
        id: item?.id,
        messageId: 'msg-1',
        operation: { id: plan.operationId, itemId: item?.id, actor: 'tester', root: 'msg-1' },
      },
    },
  ]);
  expect(here.sent()).toBe(0);
  expect(await here.readers.read((db) => db.message(1))).toMatchObject({
    state: 'recovered',
    timeline: [{ by: 'platform' }, { by: 'platform', operation: { id: plan.operationId } }],
  });
});

test('a replay by the platform is settled by the run that arrives, even when it fails', async () => {
  const here = await scene((consumer, message) => {
    const { operation } = message.data;
    const run = chainRan('replay-1', { startedAt: minute(40) });
    consumer.send(frame(4, { type: 'chain.ran', data: { ...Object(run.data), operation } }));
    reply(consumer, message.data.id, true);
  });
  const plan = await here.planReplay({ executor: 'platform' });
  accepted(await here.operations.run({ ...plan, acknowledged: [] }));
  expect((await here.settled(plan.operationId)).items).toMatchObject([
    { state: 'failed', result: 'post: The receiver answered 503.' },
  ]);
  expect(await here.readers.read((db) => db.run(2))).toMatchObject({
    original: { state: 'failed', replays: 1 },
    replays: [{ runId: 'replay-1', by: 'platform', operation: { id: plan.operationId } }],
  });
  expect(here.sent()).toBe(0);
});

test('a platform that refuses says why, and the item has failed', async () => {
  const here = await scene((consumer, message) => reply(consumer, message.data.id, false, 'endpoint disabled'));
  const plan = await here.planResend({ executor: 'platform' });
  accepted(await here.operations.run({ ...plan, acknowledged: [] }));
  expect((await here.settled(plan.operationId)).items).toMatchObject([
    { state: 'failed', result: 'The platform did not do it: endpoint disabled' },
  ]);
});

test('accepted, the item stays in flight until its effect arrives, and the message is taken meanwhile', async () => {
  const held: Consumer[] = [];
  const here = await scene((consumer, message) => {
    held.push(consumer);
    reply(consumer, message.data.id, true);
  });
  const plan = await here.planResend({ executor: 'platform' });
  accepted(await here.operations.run({ ...plan, acknowledged: [] }));
  await until('the command', () => held.length === 1);
  const other = await here.planResend();
  expect(await here.operations.run({ ...other, acknowledged: allRisks(other) })).toMatchObject({
    ok: false,
    refusal: { code: 'ALREADY_ACTIVE', data: { operationId: plan.operationId } },
  });
  expect((await here.readers.read((db) => db.operation(plan.operationId)))?.items).toMatchObject([
    { state: 'running' },
  ]);
});

test('a platform that does not name the command is not asked', async () => {
  const here = await scene(() => expect.unreachable('it was asked'), []);
  const plan = await here.planResend({ executor: 'platform' });
  expect(plan.platform).toEqual({ available: false, why: 'The platform does not offer this over its stream.' });
  expect(await here.operations.run({ ...plan, acknowledged: allRisks(plan) })).toMatchObject({
    ok: false,
    refusal: { code: 'PLATFORM_UNAVAILABLE' },
  });
});

test('a connection lost after the command went out leaves an unknown outcome, not a failure', async () => {
  const here = await scene((consumer) => consumer.socket.terminate());
  const plan = await here.planResend({ executor: 'platform' });
  accepted(await here.operations.run({ ...plan, acknowledged: [] }));
  expect(await here.settled(plan.operationId)).toMatchObject({
    items: [{ state: 'unknown', result: expect.stringContaining('may have done it') }],
  });
});
