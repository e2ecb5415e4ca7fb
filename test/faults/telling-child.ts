/**
 * Core as a process of its own that says how it stands. Arguments: data folder, stream URL. Prints a line of JSON whenever the phase of its
 * connection changes, `unavailable` with the reason when the mirror cannot be opened. Ends when its stdin does.
 */
import { MessageChannel } from 'node:worker_threads';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import { startCore } from '../../electron/core/core.ts';
import { MirrorUnavailable } from '../../electron/core/mirror/errors.ts';
import { memorySecrets } from '../../electron/core/secrets.ts';
import type { Client } from '../fixtures/receiving.ts';

const [dataDir = '', url = ''] = process.argv.slice(2);
let told = '';
function tell(line: unknown): void {
  const text = JSON.stringify(line);
  if (text !== told) process.stdout.write(`${text}\n`);
  told = text;
}

const core = await startCore({ dataDir, secrets: memorySecrets(), shell: 'test', version: 'test' }).catch(
  (error: unknown) => {
    if (!(error instanceof MirrorUnavailable)) throw error;
    tell({ phase: 'unavailable', code: error.code, why: error.message });
    process.exit(3);
  },
);
const { port1, port2 } = new MessageChannel();
core.servePort(port1);
port1.start();
port2.start();
const client: Client = createORPCClient(new RPCLink({ port: port2 }));
const timer = setInterval(() => void look().catch(() => {}), 50);

/** Fails while core is closing. */
async function look(): Promise<void> {
  const [state] = (await client.connections.list()).map((connection) => connection.state);
  if (state) tell({ phase: state.phase, why: 'why' in state ? state.why : null });
}

// The disk may refuse this, too; it is asked again then.
for (let added = false; !added; ) {
  added = await core.ensureConnection({ id: 'c1', name: 'Platform', url, zone: 'UTC', allow: [], token: 't' }).then(
    () => true,
    async (error: unknown) => {
      tell({ phase: 'refused', why: String(error) });
      await new Promise((resolve) => setTimeout(resolve, 300));
      return false;
    },
  );
}
process.stdin.resume();
process.stdin.once('end', async () => {
  clearInterval(timer);
  await core.close();
  process.exit(0);
});
