/** Tells of a burst of failures where the system tells such things, unless the operator has the console before them: it tells there. */
import { BrowserWindow, Notification } from 'electron';
import type { Alert } from '../../shared/domain/alert.ts';

/** `show` brings the console to front, at the page that shows what failed. */
export function notifyOf(alert: Alert, show: (path: string) => void): void {
  if (BrowserWindow.getFocusedWindow() !== null || !Notification.isSupported()) return;
  const notification = new Notification({ title: alert.title, body: alert.text });
  notification.on('click', () => show(alert.path));
  notification.show();
}
