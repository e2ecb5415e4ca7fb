/**
 * Hands the page its one port to core and says which shell it runs in. Nothing else of Electron reaches the page, and no message but
 * these two passes.
 */
import { contextBridge, ipcRenderer } from 'electron';
import { portMessage, wantPort } from './messages.ts';

/** The little of the page's window that is needed here. */
interface PageWindow {
  addEventListener(type: 'message', listener: (event: { source: unknown; data: unknown }) => void): void;
  postMessage(message: string, targetOrigin: string, transfer: readonly unknown[]): void;
}
declare const window: PageWindow;

contextBridge.exposeInMainWorld('aftercall', { shell: 'desktop', platform: process.platform });

window.addEventListener('message', (event) => {
  if (event.source === window && event.data === wantPort) ipcRenderer.send(wantPort);
});

ipcRenderer.on(portMessage, (event) => {
  // "/" is the page's own origin: a frame of any other origin gets nothing.
  window.postMessage(portMessage, '/', event.ports);
});
