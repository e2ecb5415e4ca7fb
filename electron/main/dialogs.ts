/** What the operator is asked when there is no core to show it in the page. */
import { dialog } from 'electron';
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
