/** Our own programs as Electron utility processes: the only kind there is once the fuse for "run as Node" is off. */
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { utilityProcess } from 'electron';
import type { Given, Hearing } from '../launch/child.ts';
import type { RunningProcess } from '../launch/supervise.ts';

const patienceMs = 5000;

/** Runs a program that speaks on stdout and stderr. */
export function startUtility(
  script: string,
  { args, env }: Given,
  serviceName: string,
  { onLine, onComplaint }: Hearing,
): RunningProcess {
  const child = utilityProcess.fork(script, [...args], {
    serviceName,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // Typed as any stream at all; `pipe` makes them readable ones.
  if (child.stdout instanceof Readable) createInterface({ input: child.stdout }).on('line', onLine);
  if (child.stderr instanceof Readable) createInterface({ input: child.stderr }).on('line', onComplaint);
  const exited = new Promise<string>((resolve) => child.once('exit', (code) => resolve(`exit code ${code}`)));
  return {
    exited,
    async stop() {
      child.kill();
      const insist = setTimeout(() => child.pid !== undefined && process.kill(child.pid, 'SIGKILL'), patienceMs);
      await exited;
      clearTimeout(insist);
    },
  };
}
