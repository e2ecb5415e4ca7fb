/** What the operator is asked outside of the page. */
import { BrowserWindow, dialog, type WebContents } from 'electron';
import type { CoreTrouble } from './core-host.ts';

/** Asks what to do about a core that cannot run. */
export async function askAboutTrouble(trouble: CoreTrouble): Promise<'try again' | 'quit'> {
  const message =
    trouble.kind === 'mirror' ? 'The mirror cannot be opened' : 'The engine of Aftercall keeps ending unexpectedly';
  const { response } = await dialog.showMessageBox({
    type: 'error',
    title: 'Aftercall',
    message,
    detail: trouble.message,
    buttons: ['Try again', 'Quit'],
    defaultId: 0,
    cancelId: 1,
    noLink: true,
  });
  return response === 0 ? 'try again' : 'quit';
}

/** Asks where to save a PDF of the page; `null` for nowhere. */
export async function askWhereToSave(contents: WebContents, name: string): Promise<string | null> {
  const window = BrowserWindow.fromWebContents(contents);
  const options = { defaultPath: name, filters: [{ name: 'PDF', extensions: ['pdf'] }] };
  const { canceled, filePath } = await (window
    ? dialog.showSaveDialog(window, options)
    : dialog.showSaveDialog(options));
  return canceled || filePath === '' ? null : filePath;
}
