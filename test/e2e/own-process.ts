/** A process that a test begins: it never outlives the test, nor those who run the tests. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const following = ['--import', new URL('../../electron/launch/follow-parent.ts', import.meta.url).href];
/** What has not ended by then will not. */
const graceMs = 60_000;

export interface OwnProcess {
  /** Asks it to end and waits; rejects when it has to be killed. */
  close(): Promise<void>;
}

/**
 * Runs a script of this repository; resolves with the first line it prints that begins with `begin`. Rejects with what it said otherwise
 * when it ends before.
 */
export async function startOwnProcess(
  script: string,
  args: readonly string[],
  begin: string,
  env: NodeJS.ProcessEnv = {},
): Promise<OwnProcess & { line: string }> {
  const child = spawn(process.execPath, [...following, script, ...args], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const { stdout, stderr } = child;
  if (!stdout || !stderr) throw new Error('it was given pipes');
  let said = '';
  stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString('utf8');
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: stdout }).on('line', (text) => text.startsWith(begin) && resolve(text));
    void ended.then(() => reject(new Error(`${script} ended: ${said}`)));
  });
  const close = async () => {
    child.kill('SIGTERM');
    const kill = setTimeout(() => child.kill('SIGKILL'), graceMs);
    await ended;
    clearTimeout(kill);
    if (child.signalCode === 'SIGKILL') throw new Error(`${script} did not end by itself; it said: ${said}`);
  };
  let closing: Promise<void> | undefined;
  return { line, close: () => (closing ??= close()) };
}
