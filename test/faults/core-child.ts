/** Core as a process of its own, for tests that kill it. Arguments: data folder, stream URL, token. Prints "started" once it runs. */
import { startCore } from '../../electron/core/core.ts';
import { memorySecrets } from '../../electron/core/secrets.ts';

const [dataDir = '', url = '', token = ''] = process.argv.slice(2);
const core = await startCore({ dataDir, secrets: memorySecrets(), shell: 'test', version: 'test' });
await core.ensureConnection({ id: 'c1', name: 'Platform', url, zone: 'UTC', allow: [], token });
process.stdout.write('started\n');
