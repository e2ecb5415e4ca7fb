/** Core under `strace`, which makes chosen system calls fail, or end the process at one of them. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const child = fileURLToPath(new URL('./telling-child.ts', import.meta.url));

export interface Told {
  phase: string;
  why?: string | null;
  code?: string;
}

export interface TracedCore {
  process: ChildProcess;
  /** Everything it said of itself so far. */
  told: Told[];
  /** Lets it end in order; resolves with how it ended. */
  end(): Promise<{ code: number | null; signal: string | null }>;
  ended: Promise<{ code: number | null; signal: string | null }>;
}

/** Whether faults can be injected here; says loudly when they cannot. */
export function canInject(): boolean {
  const works =
    process.platform === 'linux' &&
    spawnSync('strace', ['-qq', '-o', '/dev/null', '-e', 'trace=none', 'true']).status === 0;
  if (!works) {
    process.stderr.write(
      '\nstrace cannot be used here (Debian: apt-get install strace): tests that inject faults are SKIPPED.\n\n',
    );
  }
  return works;
}

/**
 * `inject` as strace takes it, e.g. `fsync,fdatasync:signal=KILL:when=3`; `null` for core alone. Counted in each thread by itself.
 * `paths`: only calls on these files.
 */
export function startTraced(
  dataDir: string,
  url: string,
  inject: string | null,
  paths: readonly string[] = [],
): TracedCore {
  const core = [process.execPath, child, dataDir, url];
  const [calls = ''] = inject?.split(':') ?? [];
  const strace = ['strace', '-f', '-qq', '-o', '/dev/null', '-e', `trace=${calls}`, '-e', `inject=${inject}`];
  const [program = '', ...args] =
    inject === null ? core : [...strace, ...paths.flatMap((path) => ['-P', path]), ...core];
  const running = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const told: Told[] = [];
  createInterface({ input: running.stdout }).on('line', (line) => told.push(JSON.parse(line)));
  const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    running.once('close', (code, signal) => resolve({ code, signal }));
  });
  return {
    process: running,
    told,
    ended,
    end() {
      running.stdin.end();
      return ended;
    },
  };
}
