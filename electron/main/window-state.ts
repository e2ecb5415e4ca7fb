/** Where the window was and how large, from one start to the next. */
import { readFileSync, writeFileSync } from 'node:fs';
import { type BrowserWindow, type Rectangle, screen } from 'electron';
import { z } from 'zod';

const side = z.number().int().min(-100_000).max(100_000);
const windowState = z.object({ x: side, y: side, width: side.min(400), height: side.min(300), maximized: z.boolean() });
export type WindowState = z.infer<typeof windowState>;

/** The state kept in `path`; `null` when there is none, or when no display shows that place any more. */
export function readWindowState(path: string): WindowState | null {
  let state: WindowState;
  try {
    state = windowState.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    // A first start, or a file from elsewhere: the usual size is a fine answer to both.
    return null;
  }
  return screen.getAllDisplays().some(({ workArea }) => overlaps(state, workArea)) ? state : null;
}

/** Writes the window's state whenever it closes. Losing it is not worth a word to the operator. */
export function keepWindowState(window: BrowserWindow, path: string, say: (line: string) => void): void {
  window.on('close', () => {
    const state: WindowState = { ...window.getNormalBounds(), maximized: window.isMaximized() };
    try {
      writeFileSync(path, JSON.stringify(state));
    } catch (error) {
      say(`The window's place could not be kept: ${String(error)}`);
    }
  });
}

/** Enough of the window to grab it by: 100 × 40 points. */
function overlaps(a: Rectangle, b: Rectangle): boolean {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return width >= 100 && height >= 40;
}
