/** A resend that is in flight when the process is killed. Arguments: data folder, host of the receiver. Prints the operation's id. */
import { openOperations } from '../../fixtures/operations-process.ts';

const [dataDir = '', host = ''] = process.argv.slice(2);
const { operations } = await openOperations(dataDir, host);
const plan = await operations.plan({ kind: 'resend', messageId: 2, executor: 'this machine' });
if (!plan.ok) throw new Error(plan.refusal.code);
await operations.run({ operationId: plan.value.operationId, hash: plan.value.hash, acknowledged: [] });
process.stdout.write(`${plan.value.operationId}\n`);
