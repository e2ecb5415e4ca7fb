/** What the incident screens ask core for. */
import { useQuery } from '@tanstack/react-query';
import { api, client } from '../../app/client.ts';

export interface IncidentSearch {
  text?: string | undefined;
  show?: 'open' | 'closed' | 'all' | undefined;
  kind?: 'webhooks' | 'chains' | undefined;
}

export function incidentsList({ text, show, kind }: IncidentSearch) {
  const input = { limit: 100, ...(show ? { show } : {}), ...(text ? { text } : {}), ...(kind ? { kind } : {}) };
  return {
    queryKey: [...api.incidents.page.key({ type: 'infinite', input })],
    fetchPage: (cursor: string | undefined, signal?: AbortSignal) =>
      client.incidents.page({ ...input, ...(cursor ? { cursor } : {}) }, signal ? { signal } : {}),
  };
}

export function useIncident(id: number) {
  return useQuery(api.incidents.get.queryOptions({ input: { id } }));
}
