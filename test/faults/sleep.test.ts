/**
 * A machine that sleeps: core stands still in the middle of its work while the world goes on, its connection dies half or whole, and then it
 * wakes. It goes on where it was: no gap, nothing double, nothing sent again.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { openMirror } from '../../electron/core/mirror/open.ts';
import { startCoreProcess } from '../fixtures/core-process.ts';
import { startCuttingProxy } from '../fixtures/cutting-proxy.ts';
import { temporaryFolder } from '../fixtures/folder.ts';
import { startKeepingPlatform } from '../fixtures/keeping-platform.ts';
import { chance } from '../fixtures/random.ts';
import { until } from '../fixtures/wait.ts';
import { harness } from '../integration/operations/harness.ts';
import { failures, planAll } from '../integration/operations/outage.ts';
import { startReceiver } from '../integration/operations/receiver.ts';
import { full, note } from './figures.ts';
import { expectKept } from './soundness.ts';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test('a stream goes on after sleep, whatever became of its connection', { timeout: 1_800_000 }, async () => {
  const naps = full ? 12 : 3;
  const napMs = full ? 6000 : 2500;
  const platform = await startKeepingPlatform({ events: 2_000_000, window: 512, rate: 300, keepalive: 1 });
  onTestFinished(() => platform.close());
  const proxy = await startCuttingProxy(platform.url, { chance: chance(5), everyMs: 0 });
  onTestFinished(() => proxy.close());
  proxy.heal();
  const dataDir = temporaryFolder();
  const core = await startCoreProcess(dataDir);
  const { client } = core;
  await client.connections.add({ name: 'P', url: proxy.url, zone: 'UTC', allow: [] });
  for (let nap = 0; nap < naps; nap += 1) {
    const [before, connections] = [platform.acknowledged, platform.connections];
    await until('the stream to get on', () => platform.acknowledged > before, { everyMs: 5 });
    core.sleep();
    // Kept open by the platform, half dead, or cut.
    if (nap % 3 === 1) proxy.fallSilent();
    if (nap % 3 === 2) proxy.cutAll();
    await pause(napMs);
    const asleep = platform.acknowledged;
    core.wake();
    await until('it to go on', () => platform.acknowledged > asleep);
    if (nap % 3 > 0) expect(platform.connections).toBeGreaterThan(connections);
  }
  const events = platform.fallSilent();
  await until('all of it', () => platform.acknowledged === events, { timeoutMs: 600_000 });
  expect(platform.problems).toEqual([]);
  const [connection] = await client.connections.list();
  expect(connection).toMatchObject({ gaps: 0, state: { phase: 'live' } });
  await core.close();
  expectKept(dataDir, platform, events);
  note('sleep during a stream', { naps, events, connections: platform.connections, lost: 0, double: 0, gaps: 0 });
});

test('a bulk resend that was under way when the machine slept sends nothing twice', {
  timeout: 1_800_000,
}, async () => {
  const messages = full ? 600 : 150;
  const naps = full ? 4 : 1;
  const receiver = await startReceiver();
  const before = await harness();
  await before.commit(...failures(messages, receiver.url));
  const { operationId } = await planAll(before, { perHostPerS: 50, perHostAtOnce: 8, canary: 0, stopAfter: 0 });
  await before.close();

  const child = fileURLToPath(new URL('./bulk-child.ts', import.meta.url));
  const args = [child, before.dataDir, new URL(receiver.url).host, operationId];
  const core: ChildProcess = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(core, 'exit');
  onTestFinished(() => void core.kill('SIGKILL'));
  for (let nap = 1; nap <= naps; nap += 1) {
    await until('the resend to get on', () => receiver.arrived.length > (messages * nap) / (naps + 2), { everyMs: 2 });
    core.kill('SIGSTOP');
    // Longer than anything waits for an answer.
    await pause(6000);
    core.kill('SIGCONT');
  }
  await ended;

  const arrived = receiver.arrived.map(({ headers }) => String(headers['webhook-id']));
  const reached = new Set(arrived);
  expect(reached.size).toBe(arrived.length);
  const mirror = openMirror(before.dataDir);
  onTestFinished(() => mirror.close());
  const items = mirror.db
    .prepare<[string], { target: string; state: string }>(
      'SELECT target_id AS target, state FROM operation_item WHERE operation_id = ?',
    )
    .all(operationId);
  expect(items).toHaveLength(messages);
  const ofState = (wanted: string) => items.filter(({ state }) => state === wanted).map(({ target }) => target);
  const [succeeded, failed, unknown] = ['succeeded', 'failed', 'unknown'].map(ofState);
  // All that arrived was answered, though some of it while core slept: it may not know of those. What failed was never sent.
  expect(succeeded?.filter((target) => !reached.has(target))).toEqual([]);
  expect(failed?.filter((target) => reached.has(target))).toEqual([]);
  expect((failed?.length ?? 0) + (unknown?.length ?? 0)).toBeLessThanOrEqual(8 * naps);
  expect((succeeded?.length ?? 0) + (failed?.length ?? 0) + (unknown?.length ?? 0)).toBe(messages);
  note('sleep during a bulk resend', {
    naps,
    messages,
    'sent twice': 0,
    unknown: unknown?.length ?? 0,
    'failed before they were sent': failed?.length ?? 0,
  });
});
