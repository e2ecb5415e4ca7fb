/** The connection a start brings with it: the one named on the command line, or the demo platform's. */
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { HostAllowance } from '../../shared/domain/connection.ts';
import { demoConnection } from '../platform/demo-connection.ts';
import type { LaunchOptions } from './options.ts';

/** As core's `ensureConnection` takes it. Without `token`, one stored earlier stays. */
export interface GivenConnection {
  id: string;
  name: string;
  url: string;
  zone: string;
  allow: HostAllowance[];
  token?: string;
}

/** A demo platform to be started with `args`, and how to reach it. */
export interface DemoPlan {
  connection: GivenConnection;
  args: string[];
}

/** The connection that `--connect` names. The same address is the same connection at every start. */
export function connectionTo(url: string, token: string | null): GivenConnection {
  const id = createHash('sha256').update(url).digest('hex').slice(0, 16);
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const connection = { id: `given-${id}`, name: new URL(url).host, url, zone, allow: [] };
  return token === null ? connection : { ...connection, token };
}

/**
 * Makes ready for a demo platform whose data lies in `dataDir`/demo. It keeps its port from one start to the next where that is free,
 * since the addresses of its receivers are part of what the mirror remembers.
 */
export async function planDemo(
  dataDir: string,
  options: Pick<LaunchOptions, 'demoRate' | 'demoHistory'>,
): Promise<DemoPlan> {
  const directory = join(dataDir, 'demo');
  await mkdir(directory, { recursive: true });
  const port = await keptPort(join(directory, 'port'));
  const token = randomBytes(24).toString('base64url');
  const args = ['--port', String(port), '--token', token, '--data', directory];
  if (options.demoRate !== null) args.push('--rate', String(options.demoRate));
  if (options.demoHistory !== null) args.push('--history', String(options.demoHistory));
  return { connection: demoConnection(port, token), args };
}

async function keptPort(file: string): Promise<number> {
  const kept = Number(await readFile(file, 'utf8').catch(() => '0'));
  const wanted = Number.isInteger(kept) && kept > 0 && kept <= 65_535 ? kept : 0;
  const port = (await freePort(wanted)) ?? (await freePort(0));
  if (port === null) throw new Error('there is no free port on 127.0.0.1');
  if (port !== kept) await writeFile(file, String(port));
  return port;
}

function freePort(wanted: number): Promise<number | null> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(null));
    probe.listen({ host: '127.0.0.1', port: wanted }, () => {
      const address = probe.address();
      probe.close(() => resolve(address !== null && typeof address === 'object' ? address.port : null));
    });
  });
}
