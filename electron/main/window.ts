/** The console's window. */
import { join } from 'node:path';
import { BrowserWindow, nativeTheme, type Rectangle } from 'electron';
import { pageUrl } from './page-address.ts';
import { keepWindowState, readWindowState } from './window-state.ts';

/** What a page is given of the machine: nothing but the preload script. Stated in full, so that no default can change it. */
const pageRights = {
  contextIsolation: true,
  sandbox: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
  webviewTag: false,
  navigateOnDragDrop: false,
  safeDialogs: true,
  spellcheck: false,
} as const;

/** Opens a window on the page at `path`, `at` a place or where the last one stood; it appears when there is something to see. */
export function openWindow({
  path,
  at,
  preload,
  stateFile,
  inspectable,
  say,
}: {
  path: string;
  at?: Rectangle;
  preload: string;
  stateFile: string;
  inspectable: boolean;
  say: (line: string) => void;
}): BrowserWindow {
  const state = at ? { ...at, maximized: false } : readWindowState(stateFile);
  const { maximized, ...bounds } = state ?? { width: 1360, height: 880, maximized: false };
  const window = new BrowserWindow({
    ...bounds,
    minWidth: 960,
    minHeight: 600,
    show: false,
    title: 'Aftercall',
    // Near the page's own ground in either theme, so that nothing flashes before it is drawn.
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#141517' : '#ffffff',
    webPreferences: { ...pageRights, preload, devTools: inspectable },
  });
  if (maximized) window.maximize();
  keepWindowState(window, stateFile, say);
  window.once('ready-to-show', () => window.show());
  window.loadURL(pageUrl(path)).catch((error: unknown) => say(`The page could not be loaded: ${String(error)}`));
  return window;
}

/** Where the preload script lies beside the main bundle. */
export function preloadPath(mainDir: string): string {
  return join(mainDir, '..', 'preload', 'index.cjs');
}
