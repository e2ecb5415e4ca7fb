/** The console's windows: one at the start, more when asked for. Where the last one stood is where the next start opens. */
import { BrowserWindow, type Rectangle } from 'electron';
import { pageUrl } from './page-address.ts';
import { openWindow } from './window.ts';

export interface Windows {
  /** Opens another window on the page at `path`. */
  open(path: string): void;
  /** Brings the console to front, at `path` unless it is null; opens a window when there is none. */
  show(path: string | null): void;
}

export interface WindowsOptions {
  preload: string;
  stateFile: string;
  inspectable: boolean;
  say: (line: string) => void;
}

/** Pixels between a window and the one it was opened from. */
const step = 28;

export function createWindows(options: WindowsOptions): Windows {
  const windows = new Set<BrowserWindow>();

  const latest = (): BrowserWindow | undefined => BrowserWindow.getFocusedWindow() ?? [...windows].at(-1);

  function open(path: string): void {
    const beside = latest();
    const window = openWindow({ ...options, path, ...(beside && { at: besideOf(beside) }) });
    windows.add(window);
    window.on('closed', () => windows.delete(window));
  }

  return {
    open,
    show(path) {
      const window = latest();
      if (!window) return open(path ?? '/');
      if (path !== null) void window.loadURL(pageUrl(path));
      if (window.isMinimized()) window.restore();
      window.show();
      window.focus();
    },
  };
}

function besideOf(window: BrowserWindow): Rectangle {
  const { x, y, width, height } = window.getNormalBounds();
  return { x: x + step, y: y + step, width, height };
}
