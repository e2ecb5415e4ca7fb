/** What the endpoint screens ask core for. */
import { useQuery } from '@tanstack/react-query';
import type { Page } from '../../../shared/contract/index.ts';
import type { Endpoint, EndpointKey } from '../../../shared/domain/endpoint.ts';
import { api, client } from '../../app/client.ts';
import { pathOf } from './address.ts';

export interface EndpointRow extends Endpoint {
  id: string;
}

/** There are dozens of endpoints, not thousands: one page holds them all. */
export function endpointsList(text: string | undefined) {
  const wanted = text?.trim().toLowerCase() ?? '';
  return {
    queryKey: [...api.endpoints.list.key({ type: 'infinite' }), wanted],
    fetchPage: async (_: string | undefined, signal?: AbortSignal): Promise<Page<EndpointRow>> => {
      const all = await client.endpoints.list(undefined, signal ? { signal } : {});
      const rows = all
        .filter(({ name, url }) => `${name} ${url}`.toLowerCase().includes(wanted))
        .map((endpoint) => ({ ...endpoint, id: pathOf(endpoint) }));
      return { rows, next: undefined, total: { count: rows.length, exact: true } };
    },
  };
}

export function useEndpoint(key: EndpointKey) {
  return useQuery(api.endpoints.get.queryOptions({ input: key }));
}
