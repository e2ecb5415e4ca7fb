/** The demo platform as a process of its own, with a hand on its receivers. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../electron/platform/main.ts', import.meta.url));

export interface PlatformProcess {
  streamUrl: string;
  token: string;
  /** Makes a receiver behave: `ok`, `500`, `timeout` … */
  setMode(receiver: string, mode: string): Promise<void>;
  close(): Promise<void>;
}

export async function startPlatformProcess(dataDir: string, args: readonly string[]): Promise<PlatformProcess> {
  const token = 'end-to-end';
  const child = spawn(process.execPath, [main, '--port', '0', '--token', token, '--data', dataDir, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const streamUrl = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => line.startsWith('ws://') && resolve(line));
    void ended.then(() => reject(new Error('the platform ended')));
  });
  return {
    streamUrl,
    token,
    async setMode(receiver, mode) {
      const url = new URL(`/receivers/${receiver}/mode`, streamUrl.replace(/^ws/, 'http'));
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ mode }) });
      if (!answer.ok) throw new Error(`the receiver ${receiver} cannot be set to ${mode}: ${answer.status}`);
    },
    async close() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
