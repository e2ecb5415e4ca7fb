/** Starting the programs that check and test the house, the same way from any shell: this Node, the locally installed tools, no standard input. */
import { type ChildProcess, spawn } from 'node:child_process';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository. */
export const root = fileURLToPath(new URL('..', import.meta.url));

const tools = join(root, 'node_modules', '.bin');

export interface Ended {
  /** `null` when a signal ended it or it could not be started. */
  code: number | null;
  /** What it wrote, both streams; empty when it wrote to ours. */
  output: string;
  durationMs: number;
  /** It did not end in time, and was ended. */
  late: boolean;
}

export interface ToolOptions {
  env?: Record<string, string>;
  /** Lets it write to our own output, as it comes. */
  shown?: boolean;
  /** How long it may take; as long as it likes when absent. */
  mostMs?: number;
}

/** Runs a tool of `node_modules/.bin` to its end. Never rejects. */
export function runTool(name: string, args: readonly string[], options: ToolOptions = {}): Promise<Ended> {
  const started = performance.now();
  const { promise, resolve } = Promise.withResolvers<Ended>();
  const path = [tools, dirname(process.execPath), process.env.PATH ?? ''].join(delimiter);
  const child = spawn(name, args, {
    cwd: root,
    env: { ...process.env, ...options.env, PATH: path },
    stdio: options.shown ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
    // On Windows the tools are .cmd files, which only a shell starts; no argument comes from outside.
    shell: process.platform === 'win32',
    // A group of its own, so that those it has started end with it.
    detached: options.mostMs !== undefined,
  });
  let late = false;
  const impatience = setTimeout(
    () => {
      late = true;
      endGroup(child);
    },
    options.mostMs ?? 2 ** 31 - 1,
  );
  const interrupted = () => {
    endGroup(child);
    process.exit(130);
  };
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const end = (code: number | null): void => {
    clearTimeout(impatience);
    process.off('SIGINT', interrupted).off('SIGTERM', interrupted);
    resolve({ code: late ? null : code, output, durationMs: performance.now() - started, late });
  };
  child.once('close', end);
  child.once('error', (error) => {
    output += `${error.message}\n`;
    end(null);
  });
  return promise;
}

/** With all it has started, where it is the head of a group. */
function endGroup(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL');
  }
}

export const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
