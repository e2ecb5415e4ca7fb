/** What the webhook screens ask core for. */
import { useQuery } from '@tanstack/react-query';
import { api, client } from '../../app/client.ts';

export type MessagesShow = 'failed' | 'pending' | 'recovered' | 'succeeded' | 'all';

export function messagesList(filter: { text?: string | undefined; show: MessagesShow }) {
  const input = { show: filter.show, limit: 100, ...(filter.text ? { text: filter.text } : {}) };
  return {
    queryKey: [...api.webhooks.page.key({ type: 'infinite', input })],
    fetchPage: (cursor: string | undefined, signal?: AbortSignal) =>
      client.webhooks.page({ ...input, ...(cursor ? { cursor } : {}) }, signal ? { signal } : {}),
  };
}

export function useMessage(id: number) {
  return useQuery(api.webhooks.get.queryOptions({ input: { id } }));
}
