/** What the chain screens ask core for. */
import { useQuery } from '@tanstack/react-query';
import { api, client } from '../../app/client.ts';

export type RunsShow = 'failed' | 'recovered' | 'succeeded' | 'all';

export function runsList(filter: { text?: string | undefined; show: RunsShow }) {
  const input = { show: filter.show, limit: 100, ...(filter.text ? { text: filter.text } : {}) };
  return {
    queryKey: [...api.chains.page.key({ type: 'infinite', input })],
    fetchPage: (cursor: string | undefined, signal?: AbortSignal) =>
      client.chains.page({ ...input, ...(cursor ? { cursor } : {}) }, signal ? { signal } : {}),
  };
}

export function useRun(id: number) {
  return useQuery(api.chains.get.queryOptions({ input: { id } }));
}
