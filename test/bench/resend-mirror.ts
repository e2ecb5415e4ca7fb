/** What both benches of bulk resends work on: a mirror full of messages that failed, and operations on it. */
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

/** As many under way at once as the contract lets an operation have. */
export const atOnce = 64;
const filledAtOnce = 500;
const types = { measured: 'call.ended', warmUp: 'call.started' };

export const body = (n: number): string =>
  JSON.stringify({ type: 'call.ended', id: `msg-${n}`, note: 'x'.repeat(600) });

const fail = (error: Error): never => {
  throw error;
};

const startIngest = (dataDir: string) =>
  startIngestThread(
    dataDir,
    { opening: () => {}, changed: () => {}, copied: () => {}, damaged: () => {}, streamState: () => {} },
    fail,
  );

/** `warmUp`: so many more, to be resent before the others. */
export async function fillMirror(dataDir: string, host: string, messages: number, warmUp: number): Promise<void> {
  const ingest = await startIngest(dataDir);
  for (let from = 0; from < messages + warmUp; from += filledAtOnce) {
    const count = Math.min(filledAtOnce, messages + warmUp - from);
    const failures = Array.from({ length: count }, (_, n) =>
      failed(host, from + n, from + n < warmUp ? types.warmUp : types.measured),
    );
    const events = [...(from === 0 ? [endpoint(host)] : []), ...failures].map((each) => JSON.stringify(each));
    await ingest.call.round({ done: [{ connectionId: 'bench', zone: 'UTC', events }], begin: [] });
  }
  await ingest.close();
}

export interface Resent {
  planS: number;
  sendS: number;
  /** Processor time of all threads while it was sent, in seconds. */
  sendCpuS: number;
}

/**
 * Plans the resend of every message of the mirror and runs it to its end; before that, of those to warm up with, so that what is measured
 * does not pay for what new threads compile at first: core's have been up for long when somebody resends.
 */
export async function resendAll(dataDir: string, host: string, messages: number, warmUp: number): Promise<Resent> {
  const ingest = await startIngest(dataDir);
  const readers = startReaderPool(dataDir);
  const sender = createSender();
  const scripts = createScriptRunner();
  const connection = (): Connection => ({
    id: 'bench',
    name: 'Bench',
    kind: 'stream',
    url: 'ws://127.0.0.1:1/',
    zone: 'UTC',
    enabled: true,
    allow: [{ host, ranges: ['loopback'] }],
  });
  const secrets = memorySecrets({ 'endpoint:bench:crm': 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' });
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

  async function resend(eventType: string, messages: number): Promise<Resent> {
    const began = performance.now();
    const planned = await operations.planBulk(
      bulkInput.parse({
        kind: 'resend',
        select: { filter: { show: 'failed', eventType } },
        name: 'Bench',
        reason: 'to measure',
        // The fastest pace there is, so that it is not the pace that is measured.
        pace: { perHostPerS: 100_000, perHostAtOnce: atOnce, canary: 0 },
      }),
    );
    if (!planned.ok) throw new Error(JSON.stringify(planned.refusal));
    const plannedAt = performance.now();
    const cpu = process.cpuUsage();
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
    const { user, system } = process.cpuUsage(cpu);
    const sendS = (performance.now() - plannedAt) / 1000;
    return { planS: (plannedAt - began) / 1000, sendS, sendCpuS: (user + system) / 1e6 };
  }

  try {
    if (warmUp > 0) await resend(types.warmUp, warmUp);
    return await resend(types.measured, messages);
  } finally {
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

const failed = (host: string, n: number, eventType: string): CloudEvent =>
  event(`e-${n}`, 'webhook.attempted', {
    messageId: `msg-${n}`,
    eventType,
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
