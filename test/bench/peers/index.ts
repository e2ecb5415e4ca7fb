/** The peers, installed when they are first asked for: they weigh a hundred megabytes and nothing but the bench wants them. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { duckdb } from './duckdb.ts';
import type { PeerMaker } from './peer.ts';
import { pglite } from './pglite.ts';
import { postgres } from './postgres.ts';

export const peerMakers: readonly PeerMaker[] = [pglite, duckdb, postgres];

export function installPeers(): void {
  const folder = fileURLToPath(new URL('.', import.meta.url));
  if (existsSync(`${folder}node_modules`)) return;
  process.stdout.write('  installing what the mirror is measured beside\n');
  execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
}
