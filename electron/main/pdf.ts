/** Writes the page to a PDF where the operator says, when the page asks for it: its print look, without headers of a browser. */
import { writeFile } from 'node:fs/promises';
import type { IpcMain, WebContents } from 'electron';
import { pdfSaved, type SavedPdf, savePdf } from '../preload/messages.ts';
import { isFromPage } from './rules/sender.ts';

/** Wide enough for a report of many columns. */
const paper = { pageSize: 'A4', landscape: true, printBackground: true } as const;

type Printed = Pick<WebContents, 'getTitle' | 'isDestroyed' | 'printToPDF' | 'send'>;

/** `ask` gives the path to write to, `null` when the operator wants none; `name` is what the file may be called. */
export function servePdf(
  ipc: Pick<IpcMain, 'on'>,
  ask: (contents: WebContents, name: string) => Promise<string | null>,
): void {
  ipc.on(savePdf, (event) => {
    if (!isFromPage(event)) return;
    const contents = event.sender;
    void save(contents, (name) => ask(contents, name)).then((saved) => {
      if (!contents.isDestroyed()) contents.send(pdfSaved, saved);
    });
  });
}

async function save(contents: Printed, ask: (name: string) => Promise<string | null>): Promise<SavedPdf> {
  try {
    const name = contents
      .getTitle()
      .replaceAll(/[\\/:*?"<>|]+/g, ' ')
      .trim();
    const path = await ask(`${name || 'Aftercall'}.pdf`);
    if (path !== null) await writeFile(path, await contents.printToPDF(paper));
    return { ok: true, path };
  } catch (error) {
    return { ok: false, why: error instanceof Error ? error.message : String(error) };
  }
}
