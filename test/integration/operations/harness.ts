/** Operations on a mirror of a test's own, with everything real but the connection: threads, files, sockets. */
import { randomUUID } from 'node:crypto';
import { onTestFinished } from 'vitest';
import { createScriptRunner } from '../../../electron/core/chains/scripts.ts';
import { createSender } from '../../../electron/core/delivery/sender.ts';
import type { Sender } from '../../../electron/core/delivery/types.ts';
import { createEndpointSetups } from '../../../electron/core/endpoints/setups.ts';
import { type IngestThread, startIngestThread } from '../../../electron/core/mirror/ingest-thread.ts';
import { startReaderPool } from '../../../electron/core/mirror/reader-pool.ts';
import type { StoredOperation } from '../../../electron/core/mirror/readers/operations.ts';
import { createOperations, type Operations, type Outcome } from '../../../electron/core/operations/operations.ts';
import { memorySecrets, type SecretStore } from '../../../electron/core/secrets.ts';
import type { StreamState } from '../../../electron/core/sources/stream.ts';
import type { BulkPlan } from '../../../shared/domain/bulk.ts';
import type { Connection, HostAllowance } from '../../../shared/domain/connection.ts';
import type { EndpointSettings } from '../../../shared/domain/endpoint.ts';
import { type AuditRow, type Plan, riskKey } from '../../../shared/domain/operation.ts';
import { type CloudEvent, cloudEvent } from '../../../shared/stream/protocol.ts';
import { temporaryFolder } from '../../fixtures/folder.ts';
import { until } from '../../fixtures/wait.ts';

export interface HarnessOptions {
  dataDir?: string;
  secrets?: SecretStore;
  allow?: HostAllowance[];
  /** The stream to connect to; none unless given. */
  url?: string;
  /** The clock that the pace goes by; the machine's unless given. */
  steady?: () => number;
}

export interface Harness {
  /** A step of retention. */
  drop: IngestThread['call']['drop'];
  dataDir: string;
  operations: Operations;
  readers: ReturnType<typeof startReaderPool>;
  secrets: SecretStore;
  /** How many requests the sender was asked for. */
  sent: () => number;
  /** How many items the start found in flight. */
  interrupted: number;
  logged: string[];
  state: () => StreamState | undefined;
  /** Commits events as connection `c1` would bring them. */
  commit(...events: unknown[]): Promise<void>;
  planResend(options?: { executor?: 'platform'; url?: string; messageId?: number }): Promise<Plan>;
  planReplay(options?: { executor?: 'platform'; version?: 'current'; runId?: number }): Promise<Plan>;
  /** What the operator sets for endpoint `crm`. */
  setEndpoint(settings: Partial<EndpointSettings>): Promise<void>;
  /** Waits until no item of it is planned or running. */
  settled(operationId: string): Promise<StoredOperation>;
  audit(): Promise<AuditRow[]>;
  close(): Promise<void>;
}

export const accepted = <T>(outcome: Outcome<T>): T => {
  if (!outcome.ok) throw new Error(`refused: ${JSON.stringify(outcome.refusal)}`);
  return outcome.value;
};

/** The keys of every risk a plan names. */
export const allRisks = (plan: Plan | BulkPlan): string[] =>
  ('items' in plan ? plan.items.flatMap(({ risks }) => risks) : plan.risks).map(riskKey);

export async function harness(options: HarnessOptions = {}): Promise<Harness> {
  const dataDir = options.dataDir ?? temporaryFolder();
  const secrets = options.secrets ?? memorySecrets();
  const states = new Map<string, StreamState>();
  const logged: string[] = [];
  const ingest = await startIngestThread(
    dataDir,
    {
      opening: () => {},
      changed: () => {},
      copied: () => {},
      damaged: () => {},
      streamState: (id, state) => void states.set(id, state),
    },
    (error) => logged.push(String(error)),
  );
  // One thread answers as two do, and the second takes as long to start as all the rest.
  const readers = startReaderPool(dataDir, { size: 1 });
  const real = createSender();
  const scripts = createScriptRunner();
  let sent = 0;
  const sender: Sender = {
    send(input) {
      sent += 1;
      return real.send(input);
    },
    close: () => real.close(),
  };
  const connection: Connection = {
    id: 'c1',
    name: 'Platform',
    kind: 'stream',
    url: options.url ?? 'ws://127.0.0.1:1/v1/events',
    zone: 'UTC',
    enabled: true,
    allow: options.allow ?? [],
  };
  const find = (id: string) => (id === 'c1' ? connection : undefined);
  const operations = createOperations({
    readers,
    ingest,
    sender,
    scripts,
    setups: createEndpointSetups({ readers, secrets, connection: find }),
    connection: find,
    streamState: (id) => states.get(id),
    actor: 'tester',
    now: Date.now,
    ...(options.steady && { steady: options.steady }),
    log: (line) => logged.push(line),
  });
  if (options.url !== undefined) await ingest.call.connect(connection, null);

  let closed: Promise<unknown> | undefined;
  const close = async () => {
    closed ??= operations
      .close(0)
      .then(() => Promise.all([readers.close(), ingest.close(), real.close(), scripts.close()]));
    await closed;
  };
  onTestFinished(close);

  const audit = () => readers.read((db) => db.auditPage({ limit: 200 })).then(({ rows }) => rows.toReversed());

  return {
    dataDir,
    operations,
    readers,
    secrets,
    sent: () => sent,
    interrupted: ingest.opened.interrupted,
    drop: ingest.call.drop,
    logged,
    state: () => states.get('c1'),
    async commit(...events) {
      const texts = events.map((event) => {
        const parsed: CloudEvent = cloudEvent.parse(event);
        return JSON.stringify({ ...parsed, id: parsed.id || randomUUID() });
      });
      await ingest.call.round({ done: [{ connectionId: 'c1', zone: 'UTC', events: texts }], begin: [] });
    },
    async planResend(options = {}) {
      const { url, messageId, executor = 'this machine' } = options;
      const id = messageId ?? (await readers.read((db) => db.messagesPage({ limit: 1, show: 'all' }))).rows[0]?.id ?? 0;
      return accepted(await operations.plan({ kind: 'resend', messageId: id, executor, url }));
    },
    async planReplay(options = {}) {
      const { runId, executor = 'this machine', version = 'recorded' } = options;
      const id = runId ?? (await readers.read((db) => db.runsPage({ limit: 1, show: 'all' }))).rows[0]?.id ?? 0;
      return accepted(await operations.plan({ kind: 'replay', runId: id, executor, version }));
    },
    setEndpoint: (settings) =>
      ingest.call.changeEndpoint(
        { connectionId: 'c1', endpointId: 'crm' },
        { settings },
        { actor: 'tester', action: 'endpoint changed', subject: 'crm', detail: {} },
      ),
    settled: (operationId) =>
      until('the operation to settle', async () => {
        const operation = await readers.read((db) => db.operation(operationId));
        return operation?.items.every(({ state }) => state !== 'planned' && state !== 'running') ? operation : null;
      }),
    audit,
    close,
  };
}
