/** The demo platform as a process of its own, with a hand on its receivers. */
import { startOwnProcess } from './own-process.ts';

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
  const options = ['--port', '0', '--token', token, '--data', dataDir, ...args];
  const { line: streamUrl, close } = await startOwnProcess('electron/platform/main.ts', options, 'ws://');
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
    close,
  };
}
