/** A network that cuts, delays, truncates and half-closes, again and again, at 2,000 events a second: nothing is lost, nothing double. */
import { expect, onTestFinished, test } from 'vitest';
import { openMirror } from '../../electron/core/mirror/open.ts';
import { createWriter } from '../../electron/core/mirror/writer.ts';
import { intakeThread } from '../../electron/core/sources/intake/intake-thread.ts';
import { createStreamSource } from '../../electron/core/sources/stream.ts';
import { cuts as kinds, startCuttingProxy } from '../fixtures/cutting-proxy.ts';
import { temporaryFolder } from '../fixtures/folder.ts';
import { startKeepingPlatform } from '../fixtures/keeping-platform.ts';
import { chance } from '../fixtures/random.ts';
import { until } from '../fixtures/wait.ts';
import { full, note } from './figures.ts';
import { expectKept } from './soundness.ts';

const wanted = full ? 1000 : 25;
const rate = 2000;
/** In full, more than there is time for: the stream outlasts the cuts. */
const mostEvents = full ? 2_000_000 : 12_000;
const everyMs = 80;

test(`${wanted} cuts of the socket at ${rate} events/s lose and double nothing`, {
  timeout: 7_200_000,
}, async () => {
  const platform = await startKeepingPlatform({
    events: mostEvents,
    window: 1024,
    rate,
    mostAhead: 20_000,
    keepalive: 1,
  });
  onTestFinished(() => platform.close());
  const proxy = await startCuttingProxy(platform.url, { chance: chance(3), everyMs });
  onTestFinished(() => proxy.close());
  const dataDir = temporaryFolder();
  const mirror = openMirror(dataDir);
  onTestFinished(() => mirror.close());
  const intake = intakeThread();
  onTestFinished(() => intake.close());
  const source = createStreamSource({
    connection: { id: 'c1', url: proxy.url, zone: 'UTC' },
    token: null,
    sink: createWriter(mirror.db),
    subscribe: intake.subscribe,
    onChange: () => {},
    timing: { firstRetryMs: 5, mostRetryMs: 40 },
  });
  onTestFinished(() => source.stop());
  const began = performance.now();
  source.start();
  await until(`${wanted} cuts`, () => proxy.total >= wanted, { timeoutMs: 3_500_000, everyMs: 50 });
  const during = platform.acknowledged;
  proxy.heal();
  const events = platform.fallSilent();
  if (full) expect(events).toBeLessThan(mostEvents);
  await until('all of it', () => platform.acknowledged === events, { timeoutMs: 3_500_000, everyMs: 50 });
  const tookS = (performance.now() - began) / 1000;
  expect(platform.problems).toEqual([]);
  expectKept(dataDir, platform, events);
  expect(mirror.db.prepare('SELECT count(*) FROM gap').pluck().get()).toBe(0);
  // The stream got on between the cuts, and every kind of them was met.
  expect(during).toBeGreaterThan(0);
  expect(kinds.filter((kind) => proxy.done[kind] === 0)).toEqual([]);
  note('cuts of the socket', {
    cuts: proxy.total,
    ...proxy.done,
    connections: platform.connections,
    events,
    'events by the last cut': during,
    seconds: Math.round(tookS),
    lost: 0,
    double: 0,
  });
});
