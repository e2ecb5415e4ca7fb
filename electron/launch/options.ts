/** What can be said on the command line, the same for both shells. */
import { parseArgs } from 'node:util';
import { connectionInput } from '../../shared/contract/index.ts';

/** `null` where nothing was said. `token` comes from `--token`, else from `AFTERCALL_TOKEN`. */
export interface LaunchOptions {
  help: boolean;
  shell: 'desktop' | 'browser' | null;
  /** Open a browser on the console's page. */
  open: boolean;
  port: number | null;
  dataDir: string | null;
  connect: string | null;
  token: string | null;
  /** Live calls per second on the demo platform; 0 for none. */
  demoRate: number | null;
  /** How many calls the demo platform has had before it starts. */
  demoHistory: number | null;
}

export type ParsedOptions = { ok: true; options: LaunchOptions } | { ok: false; message: string };

export const usage = `Usage: npm start -- [options]

  --shell desktop|browser  which shell to open; by default the desktop shell where it can run
  --no-open                do not open a browser, only print the console's address
  --port N                 port of the browser shell on 127.0.0.1
  --data DIR               where the mirror and the settings lie
  --connect URL            a platform's event stream (ws:// or wss://) instead of the demo platform
  --token T                bearer token for --connect; better given as AFTERCALL_TOKEN
  --demo-rate N            how many calls a second end on the demo platform
  --demo-history N         how many calls the demo platform has had already
  --help                   this text

Environment: AFTERCALL_TOKEN, and AFTERCALL_PASSPHRASE to encrypt the browser shell's secrets.
`;

const known = {
  help: { type: 'boolean', short: 'h' },
  shell: { type: 'string' },
  'no-open': { type: 'boolean' },
  port: { type: 'string' },
  data: { type: 'string' },
  connect: { type: 'string' },
  token: { type: 'string' },
  'demo-rate': { type: 'string' },
  'demo-history': { type: 'string' },
} as const;

/**
 * Reads `argv` (without the program's own name). An installed desktop shell is also handed switches meant for Chromium and links to
 * open: with `tolerant` what is not ours is passed over instead of refused.
 */
export function parseOptions(argv: readonly string[], env: NodeJS.ProcessEnv, tolerant = false): ParsedOptions {
  try {
    const { values } = parseArgs({
      args: tolerant ? onlyKnown(argv) : [...argv],
      options: known,
      allowPositionals: tolerant,
    });
    return {
      ok: true,
      options: {
        help: values.help ?? false,
        shell: shellName(values.shell),
        open: !(values['no-open'] ?? false),
        port: wholeNumber('--port', values.port, 65_535),
        dataDir: values.data ?? null,
        connect: streamAddress(values.connect),
        token: values.token ?? (env.AFTERCALL_TOKEN || null),
        demoRate: amount('--demo-rate', values['demo-rate']),
        demoHistory: wholeNumber('--demo-history', values['demo-history'], 10_000_000),
      },
    };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? firstSentence(error.message) : String(error) };
  }
}

/** `parseArgs` goes on to explain how to pass a positional that begins with a dash; nobody wants that here. */
function firstSentence(message: string): string {
  return message.split('. ')[0]?.replace(/\.$/, '') ?? message;
}

function onlyKnown(argv: readonly string[]): string[] {
  const kept: string[] = [];
  for (const [index, argument] of argv.entries()) {
    const [name, value] = argument.split(/=(.*)/s, 2);
    const option = Object.entries(known).find(([key]) => `--${key}` === name)?.[1];
    if (option === undefined) continue;
    const next = argv[index + 1];
    if (option.type === 'boolean' || value !== undefined) kept.push(argument);
    else if (next !== undefined) kept.push(`${argument}=${next}`);
  }
  return kept;
}

function shellName(value: string | undefined): LaunchOptions['shell'] {
  if (value === undefined) return null;
  if (value === 'desktop' || value === 'browser') return value;
  throw new Error(`--shell is desktop or browser, not "${value}"`);
}

function wholeNumber(name: string, value: string | undefined, most: number): number | null {
  if (value === undefined) return null;
  const number = Number(value);
  if (!/^\d+$/.test(value) || number > most)
    throw new Error(`${name} takes a whole number up to ${most}, not "${value}"`);
  return number;
}

function amount(name: string, value: string | undefined): number | null {
  if (value === undefined) return null;
  const number = Number(value);
  if (!/^\d+(\.\d+)?$/.test(value) || number > 1000)
    throw new Error(`${name} takes a number up to 1000, not "${value}"`);
  return number;
}

function streamAddress(value: string | undefined): string | null {
  if (value === undefined) return null;
  const parsed = connectionInput.shape.url.safeParse(value);
  if (!parsed.success)
    throw new Error(`--connect takes ${parsed.error.issues[0]?.message ?? 'an address'}: "${value}"`);
  return parsed.data;
}
