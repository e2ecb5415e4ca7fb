/** One of our own programs as a child process that ends when we do. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { RunningProcess } from './supervise.ts';

const patienceMs = 5000;

/**
 * Runs `script` with this very Node. `onLine` hears each line it prints; its complaints go to our own stderr. Asked to stop it has five
 * seconds.
 */
export function startChild(script: string, args: readonly string[], onLine: (line: string) => void): RunningProcess {
  const guard = new URL('./follow-parent.ts', import.meta.url).href;
  const child = spawn(process.execPath, ['--import', guard, script, ...args], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  if (child.stdout) createInterface({ input: child.stdout }).on('line', onLine);
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
