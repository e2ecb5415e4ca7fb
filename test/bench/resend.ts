/**
 * How fast a bulk resend is: read, checked against its plan, begun durably, signed, sent through the guard, and its result committed.
 * Beside it bare undici with as many connections, sending the same bodies to the same receiver and keeping nothing. In turn, so that
 * what else the machine does meets both alike; the median counts. Then the memory that a hundred thousand take.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Pool } from 'undici';
import type { Bench } from './metric.ts';
import { atOnce, body, fillMirror, type Resent, resendAll } from './resend-mirror.ts';

const receiverMain = fileURLToPath(new URL('./resend-receiver.ts', import.meta.url));
const peakMain = fileURLToPath(new URL('./resend-peak.ts', import.meta.url));
const rounds = 3;
/**
 * So many are sent without counting, so that neither pays for the first connections and the first compilation. Bare undici once, since it
 * has no threads of its own; a resend each time, in the threads that are then measured.
 */
const warmUp = 3000;
const many = 100_000;
/** So many that what each new thread compiles at first counts for little. */
const usual = 60_000;

export const resend: Bench = async ({ calls: messages = usual }) => {
  const folder = mkdtempSync(join(tmpdir(), 'aftercall-bench-'));
  const receiver = spawn(process.execPath, [receiverMain], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const [line] = await once(receiver.stdout, 'data');
    const host = `127.0.0.1:${String(line).trim()}`;
    await bare(host, warmUp);
    const bares: number[] = [];
    const ours: Resent[] = [];
    for (let round = 0; round < rounds; round += 1) {
      bares.push(await bare(host, messages));
      ours.push(await measure(join(folder, `round-${round}`), host, messages));
    }
    const bareS = median(bares);
    const sendS = median(ours.map((one) => one.sendS));
    process.stdout.write(
      `  ${messages.toLocaleString('en')} messages, ${atOnce} at a time: planned in ${median(ours.map((one) => one.planS)).toFixed(2)} s, ` +
        `sent and kept in ${sendS.toFixed(2)} s (${((median(ours.map((one) => one.sendCpuS)) / messages) * 1e6).toFixed(0)} µs of processor time each); ` +
        `bare undici ${bareS.toFixed(2)} s\n`,
    );
    const peakMb = await peak(join(folder, 'many'), host);
    return [
      { id: 'messages_per_s', value: messages / sendS, unit: 'messages/s' },
      { id: 'ratio_to_undici', value: bareS / sendS, unit: '' },
      { id: 'peak_mb_100k', value: peakMb, unit: 'MB' },
    ];
  } finally {
    receiver.kill('SIGTERM');
    rmSync(folder, { recursive: true, force: true });
  }
};

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

async function bare(host: string, messages: number): Promise<number> {
  const pool = new Pool(`http://${host}`, { connections: atOnce });
  let next = 0;
  const began = performance.now();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (next < messages) {
        const n = next;
        next += 1;
        const headers = { 'content-type': 'application/json', 'webhook-id': `msg-${n}` };
        const answer = await pool.request({ method: 'POST', path: '/hooks', headers, body: body(n) });
        await answer.body.text();
      }
    }),
  );
  const seconds = (performance.now() - began) / 1000;
  await pool.close();
  return seconds;
}

async function measure(dataDir: string, host: string, messages: number): Promise<Resent> {
  await fillMirror(dataDir, host, messages, warmUp);
  return resendAll(dataDir, host, messages, warmUp);
}

/** The most memory of its own that a process which plans and sends them all has, in MB. */
async function peak(dataDir: string, host: string): Promise<number> {
  await fillMirror(dataDir, host, many, 0);
  const child = spawn(process.execPath, [peakMain, dataDir, host, String(many)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let told = '';
  child.stdout.on('data', (chunk) => {
    told += String(chunk);
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`the resend of ${many} ended with ${code}`);
  const { peakMb, residentMb, planS, sendS }: Record<'peakMb' | 'residentMb' | 'planS' | 'sendS', number> =
    JSON.parse(told);
  process.stdout.write(
    `  ${many.toLocaleString('en')} messages: planned in ${planS.toFixed(1)} s, sent in ${sendS.toFixed(1)} s; ` +
      `at most ${peakMb.toFixed(0)} MB of its own in all threads, ${residentMb.toFixed(0)} MB resident with the mapped mirror\n`,
  );
  return peakMb;
}
