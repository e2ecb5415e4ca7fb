/** A resend that is in flight when the process is killed. Arguments: data folder, host of the receiver. Prints the operation's id. */
import { createScriptRunner } from '../../../electron/core/chains/scripts.ts';
import { createSender } from '../../../electron/core/delivery/sender.ts';
import { startIngestThread } from '../../../electron/core/mirror/ingest-thread.ts';
import { startReaderPool } from '../../../electron/core/mirror/reader-pool.ts';
import { createOperations } from '../../../electron/core/operations/operations.ts';
import { memorySecrets } from '../../../electron/core/secrets.ts';

const [dataDir = '', host = ''] = process.argv.slice(2);
const ingest = await startIngestThread(dataDir, { changed: () => {}, streamState: () => {} }, () => {});
const operations = createOperations({
  readers: startReaderPool(dataDir),
  ingest,
  sender: createSender(),
  scripts: createScriptRunner(),
  secrets: memorySecrets(),
  connection: () => ({
    id: 'c1',
    name: 'Platform',
    kind: 'stream',
    url: 'ws://127.0.0.1:1/',
    zone: 'UTC',
    enabled: true,
    allow: [{ host, ranges: ['loopback'] }],
  }),
  streamState: () => undefined,
  actor: 'tester',
  now: Date.now,
  log: () => {},
});
const plan = await operations.plan({ kind: 'resend', messageId: 2, executor: 'this machine' });
if (!plan.ok) throw new Error(plan.refusal.code);
await operations.run({ operationId: plan.value.operationId, hash: plan.value.hash, acknowledged: false });
process.stdout.write(`${plan.value.operationId}\n`);
