/** What each host of a plan has to take, and how long that lasts at the pace and within the limits of its endpoints. */
import type { HostShare } from '../../../shared/domain/bulk.ts';
import type { Drafted } from './drafter.ts';

interface Share {
  items: number;
  /** Of endpoints that have a limit of their own. */
  limited: Map<string, { items: number; perS: number }>;
}

export function hostShares(perHostPerS: number) {
  const hosts = new Map<string, Share>();

  /** The slower one holds: the host's pace for all of its items, or an endpoint's limit for its own. */
  function secondsOf({ items, limited }: Share): number {
    const slowest = [...limited.values()].map((endpoint) => endpoint.items / endpoint.perS);
    return Math.max(items / perHostPerS, ...slowest);
  }

  return {
    add(drafted: Drafted): void {
      const { host, endpoint } = drafted;
      const share: Share = hosts.get(host) ?? { items: 0, limited: new Map() };
      hosts.set(host, share);
      share.items += 1;
      const perS = limitOf(drafted);
      if (perS === null) return;
      const key = `${drafted.draft.item.connectionId} ${endpoint}`;
      const known = share.limited.get(key);
      share.limited.set(key, { items: (known?.items ?? 0) + 1, perS });
    },
    /** Most items first. `perS` is what the host gets on the whole. */
    all: (): HostShare[] =>
      [...hosts]
        .map(([host, share]) => {
          const seconds = secondsOf(share);
          return { host, items: share.items, perS: share.items / seconds, seconds };
        })
        .sort((one, other) => other.items - one.items),
  };
}

/** What the platform sends goes by the platform's limits. */
function limitOf(drafted: Drafted): number | null {
  return drafted.kind === 'resend' && drafted.request.executor === 'this machine' ? drafted.around.setup.perS : null;
}
