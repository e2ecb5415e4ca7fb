/**
 * The desktop shell: a window on the console, core beside it in a process of its own, and the rules of `rules/` over everything the
 * page may do. It knows nothing about calls.
 */
import { join, resolve } from 'node:path';
import { app, dialog, ipcMain, protocol, safeStorage, session, shell, utilityProcess } from 'electron';
import { connectionTo } from '../launch/connections.ts';
import { startDemo } from '../launch/demo.ts';
import { type LaunchOptions, parseOptions, usage } from '../launch/options.ts';
import { createRestarts } from '../launch/restarts.ts';
import type { Supervised } from '../launch/supervise.ts';
import { asDataFolderTrouble, makeDataFolder } from '../program/data-folder.ts';
import { defaultDataDir } from '../program/data-home.ts';
import { type CoreHost, hostCore } from './core-host.ts';
import { askAboutTrouble, askWhereToSave } from './dialogs.ts';
import { openKeychain } from './keychain.ts';
import { setMenu } from './menu.ts';
import { notifyOf } from './notice.ts';
import { deepLinkAmong, deepLinkPath, pageScheme } from './page-address.ts';
import { connectPages } from './pages.ts';
import { servePdf } from './pdf.ts';
import { holdNavigation } from './rules/navigation.ts';
import { cutOffNetwork } from './rules/network.ts';
import { refuseNewWindows } from './rules/new-windows.ts';
import { registerPageScheme, servePage } from './rules/page-scheme.ts';
import { refusePermissions } from './rules/permissions.ts';
import { startUtility } from './utility.ts';
import { preloadPath } from './window.ts';
import { createWindows } from './windows.ts';

const bundleDir = import.meta.dirname;

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

function main(): void {
  // Whatever is made from here on is its owner's alone, also in a folder that others may read.
  process.umask(0o077);
  app.enableSandbox();
  registerPageScheme();
  const parsed = parseOptions(process.argv.slice(1), process.env, 'desktop shell');
  if (!parsed.ok) {
    say(`${parsed.message}\n\n${usage['desktop shell']}`);
    app.exit(2);
    return;
  }
  if (parsed.options.help) {
    process.stdout.write(usage['desktop shell']);
    app.exit(0);
    return;
  }
  const dataDir = resolve(parsed.options.dataDir ?? defaultDataDir());
  const desktopDir = join(dataDir, 'desktop');
  try {
    makeDataFolder(dataDir);
    makeDataFolder(desktopDir);
  } catch (error) {
    giveUp(error, dataDir);
    return;
  }
  app.setPath('userData', desktopDir);

  // One per data directory: the lock lies in userData. The other one shows itself, see `second-instance`.
  if (!app.requestSingleInstanceLock()) {
    say('Already open; its window was brought to front.');
    app.exit(0);
    return;
  }
  if (app.isPackaged) app.setAsDefaultProtocolClient(pageScheme);
  run(parsed.options, dataDir, desktopDir);
}

/** Ends a start that cannot go on. Before the app is ready the sentence goes to stderr on Linux. */
function giveUp(error: unknown, dataDir: string): void {
  const trouble = asDataFolderTrouble(error, dataDir);
  dialog.showErrorBox('Aftercall cannot start', trouble instanceof Error ? trouble.message : String(trouble));
  app.exit(1);
}

function run(options: LaunchOptions, dataDir: string, desktopDir: string): void {
  let core: CoreHost | null = null;
  let demo: Supervised | null = null;
  let wantedPath = deepLinkAmong(process.argv) ?? '/';
  const pages = connectPages(ipcMain, () => core);
  servePdf(ipcMain, askWhereToSave);
  const windows = createWindows({
    preload: preloadPath(bundleDir),
    stateFile: join(desktopDir, 'window.json'),
    inspectable: !app.isPackaged,
    say,
  });

  const show = (path: string | null): void => {
    if (app.isReady()) windows.show(path);
    else wantedPath = path ?? wantedPath;
  };

  app.on('web-contents-created', (_event, contents) => {
    holdNavigation(contents);
    refuseNewWindows(contents, windows.open);
  });
  app.on('second-instance', (_event, argv) => show(deepLinkAmong(argv)));
  app.on('open-url', (event, url) => {
    event.preventDefault();
    show(deepLinkPath(url));
  });
  app.on('activate', () => show(null));
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  const reloads = createRestarts({ patience: 3 });
  let loadedAt = performance.now();
  app.on('render-process-gone', (_event, contents, { reason }) => {
    if (reason === 'clean-exit' || contents.isDestroyed()) return;
    const again = reloads.died(performance.now() - loadedAt) !== null;
    say(`The page ended (${reason})${again ? '; it is loaded again.' : ' once too often.'}`);
    loadedAt = performance.now();
    if (again) contents.reload();
  });

  let closing = false;
  app.on('will-quit', (event) => {
    if (closing) return;
    closing = true;
    event.preventDefault();
    void Promise.allSettled([demo?.stop(), core?.stop()]).then(() => app.exit(0));
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => app.quit());

  void app
    .whenReady()
    .then(async () => {
      servePage(protocol, join(bundleDir, '..', 'renderer'));
      refusePermissions(session.defaultSession);
      cutOffNetwork(session.defaultSession);
      setMenu({
        newWindow: () => windows.open('/'),
        openDataDir: () => void shell.openPath(dataDir),
        inspectable: !app.isPackaged,
      });

      windows.show(wantedPath);
      const secrets = await openKeychain(join(desktopDir, 'secrets.json'), safeStorage, say);
      core = hostCore({
        fork: () => utilityProcess.fork(join(bundleDir, 'core.js'), [], { serviceName: 'Aftercall core' }),
        start: { dataDir, version: app.getVersion(), recover: options.recover },
        secrets,
        restarts: createRestarts({ patience: 5 }),
        onOpening: pages.tellOpening,
        onReady: () => pages.connectAll(),
        onAlert: (alert) => notifyOf(alert, show),
        onTrouble: async (trouble) => {
          const choice = await askAboutTrouble(trouble);
          if (choice === 'quit') app.quit();
          return choice;
        },
        say,
      });
      if (options.connect !== null) core.ensureConnection(connectionTo(options.connect, options.token));
      else {
        const { ensureConnection } = core;
        demo = await startDemo({
          dataDir,
          options,
          start: (given, hearing) =>
            startUtility(join(bundleDir, 'platform.js'), given, 'Aftercall demo platform', hearing),
          onReady: ensureConnection,
          say,
        });
      }
    })
    .catch((error: unknown) => giveUp(error, dataDir));
}

main();
