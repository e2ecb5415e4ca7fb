/** What the operator is asked outside of the page. */
import { BrowserWindow, dialog, type WebContents } from 'electron';
import type { CoreTrouble, WayOut } from './core-host.ts';

const recovering =
  'Recover sets it aside, without deleting it, and goes on with the newest backup that is sound, or else with an empty mirror. The platform is asked for what is missing.';

/** Asks what to do about a core that cannot run. */
export async function askAboutTrouble(trouble: CoreTrouble): Promise<WayOut> {
  const message =
    trouble.kind === 'mirror' ? 'The mirror cannot be opened' : 'The engine of Aftercall keeps ending unexpectedly';
  const canRecover = trouble.kind === 'mirror' && trouble.damaged;
  const { response } = await dialog.showMessageBox({
    type: 'error',
    title: 'Aftercall',
    message,
    detail: canRecover ? `${trouble.message}\n\n${recovering}` : trouble.message,
    buttons: canRecover ? ['Try again', 'Quit', 'Recover'] : ['Try again', 'Quit'],
    defaultId: 0,
    cancelId: 1,
    noLink: true,
  });
  return response === 0 ? 'try again' : response === 2 ? 'recover' : 'quit';
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
