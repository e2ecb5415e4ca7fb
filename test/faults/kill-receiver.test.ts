/** kill -9 of core right after it answered a webhook: what was answered 2xx is there, each once. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { openReadable } from '../../electron/core/mirror/open.ts';
import { callPayload } from '../fixtures/events/call-ended.ts';
import { temporaryFolder } from '../fixtures/folder.ts';
import { full } from './figures.ts';

const kills = full ? 8 : 5;
const child = fileURLToPath(new URL('./receiver-child.ts', import.meta.url));

test(`${kills} kills of core in the middle of webhooks lose none that was answered`, {
  timeout: 1_800_000,
}, async () => {
  const dataDir = temporaryFolder();
  const answered = new Set<string>();
  let running: ChildProcess | null = null;
  onTestFinished(() => void running?.kill('SIGKILL'));

  for (let n = 0; n < kills; n += 1) {
    const core = spawn(process.execPath, [child, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
    running = core;
    const [said] = await once(core.stdout, 'data');
    const url = String(said).trim();
    const enough = answered.size + 10 + n * 5;
    let dead = false;
    const sender = async (name: string): Promise<void> => {
      for (let at = 0; !dead; at += 1) {
        const id = `call-${n}-${name}-${at}`;
        const body = JSON.stringify(callPayload('altur', id));
        const answer = await fetch(url, { method: 'POST', body }).catch(() => null);
        if (answer?.status === 200) answered.add(id);
        // In the very moment of an answer.
        if (answered.size >= enough && !dead) {
          dead = true;
          core.kill('SIGKILL');
        }
      }
    };
    await Promise.all(['a', 'b', 'c', 'd'].map(sender));
    if (core.exitCode === null && core.signalCode === null) await once(core, 'exit');
  }

  const db = openReadable(dataDir);
  onTestFinished(() => void db.close());
  const kept = db.prepare<[], string>('SELECT call_id FROM call').pluck().all();
  expect(new Set(kept).size).toBe(kept.length);
  expect([...answered].filter((id) => !kept.includes(id))).toEqual([]);
  expect(answered.size).toBeGreaterThan(kills * 10);
  const events = db.prepare<[], number>('SELECT count(*) FROM event').pluck().get();
  expect(events).toBe(kept.length);
});
