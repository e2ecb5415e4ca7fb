/** What the calls screens ask core for. */
import { useQuery } from '@tanstack/react-query';
import { api } from '../../app/client.ts';

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
