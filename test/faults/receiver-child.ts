/** Core with a receiver as a process of its own, for tests that kill it. Argument: data folder. Prints the receiver's address once it listens. */
import { MessageChannel } from 'node:worker_threads';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import { startCore } from '../../electron/core/core.ts';
import { memorySecrets } from '../../electron/core/secrets.ts';
import { type Client, listening } from '../fixtures/receiving.ts';

const [dataDir = ''] = process.argv.slice(2);
const core = await startCore({ dataDir, secrets: memorySecrets(), shell: 'test', version: 'test' });
const { port1, port2 } = new MessageChannel();
core.servePort(port1);
port1.start();
port2.start();
const client: Client = createORPCClient(new RPCLink({ port: port2 }));
const { id } = await client.sources.addReceiver({ name: 'Vendor', zone: 'UTC', scheme: { kind: 'none' } });
await listening(client, id);
const { url } = await client.sources.hook({ id });
process.stdout.write(`${url}\n`);
