/** What the calls screens ask core for. */
import { useQuery } from '@tanstack/react-query';
import { api, client } from '../../app/client.ts';

export type CallsShow = 'all' | 'failed' | 'failed webhooks' | 'failed chains' | 'recovered';

const pageSize = 100;

export function callsList(filter: { text?: string | undefined; show: CallsShow }) {
  const input = { show: filter.show, limit: pageSize, ...(filter.text ? { text: filter.text } : {}) };
  return {
    queryKey: [...api.calls.page.key({ type: 'infinite', input })],
    fetchPage: (cursor: string | undefined, signal?: AbortSignal) =>
      client.calls.page({ ...input, ...(cursor ? { cursor } : {}) }, signal ? { signal } : {}),
  };
}

/** A call with everything that hangs on it. */
export function useCall(id: number) {
  return {
    call: useQuery(api.calls.get.queryOptions({ input: { id } })),
    messages: useQuery(api.calls.messages.queryOptions({ input: { id } })),
    runs: useQuery(api.calls.runs.queryOptions({ input: { id } })),
  };
}

/** An event's received text never changes. */
export function useRawEvent(seq: number | undefined) {
  return useQuery({
    ...api.events.get.queryOptions({ input: { seq: seq ?? 1 } }),
    enabled: seq !== undefined,
    gcTime: 30_000,
  });
}
