/** What can be said on the command line, the same for both shells. */
import { connectionInput } from '../../shared/contract/index.ts';
import { amount, Misuse, readArguments, wholeNumber } from '../program/arguments.ts';

/**
 * `null` where nothing was said. `token` comes from `--token`, else from `AFTERCALL_TOKEN`; `passphrase`, of the browser shell's secrets,
 * from `AFTERCALL_PASSPHRASE` alone.
 */
export interface LaunchOptions {
  help: boolean;
  shell: 'desktop' | 'browser' | null;
  /** Open a browser on the console's page. */
  open: boolean;
  port: number | null;
  dataDir: string | null;
  connect: string | null;
  token: string | null;
  passphrase: string | null;
  /** Set a damaged mirror aside and go on without it. */
  recover: boolean;
  /** Live calls per second on the demo platform; 0 for none. */
  demoRate: number | null;
  /** How many calls the demo platform has had before it starts. */
  demoHistory: number | null;
}

export type ParsedOptions = { ok: true; options: LaunchOptions } | { ok: false; message: string };

/** Who reads the command line: `npm start`, which chooses a shell, or the desktop shell itself, installed or started by the former. */
export type Program = 'npm start' | 'desktop shell';

const everywhere = `  --data DIR               where the mirror and the settings lie
  --connect URL            a platform's event stream (ws:// or wss://) instead of the demo platform
  --token T                bearer token for --connect; better given as AFTERCALL_TOKEN
  --recover                set a damaged mirror aside; go on with the newest backup, or anew
  --demo-rate N            how many calls a second end on the demo platform
  --demo-history N         how many calls the demo platform has had already
  --help                   this text
`;

export const usage: Record<Program, string> = {
  'npm start': `Usage: npm start -- [options]

  --shell desktop|browser  which shell to open; by default the desktop shell where it can run
  --no-open                do not open a browser, only print the console's address
  --port N                 port of the browser shell on 127.0.0.1
${everywhere}
Environment: AFTERCALL_TOKEN, and AFTERCALL_PASSPHRASE to encrypt the browser shell's secrets.
`,
  'desktop shell': `Usage: aftercall [options]

${everywhere}
Environment: AFTERCALL_TOKEN.
`,
};

const known = {
  help: { type: 'boolean', short: 'h' },
  shell: { type: 'string' },
  'no-open': { type: 'boolean' },
  port: { type: 'string' },
  data: { type: 'string' },
  connect: { type: 'string' },
  token: { type: 'string' },
  recover: { type: 'boolean' },
  'demo-rate': { type: 'string' },
  'demo-history': { type: 'string' },
} as const;

/**
 * Reads `argv` (without the program's own name) and `env`, from which the secrets are taken out: nothing started from here on inherits
 * them. The desktop shell is also handed switches meant for Chromium and links to open; it passes over what is not ours.
 */
export function parseOptions(argv: readonly string[], env: NodeJS.ProcessEnv, program: Program): ParsedOptions {
  const secrets = takeSecrets(env);
  try {
    const values = readArguments(argv, known, program === 'desktop shell');
    const options: LaunchOptions = {
      help: values.help ?? false,
      shell: shellName(values.shell),
      open: !(values['no-open'] ?? false),
      port: wholeNumber('--port', values.port, 65_535),
      dataDir: values.data ?? null,
      connect: streamAddress(values.connect),
      token: values.token ?? secrets.token,
      passphrase: secrets.passphrase,
      recover: values.recover ?? false,
      demoRate: amount('--demo-rate', values['demo-rate'], 1000),
      demoHistory: wholeNumber('--demo-history', values['demo-history'], 10_000_000),
    };
    holdToShell(options, program);
    return { ok: true, options };
  } catch (error) {
    if (!(error instanceof Misuse)) throw error;
    return { ok: false, message: error.message };
  }
}

function takeSecrets(env: NodeJS.ProcessEnv): Pick<LaunchOptions, 'token' | 'passphrase'> {
  const secrets = { token: env.AFTERCALL_TOKEN || null, passphrase: env.AFTERCALL_PASSPHRASE || null };
  delete env.AFTERCALL_TOKEN;
  delete env.AFTERCALL_PASSPHRASE;
  return secrets;
}

/** Refuses what the shell that will be opened could only ignore. */
function holdToShell({ shell, port }: LaunchOptions, program: Program): void {
  if (program === 'desktop shell' && shell === 'browser') throw new Misuse('--shell browser is for npm start');
  if (port !== null && (program === 'desktop shell' || shell === 'desktop')) {
    throw new Misuse('--port is for the browser shell; the desktop shell listens on none');
  }
}

function shellName(value: string | undefined): LaunchOptions['shell'] {
  if (value === undefined) return null;
  if (value === 'desktop' || value === 'browser') return value;
  throw new Misuse(`--shell is desktop or browser, not "${value}"`);
}

function streamAddress(value: string | undefined): string | null {
  if (value === undefined) return null;
  const parsed = connectionInput.shape.url.safeParse(value);
  if (!parsed.success)
    throw new Misuse(`--connect takes ${parsed.error.issues[0]?.message ?? 'an address'}: "${value}"`);
  return parsed.data;
}
