/** The page has no network: whatever slips past its content security policy still finds every other scheme closed. */
import type { Session } from 'electron';
import { pageScheme } from '../page-address.ts';

/** `devtools:` is the inspector's own, in a checkout. */
const open = new Set([`${pageScheme}:`, 'devtools:', 'blob:', 'data:']);

export function cutOffNetwork(session: Session): void {
  session.webRequest.onBeforeRequest((details, answer) => {
    answer({ cancel: !URL.canParse(details.url) || !open.has(new URL(details.url).protocol) });
  });
}
