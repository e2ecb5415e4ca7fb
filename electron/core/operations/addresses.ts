/** Addresses as drafts need them. The items of a bulk operation share a few, so each is read once. */
import { maskUrl } from '../chains/mask-url.ts';
import { hostOf, parseTarget } from '../delivery/guard.ts';
import { digest } from './drafts.ts';

export interface Address {
  /** `name:port`; empty for what cannot be sent to. */
  host: string;
  /** Why it cannot be sent to, in a sentence. */
  problem: string | null;
  masked: string;
  /** Tells it from any other without its secrets. */
  fact: string;
}

export type Addresses = (url: string) => Address;

const mostKnown = 1000;

export function addressBook(): Addresses {
  const known = new Map<string, Address>();
  return (url) => {
    const found = known.get(url);
    if (found) return found;
    if (known.size >= mostKnown) known.clear();
    const target = parseTarget(url);
    const masked = maskUrl(url);
    const problem = target.ok ? null : target.message;
    const address = { host: hostOf(url), problem, masked, fact: `${masked} (${digest(url)})` };
    known.set(url, address);
    return address;
  };
}
