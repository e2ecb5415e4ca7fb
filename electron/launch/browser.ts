/** Runs the console in the browser shell, core and all, in this process until it is asked to end. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Opening } from '../../shared/domain/opening.ts';
import { startCore } from '../core/core.ts';
import { openFileSecrets, SecretsUnavailable } from '../web/secrets.ts';
import { type BrowserShell, startBrowserShell } from '../web/shell.ts';
import { startChild } from './child.ts';
import { connectionTo } from './connections.ts';
import { startDemo } from './demo.ts';
import { type KeptCore, keepCore } from './kept-core.ts';
import { openAddress } from './open-address.ts';
import type { LaunchOptions } from './options.ts';
import { createRestarts } from './restarts.ts';
import { untilAskedToEnd } from './signals.ts';
import type { Supervised } from './supervise.ts';
import { askUnseen, canAsk, onEnter } from './terminal.ts';

/** Tried first, so that what a browser remembers for the console's origin is still there next time. */
const usualPort = 4747;

export interface BrowserLaunch {
  options: LaunchOptions;
  root: string;
  dataDir: string;
  version: string;
  say: (line: string) => void;
}

/**
 * Prints the console's address alone on a line of stdout once it can be used, or shows how long that takes; resolves when everything has ended. Rejects with
 * `MirrorUnavailable`, `SecretsUnavailable` or the system's error for a port that cannot be had.
 */
export async function runInBrowser({ options, root, dataDir, version, say }: BrowserLaunch): Promise<void> {
  const ending = untilAskedToEnd();
  const secrets = await openSecrets(join(dataDir, 'secrets.json'), options.passphrase);
  let giveUp = (_error: Error): void => {};
  const givenUp = new Promise<never>((_resolve, reject) => {
    giveUp = reject;
  });
  // Heard of below; until then it is nobody's unhandled rejection.
  givenUp.catch(() => undefined);
  // Asked for once: what breaks later is told first.
  let recover = options.recover;
  let began = (_opening: Opening): void => {};
  const takesLong = new Promise<Opening>((resolve) => {
    began = resolve;
  });
  const core = keepCore({
    start(onFatal, tellPages) {
      const onOpening = (opening: Opening): void => {
        tellPages(opening);
        began(opening);
      };
      const given = { dataDir, secrets, shell: 'browser', version, log: say, onFatal, onOpening, recover } as const;
      recover = false;
      return startCore(given);
    },
    restarts: createRestarts({ patience: 5 }),
    say,
    onGivenUp: () => giveUp(new EngineBroken('The engine of Aftercall keeps breaking; it is not started again.')),
  });
  let shell: BrowserShell | null = null;
  let demo: Supervised | null = null;
  let stopListening = (): void => {};
  try {
    const opening = await Promise.race([core.ready, takesLong]);
    shell = await listen(options.port, join(root, 'out/renderer'), core, say);
    const { link } = shell;
    const give = (): void => {
      process.stdout.write(`${link()}\n`);
      // The browser is given a link of its own: the printed one stays good for whoever reads it.
      if (options.open) void openAddress(link());
      if (canAsk()) {
        say('Press Enter for a new link, Ctrl-C to end.');
        stopListening = onEnter(() => process.stdout.write(`${link()}\n`));
      }
    };
    if (opening) {
      say(`Bringing the mirror up to date: ${opening.of} events. The console shows how far it is.`);
      give();
      if ((await Promise.race([core.ready, ending.then(() => 'asked to end')])) === 'asked to end') return;
      say('The mirror is up to date.');
    }
    if (options.connect === null) demo = await startOwnDemo(core, dataDir, options, say);
    else await core.ensureConnection(connectionTo(options.connect, options.token));
    if (!opening) give();
    await Promise.race([ending, givenUp]);
  } finally {
    stopListening();
    await shell?.close();
    await demo?.stop();
    await core.close();
  }
}

/** The console cannot go on; `message` is for the operator. */
class EngineBroken extends Error {
  override name = 'EngineBroken';
}

async function openSecrets(path: string, given: string | null): ReturnType<typeof openFileSecrets> {
  try {
    return await openFileSecrets(path, given);
  } catch (error) {
    if (!(error instanceof SecretsUnavailable) || error.code !== 'passphrase needed' || !canAsk()) throw error;
    const typed = await askUnseen('Passphrase of the secrets file: ');
    if (typed === null) throw error;
    return openFileSecrets(path, typed);
  }
}

async function listen(
  port: number | null,
  rendererDir: string,
  core: KeptCore,
  say: (line: string) => void,
): Promise<BrowserShell> {
  const start = (wanted: number): Promise<BrowserShell> =>
    startBrowserShell({
      port: wanted,
      rendererDir,
      serveSocket: (socket) => core.serveSocket(socket),
      onError: (error) => say(`A request failed: ${error instanceof Error ? error.message : String(error)}`),
    });
  if (port !== null) return start(port);
  try {
    return await start(usualPort);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') return start(0);
    throw error;
  }
}

function startOwnDemo(
  core: KeptCore,
  dataDir: string,
  options: LaunchOptions,
  say: (line: string) => void,
): Promise<Supervised> {
  const script = fileURLToPath(new URL('../platform/main.ts', import.meta.url));
  return startDemo({
    dataDir,
    options,
    start: (given, hearing) => startChild(script, given, hearing),
    onReady(connection) {
      core.ensureConnection(connection).catch((error: unknown) => {
        say(`The demo connection could not be stored: ${error instanceof Error ? error.message : String(error)}`);
      });
    },
    say,
  });
}
