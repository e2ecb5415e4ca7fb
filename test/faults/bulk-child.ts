/**
 * Starts or resumes a bulk resend, for a test that kills it. Arguments: data folder, host of the receiver, the operation's id. Prints
 * "started" once it runs, "finished" once it is over.
 */
import { createScriptRunner } from '../../electron/core/chains/scripts.ts';
import { createSender } from '../../electron/core/delivery/sender.ts';
import { startIngestThread } from '../../electron/core/mirror/ingest-thread.ts';
import { startReaderPool } from '../../electron/core/mirror/reader-pool.ts';
import { createOperations } from '../../electron/core/operations/operations.ts';
import { memorySecrets } from '../../electron/core/secrets.ts';

const [dataDir = '', host = '', operationId = ''] = process.argv.slice(2);
const ingest = await startIngestThread(dataDir, { changed: () => {}, streamState: () => {} }, () => {});
const readers = startReaderPool(dataDir);
const operations = createOperations({
  readers,
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
  log: (line) => process.stderr.write(`${line}\n`),
});

const stored = async () => {
  const operation = await readers.read((db) => db.operation(operationId));
  if (!operation) throw new Error('the operation is gone');
  return operation;
};

const { state, hash } = await stored();
if (state === 'planned') await operations.run({ operationId, hash, acknowledged: false });
if (state === 'paused') await operations.goOn(operationId, 'paused');
process.stdout.write('started\n');
while ((await stored()).state === 'running') await new Promise((resolve) => setTimeout(resolve, 50));
process.stdout.write(`${(await stored()).state}\n`);
process.exit(0);
