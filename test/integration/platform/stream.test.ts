import { request } from 'node:http';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../../electron/platform/log/store.ts';
import { startPlatform } from '../../../electron/platform/platform.ts';
import { allEndpoints } from '../../../electron/platform/receivers/catalogue.ts';
import { type Hello, hello, padSequence } from '../../../shared/stream/protocol.ts';
import { temporaryFolder } from '../../fixtures/folder.ts';
import { until } from '../../fixtures/wait.ts';
import { consume, refused } from './consumer.ts';
import { platformForTest } from './platform.ts';

const count = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

describe('the stream', () => {
  test('begins with hello, sends everything kept, then says that it has caught up', async () => {
    const platform = await platformForTest();
    const consumer = await consume(platform.streamUrl);
    const caughtUp = await consumer.first('stream.caughtup');
    const said: Hello = hello.parse(consumer.messages[0]?.data);
    expect(consumer.messages[0]?.type).toBe('stream.hello');
    expect(said).toMatchObject({ epoch: platform.epoch, floor: padSequence(1), head: padSequence(platform.head) });
    expect(said.capabilities).toEqual(['command.webhook.resend', 'command.chain.replay']);
    expect(consumer.sequences()).toEqual(count(1, platform.head));
    expect(caughtUp.data).toEqual({ head: padSequence(platform.head) });
    expect(consumer.messages.at(-1)).toBe(caughtUp);
    for (const [i, event] of consumer.events().entries()) {
      expect(event).toMatchObject({ epoch: platform.epoch, prevsequence: padSequence(i) });
    }
  });

  test('resumed after N sends exactly the rest, byte for byte', async () => {
    const platform = await platformForTest();
    const all = await consume(platform.streamUrl);
    await all.first('stream.caughtup');
    const inOrder = all.frames.slice(1, -1);
    for (const after of [1, 18, 20, 21, platform.head - 1]) {
      const rest = await consume(platform.streamUrl, { query: `?epoch=${platform.epoch}&after=${padSequence(after)}` });
      await rest.first('stream.caughtup');
      expect(rest.frames.slice(1, -1)).toEqual(inOrder.slice(after));
    }
    const none = await consume(platform.streamUrl, { query: `?after=${platform.head}` });
    await none.first('stream.caughtup');
    expect(none.events()).toEqual([]);
  });

  test('sends the types asked for, each naming the one sent before it', async () => {
    const platform = await platformForTest();
    const consumer = await consume(platform.streamUrl, { query: '?types=flow.published,chain.ran' });
    await consumer.first('stream.caughtup');
    expect(new Set(consumer.events().map(({ type }) => type))).toEqual(new Set(['flow.published', 'chain.ran']));
    const sequences = consumer.sequences();
    expect(consumer.events().map((event) => Number(event.prevsequence))).toEqual([0, ...sequences.slice(0, -1)]);
  });

  test('waits at the window until what it sent is acknowledged', async () => {
    const platform = await platformForTest({ settings: { window: 10 } });
    const consumer = await consume(platform.streamUrl);
    await until('a window full', () => consumer.events().length === 10);
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(consumer.events()).toHaveLength(10);
    consumer.ack(4);
    await until('the next four', () => consumer.events().length === 14);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(consumer.events()).toHaveLength(14);
    let acknowledged = 4;
    await until('the rest', () => {
      const newest = consumer.sequences().at(-1) ?? 0;
      if (newest > acknowledged) consumer.ack(newest);
      acknowledged = newest;
      return consumer.messages.some(({ type }) => type === 'stream.caughtup');
    });
    expect(consumer.sequences()).toEqual(count(1, platform.head));
  });

  test('beats while it is silent, and tells where it stands', async () => {
    const platform = await platformForTest({ settings: { keepaliveMs: 80 } });
    const consumer = await consume(platform.streamUrl);
    const beat = await consumer.first('stream.heartbeat');
    expect(beat.data).toEqual({ sequence: padSequence(platform.head), head: padSequence(platform.head) });
    expect(hello.parse(consumer.messages[0]?.data).keepalive_s).toBe(0.08);
  });

  test('passes on what is appended, to every consumer', async () => {
    const platform = await platformForTest();
    const consumers = [await consume(platform.streamUrl), await consume(platform.streamUrl)];
    for (const consumer of consumers) await consumer.first('stream.caughtup');
    const sequence = platform.inject('unknown-type');
    for (const consumer of consumers) {
      const event = await consumer.first('order.shipped');
      expect(Number(event.sequence)).toBe(sequence);
      expect(Number(event.prevsequence)).toBe(sequence - 1);
    }
    expect(platform.consumers).toBe(2);
  });

  test('says goodbye before it restarts, and closes with 1012', async () => {
    const platform = await platformForTest();
    const consumer = await consume(platform.streamUrl);
    await consumer.first('stream.caughtup');
    await platform.close();
    await until('the close', () => consumer.closed);
    expect(consumer.messages.at(-1)?.type).toBe('stream.bye');
    expect(consumer.closed?.code).toBe(1012);
  });

  test('closes a consumer that neither reads nor acknowledges with 4100', async () => {
    const platform = await platformForTest({ settings: { window: 5, slowMs: 100 } });
    const consumer = await consume(platform.streamUrl);
    await until('the close', () => consumer.closed);
    expect(consumer.closed?.code).toBe(4100);
    expect(consumer.events()).toHaveLength(5);
  });

  test.each([
    ['what is no JSON', '{'],
    ['what is no CloudEvent', '{"type":"stream.ack"}'],
    ['an unknown message', '{"specversion":"1.0","id":"1","source":"//t","type":"stream.dance"}'],
    [
      'an acknowledgement without a sequence',
      '{"specversion":"1.0","id":"1","source":"//t","type":"stream.ack","data":{}}',
    ],
  ])('closes with 4000 on %s', async (_, text) => {
    const platform = await platformForTest();
    const consumer = await consume(platform.streamUrl);
    consumer.raw(text);
    await until('the close', () => consumer.closed);
    expect(consumer.closed?.code).toBe(4000);
  });

  test('closes with 4000 on an acknowledgement of another epoch, or of what was not sent', async () => {
    const platform = await platformForTest({ settings: { window: 5 } });
    for (const [sequence, epoch] of [
      [1, 'other'],
      [40, undefined],
    ] as const) {
      const consumer = await consume(platform.streamUrl);
      await until('five events', () => consumer.events().length === 5);
      consumer.ack(sequence, epoch);
      await until('the close', () => consumer.closed);
      expect(consumer.closed?.code).toBe(4000);
    }
  });
});

describe('a connection is refused before the upgrade', () => {
  test('with 401 without the token', async () => {
    const platform = await platformForTest();
    const refusal = await refused(platform.streamUrl, { token: 'wrong' });
    expect(refusal).toMatchObject({ status: 401, type: 'application/problem+json' });
  });

  test('with 403 when a page asks for it', async () => {
    const platform = await platformForTest();
    expect(await refused(platform.streamUrl, { headers: { origin: 'https://evil.example' } })).toMatchObject({
      status: 403,
    });
  });

  test('with 409 and the head when the position lies in the future', async () => {
    const platform = await platformForTest();
    const refusal = await refused(platform.streamUrl, { query: `?epoch=${platform.epoch}&after=${platform.head + 1}` });
    expect(refusal).toMatchObject({ status: 409, body: { head: padSequence(platform.head) } });
  });

  test('with 410 and the range when the epoch is another or the position is no longer kept', async () => {
    const platform = await platformForTest();
    const range = { epoch: platform.epoch, floor: padSequence(1), head: padSequence(platform.head) };
    expect(await refused(platform.streamUrl, { query: '?epoch=other&after=3' })).toMatchObject({
      status: 410,
      body: range,
    });
    platform.trim(30);
    const refusal = await refused(platform.streamUrl, { query: `?epoch=${platform.epoch}&after=28` });
    expect(refusal).toMatchObject({ status: 410, body: { ...range, floor: padSequence(30) } });
    const next = await consume(platform.streamUrl, { query: `?epoch=${platform.epoch}&after=29` });
    await next.first('stream.caughtup');
    expect(next.sequences()[0]).toBe(30);
    const oldest = await consume(platform.streamUrl);
    await oldest.first('stream.caughtup');
    expect(oldest.sequences()).toEqual(count(30, platform.head));
  });

  test('with 400 when it makes no sense', async () => {
    const platform = await platformForTest();
    expect(await refused(platform.streamUrl, { query: '?after=-1' })).toMatchObject({ status: 400 });
    expect(await refused(platform.streamUrl, { protocol: 'mqtt' })).toMatchObject({ status: 400 });
  });

  test('and an ordinary request finds nothing there', async () => {
    const platform = await platformForTest();
    const status = await new Promise((resolve, reject) => {
      request(`${platform.url}/v1/events`, (response) => resolve(response.resume().statusCode))
        .on('error', reject)
        .end();
    });
    expect(status).toBe(404);
  });
});

describe('the log', () => {
  test('is the same after a restart, on the same port, with the same token', async () => {
    const dataDir = temporaryFolder();
    const first = await startPlatform({ dataDir, rate: 0, history: 50 });
    first.inject('markup');
    const before = await consume(first.streamUrl, { token: first.token });
    await before.first('stream.caughtup');
    await first.close();
    const second = await startPlatform({ dataDir, rate: 0 });
    onTestFinished(() => second.close());
    const { epoch, head, port, token } = first;
    expect(second).toMatchObject({ epoch, head, port, token });
    const after = await consume(second.streamUrl, { token });
    await after.first('stream.caughtup');
    const events = (frame: string) => frame.includes('"prevsequence"');
    expect(after.frames.filter(events)).toEqual(before.frames.filter(events));
    expect(before.frames.filter(events)).toHaveLength(head);
  });

  test('gives the same bytes whether the past is invented or written down', async () => {
    const dataDir = temporaryFolder();
    const invented = await platformForTest({ dataDir });
    invented.inject('markup');
    const read = await consume(invented.streamUrl);
    await read.first('stream.caughtup');
    await invented.close();
    const stored = await platformForTest({ dataDir, storePast: true, port: invented.port });
    const again = await consume(stored.streamUrl);
    await again.first('stream.caughtup');
    expect(again.frames.slice(1, -1)).toEqual(read.frames.slice(1, invented.head + 1));
  });

  test('begins anew under another epoch: consumers are told to resume and then that theirs is over', async () => {
    const platform = await platformForTest();
    const consumer = await consume(platform.streamUrl);
    await consumer.first('stream.caughtup');
    platform.inject('markup');
    const [epoch, head] = [platform.epoch, platform.head];
    expect(platform.newEpoch()).not.toBe(epoch);
    await until('the close', () => consumer.closed);
    expect(consumer.closed?.code).toBe(4200);
    expect(platform.head).toBe(head - 1);
    const refusal = await refused(platform.streamUrl, { query: `?epoch=${epoch}&after=${head}` });
    expect(refusal).toMatchObject({ status: 410, body: { epoch: platform.epoch } });
    const next = await consume(platform.streamUrl, { query: `?epoch=${platform.epoch}` });
    await next.first('stream.caughtup');
    expect(next.events()[0]?.epoch).toBe(platform.epoch);
  });

  test('of two platforms only one may have it', async () => {
    const dataDir = temporaryFolder();
    await platformForTest({ dataDir });
    await expect(platformForTest({ dataDir })).rejects.toThrow(/another platform is using/);
  });

  test('of a past that this version would invent otherwise begins anew, under another epoch', async () => {
    const dataDir = temporaryFolder();
    const first = await platformForTest({ dataDir });
    const { epoch, head } = first;
    first.inject('unknown-type');
    await first.close();
    const { db, memory } = openStore(dataDir);
    memory.set('generation', 'an older one');
    db.close();
    const second = await platformForTest({ dataDir, port: first.port });
    expect(second.epoch).not.toBe(epoch);
    expect(second.head).toBe(head);
    const refusal = await refused(second.streamUrl, { query: `?epoch=${epoch}&after=${head}` });
    expect(refusal).toMatchObject({ status: 410, body: { epoch: second.epoch } });
    await second.close();
    const third = await platformForTest({ dataDir, port: first.port });
    expect(third.epoch).toBe(second.epoch);
  });

  test('that moved to another port publishes its endpoints and flows anew', async () => {
    const dataDir = temporaryFolder();
    const first = await platformForTest({ dataDir });
    const { head } = first;
    await first.close();
    const second = await platformForTest({ dataDir });
    const consumer = await consume(second.streamUrl, { query: `?after=${head}` });
    await consumer.first('stream.caughtup');
    expect(second.port).not.toBe(first.port);
    const types = consumer.events().map(({ type }) => type);
    expect(types.filter((type) => type === 'endpoint.updated')).toHaveLength(allEndpoints.length);
    expect(types.filter((type) => type === 'flow.published')).toHaveLength(8);
    expect(JSON.stringify(consumer.events())).toContain(second.url);
    expect(JSON.stringify(consumer.events())).not.toContain(first.url);
  });
});
