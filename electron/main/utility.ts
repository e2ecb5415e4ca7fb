/** Our own programs as Electron utility processes: the only kind there is once the fuse for "run as Node" is off. */
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { utilityProcess } from 'electron';
import type { RunningProcess } from '../launch/supervise.ts';

/** Runs a program that speaks on stdout; `onLine` hears each line. */
export function startUtility(
  script: string,
  args: readonly string[],
  serviceName: string,
  onLine: (line: string) => void,
): RunningProcess {
  const child = utilityProcess.fork(script, [...args], { serviceName, stdio: ['ignore', 'pipe', 'inherit'] });
  // Typed as any stream at all; `pipe` makes it a readable one.
  if (child.stdout instanceof Readable) createInterface({ input: child.stdout }).on('line', onLine);
  const exited = new Promise<string>((resolve) => child.once('exit', (code) => resolve(`exit code ${code}`)));
  return {
    exited,
    async stop() {
      child.kill();
      await exited;
    },
  };
}
