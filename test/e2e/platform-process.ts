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
  /** What the platform lets tests do to it: `inject`, `epoch`, `trim`, `disconnect`, `faults`. */
  control(what: string, data?: object): Promise<void>;
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
  const post = async (path: string, data: object) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const url = new URL(path, streamUrl.replace(/^ws/, 'http'));
    const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(data) });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
  };
  return {
    streamUrl,
    token,
    setMode: (receiver, mode) => post(`/receivers/${receiver}/mode`, { mode }),
    control: (what, data = {}) => post(`/control/${what}`, data),
    async close() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
