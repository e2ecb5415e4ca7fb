/** A message to the main process counts only when the top frame of our own page sent it. */
import type { IpcMainEvent } from 'electron';
import { isPageUrl } from '../page-address.ts';

export function isFromPage(event: Pick<IpcMainEvent, 'senderFrame'>): boolean {
  const frame = event.senderFrame;
  // The frame is gone when the message outlived it.
  return frame !== null && frame.parent === null && isPageUrl(frame.url);
}
