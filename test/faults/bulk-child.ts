/**
 * Starts or resumes a bulk resend, for a test that kills it. Arguments: data folder, host of the receiver, the operation's id. Prints
 * "started" once it runs, "finished" once it is over.
 */
import { openOperations } from '../fixtures/operations-process.ts';

const [dataDir = '', host = '', operationId = ''] = process.argv.slice(2);
const { operations, readers } = await openOperations(dataDir, host);

const stored = async () => {
  const operation = await readers.read((db) => db.operation(operationId));
  if (!operation) throw new Error('the operation is gone');
  return operation;
};

const { state, hash } = await stored();
if (state === 'planned') await operations.run({ operationId, hash, acknowledged: [] });
if (state === 'paused') await operations.goOn(operationId, 'paused');
process.stdout.write('started\n');
while ((await stored()).state === 'running') await new Promise((resolve) => setTimeout(resolve, 50));
process.stdout.write(`${(await stored()).state}\n`);
process.exit(0);
