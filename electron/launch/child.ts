/** One of our own programs as a child process that ends when we do. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { RunningProcess } from './supervise.ts';

const patienceMs = 5000;

/** What a program says: `onLine` hears each line of its stdout, `onComplaint` each of its stderr. */
export interface Hearing {
  onLine: (line: string) => void;
  onComplaint: (line: string) => void;
}

/** Arguments of a program, and what its environment holds besides ours: secrets, since any user can read arguments. */
export interface Given {
  args: readonly string[];
  env: Record<string, string>;
}

/** Runs `script` with this very Node. Asked to stop it has five seconds. */
export function startChild(script: string, { args, env }: Given, { onLine, onComplaint }: Hearing): RunningProcess {
  const guard = new URL('./follow-parent.ts', import.meta.url).href;
  const child = spawn(process.execPath, ['--import', guard, script, ...args], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...process.env, ...env, NODE_OPTIONS: '' },
    // Ctrl-C in a terminal goes to our whole process group; when the child ends is for us to say.
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  if (child.stdout) createInterface({ input: child.stdout }).on('line', onLine);
  if (child.stderr) createInterface({ input: child.stderr }).on('line', onComplaint);
  const exited = ended(child);
  return {
    exited,
    async stop() {
      child.kill('SIGTERM');
      const insist = setTimeout(() => child.kill('SIGKILL'), patienceMs);
      await exited;
      clearTimeout(insist);
    },
  };
}

function ended(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal === null ? `exit code ${code}` : `signal ${signal}`));
  });
}
