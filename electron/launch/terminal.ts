/** The operator's terminal, when there is one: asking for the passphrase unseen, and giving out new links. */
import { execFileSync } from 'node:child_process';
import { createInterface } from 'node:readline';

/**
 * True when somebody can type to us. A program in the background that reads from its terminal is stopped by the system, so being
 * attached to one is not enough.
 */
export function canAsk(): boolean {
  if (!process.stdin.isTTY) return false;
  if (process.platform === 'win32') return true;
  try {
    // POSIX ps marks the foreground process group with "+".
    return execFileSync('ps', ['-o', 'stat=', '-p', String(process.pid)], { encoding: 'utf8' }).includes('+');
  } catch {
    // No ps on this machine: better not to ask than to be stopped.
    return false;
  }
}

/** Calls `then` at each press of Enter. The returned function ends it. */
export function onEnter(then: () => void): () => void {
  const lines = createInterface({ input: process.stdin });
  lines.on('line', then);
  return () => {
    lines.close();
    process.stdin.pause();
  };
}

const breaksOff = new Set(['\u0003', '\u0004']);
const ends = new Set(['\r', '\n', ...breaksOff]);
const erases = new Set(['\u007f', '\b']);

/** Asks for one line that is not shown. `null` when the operator breaks off with Ctrl-C or Ctrl-D. */
export function askUnseen(question: string): Promise<string | null> {
  const { stdin, stderr } = process;
  stderr.write(question);
  stdin.setRawMode(true);
  stdin.resume();
  stdin.setEncoding('utf8');
  return new Promise((resolve) => {
    let typed = '';
    const finish = (answer: string | null): void => {
      stdin.off('data', onData);
      stdin.setRawMode(false);
      stdin.pause();
      stderr.write('\n');
      resolve(answer);
    };
    const onData = (chunk: string): void => {
      for (const character of chunk) {
        if (ends.has(character)) {
          finish(breaksOff.has(character) ? null : typed);
          return;
        }
        typed = erases.has(character) ? [...typed].slice(0, -1).join('') : typed + character;
      }
    };
    stdin.on('data', onData);
  });
}
