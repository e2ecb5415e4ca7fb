/** The demo platform that comes along when no other is named: a program of its own, kept running, and the connection to it. */
import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { demoConnection } from '../platform/demo-connection.ts';
import { makeDataFolder } from '../program/data-folder.ts';
import { tryPort } from '../program/ports.ts';
import type { Given, Hearing } from './child.ts';
import type { GivenConnection } from './connections.ts';
import type { LaunchOptions } from './options.ts';
import { createRestarts } from './restarts.ts';
import { type RunningProcess, type Supervised, supervise } from './supervise.ts';

/**
 * Starts the demo platform with its data in `dataDir`/demo. `start` runs the program the way the shell does that; `onReady`
 * hears of the connection each time the platform has come up, so that a first try to connect does not fail.
 */
export async function startDemo({
  dataDir,
  options,
  start,
  onReady,
  say,
}: {
  dataDir: string;
  options: Pick<LaunchOptions, 'demoRate' | 'demoHistory'>;
  start: (given: Given, hearing: Hearing) => RunningProcess;
  onReady: (connection: GivenConnection) => void;
  say: (line: string) => void;
}): Promise<Supervised> {
  const { connection, given } = await planDemo(dataDir, options);
  const hearing: Hearing = {
    onLine(line) {
      if (/^wss?:\/\//.test(line)) onReady(connection);
    },
    onComplaint(line) {
      // It tells whoever starts it by hand how to connect; here that is known, and nobody else's business.
      if (!line.startsWith('token: ')) say(`Demo platform: ${line}`);
    },
  };
  return supervise({
    start: () => start(given, hearing),
    restarts: createRestarts({ patience: Number.POSITIVE_INFINITY }),
    onDeath: (why, restartInMs) => say(`The demo platform ended (${why}); it starts again in ${restartInMs} ms.`),
  });
}

/** What a demo platform is to be started with, and how to reach it. */
interface DemoPlan {
  connection: GivenConnection;
  given: Given;
}

/**
 * Makes ready for a demo platform whose data lies in `dataDir`/demo. It keeps its port from one start to the next where that is free,
 * since the addresses of its receivers are part of what the mirror remembers.
 */
async function planDemo(dataDir: string, options: Pick<LaunchOptions, 'demoRate' | 'demoHistory'>): Promise<DemoPlan> {
  const directory = join(dataDir, 'demo');
  makeDataFolder(directory);
  const port = await keptPort(join(dataDir, 'demo-port'));
  const token = randomBytes(24).toString('base64url');
  const args = ['--port', String(port), '--data', directory];
  if (options.demoRate !== null) args.push('--rate', String(options.demoRate));
  if (options.demoHistory !== null) args.push('--history', String(options.demoHistory));
  return { connection: demoConnection(port, token), given: { args, env: { AFTERCALL_PLATFORM_TOKEN: token } } };
}

async function keptPort(file: string): Promise<number> {
  const kept = Number(await readFile(file, 'utf8').catch(() => '0'));
  const wanted = Number.isInteger(kept) && kept > 0 && kept <= 65_535 ? kept : 0;
  const port = await tryPort(wanted).catch(() => tryPort(0));
  if (port !== kept) await writeFile(file, String(port));
  return port;
}
