/** What the webhook screens ask core for. */
import { useQuery } from '@tanstack/react-query';
import type { MessageFilter } from '../../../shared/contract/filters.ts';
import { api, client } from '../../app/client.ts';
import { forCore, type Range } from '../../ui/filters/address.ts';
import type { Zone } from '../../ui/format.ts';

/** Of the address: a relative stretch of time is made absolute each time core is asked. */
export function messagesList(
  search: Partial<MessageFilter> & { range?: Range | undefined; id?: number | undefined },
  zone: Zone,
) {
  const { id: _, ...input } = search;
  return {
    queryKey: [...api.webhooks.page.key({ type: 'infinite' }), input],
    fetchPage: (cursor: string | undefined, signal?: AbortSignal) =>
      client.webhooks.page(
        { ...forCore(input, Date.now(), zone), limit: 100, ...(cursor ? { cursor } : {}) },
        signal ? { signal } : {},
      ),
  };
}

export function useMessage(id: number) {
  return useQuery(api.webhooks.get.queryOptions({ input: { id } }));
}
