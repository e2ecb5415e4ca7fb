/**
 * Hands the page its one port to core and says which shell it runs in. Nothing else of Electron reaches the page, and no message but
 * those of `messages.ts` passes.
 */
import { contextBridge, ipcRenderer } from 'electron';
import { openingMessage, pdfSaved, portMessage, type SavedPdf, savePdf, wantPort } from './messages.ts';

/** The little of the page's window that is needed here. */
interface PageWindow {
  addEventListener(type: 'message', listener: (event: { source: unknown; data: unknown }) => void): void;
  postMessage(message: unknown, targetOrigin: string, transfer?: readonly unknown[]): void;
}
declare const window: PageWindow;

contextBridge.exposeInMainWorld('aftercall', { shell: 'desktop', platform: process.platform });

window.addEventListener('message', (event) => {
  if (event.source === window && event.data === wantPort) ipcRenderer.send(wantPort);
  if (event.source === window && event.data === savePdf) ipcRenderer.send(savePdf);
});

ipcRenderer.on(portMessage, (event) => {
  // "/" is the page's own origin: a frame of any other origin gets nothing.
  window.postMessage(portMessage, '/', event.ports);
});

ipcRenderer.on(openingMessage, (_event, opening: unknown) => {
  window.postMessage({ kind: openingMessage, opening }, '/');
});

ipcRenderer.on(pdfSaved, (_event, saved: SavedPdf) => {
  window.postMessage({ kind: pdfSaved, saved }, '/');
});
