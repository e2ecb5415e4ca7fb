/** A long absence: a backlog as large as a mirror comes in while the console is used; its lists stay quick, and nothing is missing. */
import { expect, onTestFinished, test } from 'vitest';
import { startCore } from '../../electron/core/core.ts';
import { memorySecrets } from '../../electron/core/secrets.ts';
import { temporaryFolder } from '../fixtures/folder.ts';
import { startKeepingPlatform } from '../fixtures/keeping-platform.ts';
import { ways } from '../integration/contract/core.ts';
import { full, note } from './figures.ts';
import { expectKept } from './soundness.ts';

const events = full ? 1_000_000 : 5_000;
/** Of a list while events come in; loose, because the machine may be busy with other tests. */
const mostP95Ms = full ? 250 : 10_000;

test(`a backlog of ${events} events comes in while lists are read`, {
  timeout: 3_600_000,
}, async () => {
  const platform = await startKeepingPlatform({ events, window: 4096 });
  onTestFinished(() => platform.close());
  const dataDir = temporaryFolder();
  const core = await startCore({ dataDir, secrets: memorySecrets(), shell: 'test', version: 'test' });
  onTestFinished(() => core.close());
  const [, overPort] = ways[0];
  const { client } = await overPort(core);
  const began = performance.now();
  await core.ensureConnection({ id: 'c1', name: 'Platform', url: platform.url, zone: 'UTC', allow: [], token: 't' });
  const took: number[] = [];
  while (platform.acknowledged < events) {
    const asked = performance.now();
    await Promise.all([client.calls.page({ limit: 50 }), client.webhooks.page({ limit: 50 }), client.system.status()]);
    took.push(performance.now() - asked);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const seconds = (performance.now() - began) / 1000;
  await core.close();
  expectKept(dataDir, platform, events);
  expect(platform.problems).toEqual([]);
  const p95 = took.sort((one, other) => one - other)[Math.floor(took.length * 0.95)] ?? 0;
  expect(p95).toBeLessThan(mostP95Ms);
  note('backlog with the lists in use', {
    events,
    seconds: Math.round(seconds),
    'events a second': Math.round(events / seconds),
    'p95 of two lists and the status, ms': Math.round(p95),
    lost: 0,
  });
});
