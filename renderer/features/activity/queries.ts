/** What the activity screen asks core for. */
import type { AuditFilter } from '../../../shared/contract/filters.ts';
import { api, client } from '../../app/client.ts';
import { forCore, type Range } from '../../ui/filters/address.ts';
import type { Zone } from '../../ui/format.ts';

export type ActivitySearch = Partial<AuditFilter> & { range?: Range | undefined; id?: number | undefined };

/** Of the address: a relative stretch of time is made absolute each time core is asked. */
export function activityList(search: ActivitySearch, zone: Zone) {
  const { id: _, ...input } = search;
  return {
    queryKey: [...api.audit.page.key({ type: 'infinite' }), input],
    fetchPage: (cursor: string | undefined, signal?: AbortSignal) =>
      client.audit.page(
        { ...forCore(input, Date.now(), zone), limit: 100, ...(cursor ? { cursor } : {}) },
        signal ? { signal } : {},
      ),
  };
}
