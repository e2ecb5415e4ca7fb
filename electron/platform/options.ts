/** The command line of `npm run platform`. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Faults, faultNames, noFaults, readFault } from './faults.ts';
import type { PlatformOptions } from './platform.ts';

export const help = `Usage: npm run platform -- [options]

A voice platform to try Aftercall with: it streams ended calls, sends their webhooks to
receivers that misbehave on purpose, and runs after-call chains. It listens on 127.0.0.1 only.

  --port N        port to listen on; 0 for any (default: the one used last, else any)
  --token T       bearer token consumers must present (default: one made at the first start)
  --seed N        seed of everything invented (default: 1; counts at the first start)
  --rate N        live calls per second; 0 for none (default: 1)
  --history N     calls that have already ended when it starts for the first time (default: 400)
  --stored        write that past down once instead of inventing it at every reading: faster to
                  stream, 3 kB of disk per event
  --data DIR      where its log lies (default: ${defaultDataDir()})
  --epoch new     begin the log anew before serving
  --fault F       switch a fault on, e.g. drop-frames=0.01; may be repeated:
                  ${wrap(faultNames, 62).join('\n                  ')}
  --help          this text

Once ready it prints the stream's URL alone on a line. SIGINT and SIGTERM end it cleanly.
`;

function defaultDataDir(): string {
  const base =
    process.env.XDG_DATA_HOME ??
    join(homedir(), process.platform === 'darwin' ? 'Library/Application Support' : '.local/share');
  return join(base, 'aftercall-platform');
}

export type CommandLine =
  | { kind: 'run'; options: PlatformOptions; newEpoch: boolean }
  | { kind: 'help' }
  | { kind: 'wrong'; message: string };

/** `args` without the program's name. */
export function readCommandLine(args: readonly string[]): CommandLine {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        port: { type: 'string' },
        token: { type: 'string' },
        seed: { type: 'string' },
        rate: { type: 'string' },
        history: { type: 'string' },
        stored: { type: 'boolean' },
        data: { type: 'string' },
        epoch: { type: 'string' },
        fault: { type: 'string', multiple: true },
        help: { type: 'boolean', short: 'h' },
      },
    });
    if (values.help) return { kind: 'help' };
    if (values.token === '') throw new Error('--token must not be empty');
    if (values.epoch !== undefined && values.epoch !== 'new') throw new Error('--epoch takes "new"');
    const faults: Faults = noFaults();
    for (const text of values.fault ?? []) {
      const problem = readFault(text, faults);
      if (problem !== null) throw new Error(problem);
    }
    const options: PlatformOptions = { dataDir: values.data ?? defaultDataDir(), faults };
    if (values.stored) options.storePast = true;
    if (values.port !== undefined) options.port = number('--port', values.port, 0, 65_535, true);
    if (values.token !== undefined) options.token = values.token;
    if (values.seed !== undefined) options.seed = number('--seed', values.seed, 0, 2 ** 31 - 1, true);
    if (values.rate !== undefined) options.rate = number('--rate', values.rate, 0, 1_000, false);
    if (values.history !== undefined) options.history = number('--history', values.history, 0, 10_000_000, true);
    return { kind: 'run', options, newEpoch: values.epoch === 'new' };
  } catch (error) {
    return { kind: 'wrong', message: error instanceof Error ? error.message : String(error) };
  }
}

function number(name: string, text: string, from: number, to: number, whole: boolean): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isNaN(value) || value < from || value > to || (whole && !Number.isInteger(value))) {
    throw new Error(`${name} takes a ${whole ? 'whole ' : ''}number from ${from} to ${to}`);
  }
  return value;
}

function wrap(words: readonly string[], width: number): string[] {
  const lines: string[] = [''];
  for (const word of words) {
    const line = lines.at(-1) ?? '';
    if (line.length + word.length + 2 > width) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line}, ${word}`;
  }
  return lines;
}
