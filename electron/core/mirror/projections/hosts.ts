/** The hosts that messages and steps went to: few, each of them often, and to read an address costs as much as to find a message. */
import { hostOf } from '../../delivery/guard.ts';

/** Addresses may have anything in them: they are remembered until there are so many. */
const mostKnown = 1000;
const longestKnown = 500;

/** `hostOf`, remembering. */
export function knownHosts(): (url: string) => string {
  const known = new Map<string, string>();
  return (url) => {
    const before = known.get(url);
    if (before !== undefined) return before;
    const host = hostOf(url);
    if (url.length > longestKnown) return host;
    if (known.size >= mostKnown) known.clear();
    known.set(url, host);
    return host;
  };
}
