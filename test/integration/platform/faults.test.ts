import { expect, test } from 'vitest';
import { noFaults } from '../../../electron/platform/faults.ts';
import { badEventKinds, heavyEventKinds } from '../../../electron/platform/live/bad-events.ts';
import { padSequence } from '../../../shared/stream/protocol.ts';
import { until } from '../../fixtures/wait.ts';
import { consume, refused } from './consumer.ts';
import { platformForTest } from './platform.ts';

const usual = { history: 200, settings: { keepaliveMs: 100 } };

test('dropped frames leave a gap that the next frame shows', async () => {
  const platform = await platformForTest({ ...usual, faults: { ...noFaults(), dropFrames: 0.1 } });
  const consumer = await consume(platform.streamUrl);
  await consumer.first('stream.caughtup');
  expect(consumer.events().length).toBeLessThan(platform.head);
  let last = padSequence(0);
  const gaps = consumer.events().filter((event) => {
    const gap = event.prevsequence !== last;
    last = String(event.sequence);
    return gap;
  });
  expect(gaps.length).toBeGreaterThan(0);
});

test('reordered frames keep their numbering, so that the first to come too early shows', async () => {
  const platform = await platformForTest({ ...usual, faults: { ...noFaults(), reorder: 0.2 } });
  const consumer = await consume(platform.streamUrl);
  await consumer.first('stream.caughtup');
  const sequences = consumer.sequences();
  expect(new Set(sequences).size).toBe(platform.head);
  const early = sequences.findIndex((sequence, i) => sequence !== i + 1);
  expect(early).toBeGreaterThanOrEqual(0);
  expect(Number(consumer.events()[early]?.prevsequence)).toBe(early + 1);
});

test('duplicated frames come twice, the same to the byte', async () => {
  const platform = await platformForTest({ ...usual, faults: { ...noFaults(), duplicate: 0.2 } });
  const consumer = await consume(platform.streamUrl);
  await consumer.first('stream.caughtup');
  expect(consumer.sequences().length).toBeGreaterThan(platform.head * 1.1);
  expect(new Set(consumer.frames.slice(1, -1)).size).toBe(platform.head);
});

test('bad frames come between events and take no place among them', async () => {
  const platform = await platformForTest({ ...usual, faults: { ...noFaults(), badFrames: 0.3 } });
  const consumer = await consume(platform.streamUrl);
  await consumer.first('stream.caughtup');
  expect(consumer.sequences()).toHaveLength(platform.head);
  expect(consumer.frames.length).toBeGreaterThan(platform.head * 1.2);
});

test('a half-open connection falls silent and stays open', async () => {
  const platform = await platformForTest({ ...usual, faults: { ...noFaults(), halfOpen: 40 } });
  const consumer = await consume(platform.streamUrl);
  await until('forty events', () => consumer.events().length === 40);
  await new Promise((resolve) => setTimeout(resolve, 400));
  expect(consumer.events()).toHaveLength(40);
  expect(consumer.messages.some(({ type }) => type === 'stream.heartbeat')).toBe(false);
  expect(consumer.closed).toBeNull();
});

test('a close code comes after so many events, so many times', async () => {
  const platform = await platformForTest({
    ...usual,
    faults: { ...noFaults(), closeCode: 1013, closeAfter: 20, closeTimes: 1 },
  });
  const consumer = await consume(platform.streamUrl);
  await until('the close', () => consumer.closed);
  expect(consumer.closed?.code).toBe(1013);
  expect(consumer.events()).toHaveLength(20);
  const next = await consume(platform.streamUrl, { query: '?after=20' });
  await next.first('stream.caughtup');
});

test('connections are refused as often as asked', async () => {
  const platform = await platformForTest({
    ...usual,
    faults: { ...noFaults(), refuse401: 1, refuse410: 1, refuse503: 1 },
  });
  expect(await refused(platform.streamUrl)).toMatchObject({ status: 401 });
  expect(await refused(platform.streamUrl)).toMatchObject({ status: 503 });
  expect(await refused(platform.streamUrl)).toMatchObject({ status: 410, body: { epoch: platform.epoch } });
  await (await consume(platform.streamUrl)).first('stream.caughtup');
});

test('heartbeats can be left out', async () => {
  const platform = await platformForTest({ ...usual, faults: { ...noFaults(), noHeartbeat: true } });
  const consumer = await consume(platform.streamUrl);
  await consumer.first('stream.caughtup');
  await new Promise((resolve) => setTimeout(resolve, 350));
  expect(consumer.messages.at(-1)?.type).toBe('stream.caughtup');
});

test('every kind of bad event has its place in the log and is JSON', async () => {
  const platform = await platformForTest(usual);
  const before = platform.head;
  for (const kind of [...badEventKinds, ...heavyEventKinds]) platform.inject(kind);
  const consumer = await consume(platform.streamUrl, { query: `?after=${before}` });
  await consumer.first('stream.caughtup');
  expect(consumer.events()).toHaveLength(badEventKinds.length + heavyEventKinds.length);
  expect(consumer.frames.some((frame) => frame.includes('"__proto__"'))).toBe(true);
  expect(consumer.frames.some((frame) => frame.includes('\\ud800'))).toBe(true);
  expect(consumer.frames.some((frame) => frame.includes('12345678901234567890'))).toBe(true);
  const sizes = consumer.frames.map((frame) => Buffer.byteLength(frame));
  expect(sizes.filter((size) => size > 10_000_000)).toHaveLength(2);
  expect(Math.max(...sizes)).toBeGreaterThan(16 << 20);
});

test('a test in another process can do all this over HTTP', async () => {
  const platform = await platformForTest(usual);
  const post = (path: string, body: object, token = 't') =>
    fetch(`${platform.url}${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { authorization: `Bearer ${token}` },
    });
  expect((await post('/control/faults', { 'drop-frames': 0.5 }, 'x')).status).toBe(401);
  expect(platform.faults.dropFrames).toBe(0);
  expect((await post('/control/faults', { 'drop-frames': 0.5, 'no-heartbeat': 1 })).status).toBe(200);
  expect(platform.faults).toMatchObject({ dropFrames: 0.5, noHeartbeat: true });
  expect((await post('/control/faults', { nonsense: 1 })).status).toBe(400);
  const { head, epoch } = platform;
  expect(await (await post('/control/inject', { kind: 'markup' })).json()).toMatchObject({ head: head + 1 });
  expect(await (await post('/control/trim', { floor: 5 })).json()).toMatchObject({ floor: 5 });
  expect((await post('/control/epoch', {})).status).toBe(200);
  expect(platform.epoch).not.toBe(epoch);
  expect((await post('/control/dance', {})).status).toBe(400);
});
