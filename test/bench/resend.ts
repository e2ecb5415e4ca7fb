/**
 * How fast a bulk resend is: read, checked against its plan, begun durably, signed, sent through the guard, and its result committed.
 * Beside it bare undici with as many connections, sending the same bodies to the same receiver and keeping nothing.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Pool } from 'undici';
import { createScriptRunner } from '../../electron/core/chains/scripts.ts';
import { createSender } from '../../electron/core/delivery/sender.ts';
import { createEndpointSetups } from '../../electron/core/endpoints/setups.ts';
import { startIngestThread } from '../../electron/core/mirror/ingest-thread.ts';
import { startReaderPool } from '../../electron/core/mirror/reader-pool.ts';
import { createOperations } from '../../electron/core/operations/operations.ts';
import { memorySecrets } from '../../electron/core/secrets.ts';
import { bulkInput } from '../../shared/contract/bulk.ts';
import type { Connection } from '../../shared/domain/connection.ts';
import type { CloudEvent } from '../../shared/stream/protocol.ts';
import type { Bench, Metric } from './metric.ts';

const receiverMain = fileURLToPath(new URL('./resend-receiver.ts', import.meta.url));
const atOnce = 64;
const big = 100_000;

export const resend: Bench = async ({ calls: messages = 5000 }) => {
  const folder = mkdtempSync(join(tmpdir(), 'aftercall-bench-'));
  const receiver = spawn(process.execPath, [receiverMain], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const [line] = await once(receiver.stdout, 'data');
    const host = `127.0.0.1:${String(line).trim()}`;
    await bare(host, Math.min(messages, 2000));
    const bareS = await bare(host, messages);
    const { planS, sendS, peakMb } = await measure(folder, host, messages);
    process.stdout.write(
      `  ${messages.toLocaleString('en')} messages: planned in ${planS.toFixed(2)} s, sent in ${sendS.toFixed(2)} s; ` +
        `bare undici ${bareS.toFixed(2)} s; at most ${peakMb.toFixed(0)} MB\n`,
    );
    const metrics: Metric[] = [
      { id: 'messages_per_s', value: messages / sendS, unit: 'messages/s' },
      { id: 'ratio_to_undici', value: bareS / sendS, unit: '' },
    ];
    if (messages >= big) metrics.push({ id: 'peak_mb_100k', value: peakMb, unit: 'MB' });
    return metrics;
  } finally {
    receiver.kill('SIGTERM');
    rmSync(folder, { recursive: true, force: true });
  }
};

const body = (n: number): string => JSON.stringify({ type: 'call.ended', id: `msg-${n}`, note: 'x'.repeat(600) });

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

async function measure(dataDir: string, host: string, messages: number) {
  const ingest = await startIngestThread(dataDir, { changed: () => {}, streamState: () => {} }, (error) => {
    throw error;
  });
  const readers = startReaderPool(dataDir);
  const sender = createSender();
  const scripts = createScriptRunner();
  const secrets = memorySecrets({ 'endpoint:bench:crm': 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' });
  const connection = (): Connection => ({
    id: 'bench',
    name: 'Bench',
    kind: 'stream',
    url: 'ws://127.0.0.1:1/',
    zone: 'UTC',
    enabled: true,
    allow: [{ host, ranges: ['loopback'] }],
  });
  const operations = createOperations({
    readers,
    ingest,
    sender,
    scripts,
    setups: createEndpointSetups({ readers, secrets, connection }),
    connection,
    streamState: () => undefined,
    actor: 'bench',
    now: Date.now,
    log: (line) => process.stderr.write(`${line}\n`),
  });
  let peak = 0;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 50);
  try {
    for (let from = 0; from < messages; from += 500) {
      const events = Array.from({ length: Math.min(500, messages - from) }, (_, n) => failed(host, from + n));
      const all = [...(from === 0 ? [endpoint(host)] : []), ...events].map((each) => JSON.stringify(each));
      await ingest.call.round({ done: [{ connectionId: 'bench', zone: 'UTC', events: all }], begin: [] });
    }
    const began = performance.now();
    const planned = await operations.planBulk(
      bulkInput.parse({
        kind: 'resend',
        select: { filter: { show: 'failed' } },
        name: 'Bench',
        reason: 'to measure',
        pace: { perHostPerS: 10_000, perHostAtOnce: atOnce, canary: 0 },
      }),
    );
    if (!planned.ok) throw new Error(JSON.stringify(planned.refusal));
    const plannedAt = performance.now();
    const { operationId, hash } = planned.value;
    const run = await operations.run({ operationId, hash, acknowledged: [] });
    if (!run.ok) throw new Error(JSON.stringify(run.refusal));
    for (;;) {
      const operation = await readers.read((db) => db.operation(operationId));
      if (operation?.state === 'finished') {
        if (operation.counts.succeeded !== messages) throw new Error(JSON.stringify(operation.counts));
        break;
      }
      if (operation?.state !== 'running') throw new Error(`${operation?.state}: ${operation?.why}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const sendS = (performance.now() - plannedAt) / 1000;
    return { planS: (plannedAt - began) / 1000, sendS, peakMb: peak / 2 ** 20 };
  } finally {
    clearInterval(watch);
    await operations.close(0);
    await Promise.all([readers.close(), ingest.close(), sender.close(), scripts.close()]);
  }
}

const event = (id: string, type: string, data: CloudEvent['data']): CloudEvent => ({
  specversion: '1.0',
  id,
  source: '//bench',
  type,
  time: '2026-01-01T00:00:00Z',
  data,
});

const endpoint = (host: string): CloudEvent =>
  event('endpoint', 'endpoint.updated', {
    id: 'crm',
    url: `http://${host}/hooks`,
    name: 'CRM',
    scheme: 'standard-webhooks',
    enabled: true,
  });

const failed = (host: string, n: number): CloudEvent =>
  event(`e-${n}`, 'webhook.attempted', {
    messageId: `msg-${n}`,
    eventType: 'call.ended',
    callId: null,
    endpoint: { id: 'crm', url: `http://${host}/hooks`, name: 'CRM' },
    attempt: 1,
    trigger: 'auto',
    request: {
      method: 'POST',
      url: `http://${host}/hooks`,
      headers: [
        ['content-type', 'application/json'],
        ['webhook-id', `msg-${n}`],
      ],
      body: body(n),
    },
    response: { status: 503, headers: [], body: '', truncated: false },
    error: null,
    startedAt: new Date(Date.UTC(2026, 0, 1) + n).toISOString(),
    durationMs: 100,
    nextAttemptAt: null,
  });
