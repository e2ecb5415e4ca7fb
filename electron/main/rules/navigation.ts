/** The window shows our page and nothing else: wherever a link or a script wants to go, it does not. */
import type { WebContents } from 'electron';
import { isPageUrl } from '../page-address.ts';

/** Our own page may be loaded again; everything else is refused, in frames too, and no `<webview>` can be attached. */
export function holdNavigation(contents: WebContents): void {
  contents.on('will-navigate', (event) => {
    if (!isPageUrl(event.url)) event.preventDefault();
  });
  contents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame || !isPageUrl(event.url)) event.preventDefault();
  });
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
}
