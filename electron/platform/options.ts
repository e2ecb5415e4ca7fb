/** The command line of `npm run platform`. */
import { resolve } from 'node:path';
import { amount, Misuse, readArguments, wholeNumber } from '../program/arguments.ts';
import { defaultDataDir } from '../program/data-home.ts';
import { type Faults, faultNames, noFaults, readFault } from './faults.ts';
import type { PlatformOptions } from './platform.ts';

const dataHome = defaultDataDir('Aftercall-Platform');

export const help = `Usage: npm run platform -- [options]

A voice platform to try Aftercall with: it streams ended calls, sends their webhooks to
receivers that misbehave on purpose, and runs after-call chains. It listens on 127.0.0.1 only.

  --port N        port to listen on; 0 for any (default: the one used last, else any)
  --token T       bearer token consumers must present (default: one made at the first start);
                  better given as AFTERCALL_PLATFORM_TOKEN
  --seed N        seed of everything invented (default: 1; counts at the first start)
  --rate N        live calls per second; 0 for none (default: 1 to begin with, fewer later on)
  --history N     calls that have already ended when it starts for the first time (default: 5000)
  --stored        write that past down once instead of inventing it at every reading: faster to
                  stream, 3 kB of disk per event
  --data DIR      where its log lies (default: ${dataHome})
  --epoch new     begin the log anew before serving
  --fault F       switch a fault on, e.g. drop-frames=0.01; may be repeated:
                  ${wrap(faultNames, 62).join('\n                  ')}
  --help          this text

Once ready it prints the stream's URL alone on a line. SIGINT and SIGTERM end it cleanly.
`;

export type CommandLine =
  | { kind: 'run'; options: PlatformOptions; newEpoch: boolean }
  | { kind: 'help' }
  | { kind: 'wrong'; message: string };

const known = {
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
} as const;

/** `args` without the program's name. */
export function readCommandLine(args: readonly string[], env: NodeJS.ProcessEnv): CommandLine {
  try {
    const values = readArguments(args, known);
    if (values.help) return { kind: 'help' };
    if (values.epoch !== undefined && values.epoch !== 'new') throw new Misuse('--epoch takes "new"');
    const faults: Faults = noFaults();
    for (const text of values.fault ?? []) {
      const problem = readFault(text, faults);
      if (problem !== null) throw new Misuse(problem);
    }
    const options: PlatformOptions = { dataDir: resolve(values.data ?? dataHome), faults };
    if (values.stored) options.storePast = true;
    const token = values.token ?? env.AFTERCALL_PLATFORM_TOKEN;
    if (token) options.token = token;
    const port = wholeNumber('--port', values.port, 65_535);
    if (port !== null) options.port = port;
    const seed = wholeNumber('--seed', values.seed, 2 ** 31 - 1);
    if (seed !== null) options.seed = seed;
    const rate = amount('--rate', values.rate, 1_000);
    if (rate !== null) options.rate = rate;
    const history = wholeNumber('--history', values.history, 10_000_000);
    if (history !== null) options.history = history;
    return { kind: 'run', options, newEpoch: values.epoch === 'new' };
  } catch (error) {
    if (!(error instanceof Misuse)) throw error;
    return { kind: 'wrong', message: error.message };
  }
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
