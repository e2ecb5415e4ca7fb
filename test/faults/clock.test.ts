/** The wall clock is set forward and back while things are under way: they go on at their pace, and nothing is stored out of order. */
import { expect, onTestFinished, test, vi } from 'vitest';
import { openMirror } from '../../electron/core/mirror/open.ts';
import { createWriter } from '../../electron/core/mirror/writer.ts';
import { createIntake } from '../../electron/core/sources/intake/intake.ts';
import { subscriptions } from '../../electron/core/sources/intake/subscriptions.ts';
import { createStreamSource } from '../../electron/core/sources/stream.ts';
import { bulkInput } from '../../shared/contract/bulk.ts';
import { attemptData, webhookAttempted } from '../fixtures/events/webhook-attempted.ts';
import { temporaryFolder } from '../fixtures/folder.ts';
import { startKeepingPlatform } from '../fixtures/keeping-platform.ts';
import { until } from '../fixtures/wait.ts';
import { accepted, harness } from '../integration/operations/harness.ts';
import { startReceiver } from '../integration/operations/receiver.ts';
import { expectKept } from './soundness.ts';

const hourMs = 3_600_000;
const messages = 40;

test('a bulk resend keeps its pace when the clock is set back and forward', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
  onTestFinished(() => void vi.useRealTimers());
  const receiver = await startReceiver();
  const here = await harness({ allow: receiver.allow });
  for (let n = 0; n < messages; n += 1) {
    const request = { ...attemptData('', 1).request, url: receiver.url };
    await here.commit(webhookAttempted(`msg-${n}`, 1, { callId: null, request }));
  }
  const select = { filter: { show: 'failed' } };
  const pace = { perHostPerS: 40, perHostAtOnce: 4, canary: 0 };
  const asked = bulkInput.parse({ kind: 'resend', select, name: 'All', reason: 'the CRM was down', pace });
  const planned = accepted(await here.operations.planBulk(asked));
  const began = performance.now();
  accepted(await here.operations.run({ ...planned, acknowledged: [] }));
  await until('some of it', () => receiver.arrived.length >= messages / 4);
  vi.setSystemTime(Date.now() - hourMs);
  await until('more of it', () => receiver.arrived.length >= messages / 2);
  vi.setSystemTime(Date.now() + 3 * hourMs);
  const { counts } = await here.settled(planned.operationId);
  expect(counts).toEqual({ succeeded: messages });
  // No burst when the clock says that much time has passed: a few may be due at once, the rest come at their pace.
  expect(performance.now() - began).toBeGreaterThan(((messages - 8) / 40) * 1000);
});

test('events that come in while the clock is set are all there, in their order, and no rate is made of them', async () => {
  const events = 3000;
  const platform = await startKeepingPlatform({ events, window: 256 });
  onTestFinished(() => platform.close());
  const dataDir = temporaryFolder();
  const mirror = openMirror(dataDir);
  onTestFinished(() => mirror.close());
  let aheadMs = 0;
  const now = () => Date.now() + aheadMs;
  const source = createStreamSource({
    connection: { id: 'c1', url: platform.url, zone: 'UTC' },
    token: null,
    sink: createWriter(mirror.db, now),
    subscribe: subscriptions((events) => createIntake(events, now)).subscribe,
    onChange: () => {},
    now,
  });
  onTestFinished(() => source.stop());
  source.start();
  await until('a third', () => platform.acknowledged >= events / 3);
  aheadMs = 48 * hourMs;
  await until('two thirds', () => platform.acknowledged >= (2 * events) / 3);
  aheadMs = -hourMs;
  await until('all of it', () => platform.acknowledged === events);
  expect(platform.problems).toEqual([]);
  expectKept(dataDir, platform, events);
  const times = mirror.db.prepare<[], number>('SELECT received_at FROM event ORDER BY seq').pluck().all();
  const days = new Set(times.map((at) => Math.round((at - Date.now()) / hourMs)));
  expect([...days]).toEqual([0, 48, -1]);
  // Forgotten ten seconds later, however long the clock takes to be where it was.
  await until('a rate of none', () => source.state().rate === 0, { timeoutMs: 60_000, everyMs: 250 });
});
