/** kill -9 during a bulk resend, again and again: nothing sent twice, nothing forgotten, and what is not known is called so. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { openMirror } from '../../electron/core/mirror/open.ts';
import { until } from '../fixtures/wait.ts';
import { harness } from '../integration/operations/harness.ts';
import { failures, planAll } from '../integration/operations/outage.ts';
import { startReceiver } from '../integration/operations/receiver.ts';
import { full } from './figures.ts';

interface Resend {
  kills: number;
  messages: number;
  perS: number;
  atOnce: number;
  /** Of how many a kill may leave the outcome unknown. */
  mostUnknown: number;
}

const resends: Resend[] = [
  // At the receiver at the same time; as many may be over and not yet on the disk.
  { kills: full ? 30 : 8, messages: full ? 2000 : 600, perS: full ? 500 : 250, atOnce: 8, mostUnknown: 2 * 8 },
  // As fast as it goes: further ones are begun ahead, and results wait for larger rounds.
  { kills: full ? 8 : 3, messages: full ? 24_000 : 9000, perS: 100_000, atOnce: 64, mostUnknown: 64 + 768 + 2 * 512 },
];
const child = fileURLToPath(new URL('./bulk-child.ts', import.meta.url));

test.each(resends)(
  '$kills kills during a resend of $messages at $perS a second send nothing twice and forget nothing',
  {
    timeout: 1_800_000,
  },
  async ({ kills, messages, perS, atOnce, mostUnknown }) => {
    const receiver = await startReceiver();
    const before = await harness();
    await before.commit(...failures(messages, receiver.url));
    const planned = await planAll(before, { perHostPerS: perS, perHostAtOnce: atOnce, canary: 0 });
    await before.close();

    let running: ChildProcess | null = null;
    onTestFinished(() => void running?.kill('SIGKILL'));
    const start = async () => {
      const args = [child, before.dataDir, new URL(receiver.url).host, planned.operationId];
      const begun = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
      running = begun;
      await once(begun.stdout, 'data');
      return begun;
    };

    const arrivedAt: number[] = [];
    for (let n = 0; n < kills; n += 1) {
      const before = receiver.arrived.length;
      const process_ = await start();
      // While requests go out, however long this machine takes to begin.
      await until('the resend to get on', () => receiver.arrived.length > before, { everyMs: 2 });
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 120));
      process_.kill('SIGKILL');
      await once(process_, 'exit');
      arrivedAt.push(receiver.arrived.length);
    }
    // The kills must have hit a resend in progress, or they prove nothing.
    expect(new Set(arrivedAt).size).toBeGreaterThan(kills / 2);
    expect(arrivedAt.at(-1)).toBeLessThan(messages);
    await once(await start(), 'exit');

    const mirror = openMirror(before.dataDir);
    onTestFinished(() => mirror.close());
    const items = mirror.db
      .prepare<[string], { target_id: string; state: string }>(
        'SELECT target_id, state FROM operation_item WHERE operation_id = ?',
      )
      .all(planned.operationId);
    const arrived = new Map<string, number>();
    for (const { headers } of receiver.arrived) {
      const id = String(headers['webhook-id']);
      arrived.set(id, (arrived.get(id) ?? 0) + 1);
    }
    expect(items).toHaveLength(messages);
    expect(mirror.db.prepare('SELECT DISTINCT state FROM operation').pluck().all()).toEqual(['finished']);
    expect([...arrived.values()].every((count) => count === 1)).toBe(true);
    for (const { target_id, state } of items) {
      expect(['succeeded', 'unknown'], target_id).toContain(state);
      if (state === 'succeeded') expect(arrived.get(target_id), target_id).toBe(1);
    }
    // Whatever arrived is either known to have succeeded or said to be unknown.
    expect(items.filter(({ state }) => state === 'unknown').length).toBeLessThanOrEqual(kills * mostUnknown);
  },
);
