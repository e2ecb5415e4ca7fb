/**
 * A page opens no window by itself: another window on our own page is opened like the first one, and anything else may be for the
 * operator's browser.
 */
import type { WebContents } from 'electron';
import { isPageUrl } from '../page-address.ts';
import { openOutside } from './outside.ts';

/** `open` is given the path of a page of ours, with its search. */
export function refuseNewWindows(contents: WebContents, open: (path: string) => void): void {
  contents.setWindowOpenHandler(({ url }) => {
    if (isPageUrl(url)) {
      const { pathname, search } = new URL(url);
      open(pathname + search);
    } else void openOutside(url);
    return { action: 'deny' };
  });
}
