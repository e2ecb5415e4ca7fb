/** The page's own origin on the desktop, and what a link from elsewhere means in it. */

export const pageScheme = 'aftercall';
const pageHost = 'console';

/** The page at `path`, which begins with "/". */
export function pageUrl(path = '/'): string {
  return `${pageScheme}://${pageHost}${path}`;
}

/** Whether a frame shows our page. Compared by parsed parts: a prefix can be forged. */
export function isPageUrl(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, host, username, password, port } = new URL(url);
  return protocol === `${pageScheme}:` && host === pageHost && username === '' && password === '' && port === '';
}

/**
 * The page's path for a deep link (`aftercall://calls/12`), or `null` when it is none. Anybody can make such a link, so only what ids are
 * made of passes, encoded or not, and neither query nor fragment.
 */
export function deepLinkPath(link: string): string | null {
  if (!URL.canParse(link)) return null;
  const { protocol, host, pathname } = new URL(link);
  if (protocol !== `${pageScheme}:`) return null;
  const path = host === pageHost || host === '' ? pathname : `/${host}${pathname}`;
  return path.length <= 400 && /^\/(?:[\w\-/.~:@+=]|%[0-9A-F]{2})*$/i.test(path) && !hidesPath.test(path) ? path : null;
}

/** What would be another path once it is decoded, or would not be text. */
const hidesPath = /%(?:2f|5c|25|[01][0-9a-f]|7f|3c|3e|22|27)/i;

/** The deep link among a program's arguments, where Windows and Linux put it. */
export function deepLinkAmong(argv: readonly string[]): string | null {
  for (const argument of argv) {
    const path = argument.startsWith(`${pageScheme}:`) ? deepLinkPath(argument) : null;
    if (path !== null) return path;
  }
  return null;
}
