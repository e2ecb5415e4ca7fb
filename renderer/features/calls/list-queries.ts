/** What the list of calls asks core for. */
import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';
import type { CallFilter } from '../../../shared/contract/filters.ts';
import { api, client } from '../../app/client.ts';
import { forCore, type Range } from '../../ui/filters/address.ts';
import type { Zone } from '../../ui/format.ts';

type Loose<T> = { [K in keyof T]?: T[K] | undefined };
/** A filter as the address carries it. */
export type ListedFilter = Loose<CallFilter> & { range?: Range | undefined };

/** Little, so that it is there at once while somebody types; what is scrolled to comes in larger pieces. */
const firstPage = 80;
const furtherPage = 200;

/** A relative stretch of time is made absolute each time core is asked. */
export function callsList(filter: ListedFilter, zone: Zone) {
  return {
    queryKey: [...api.calls.page.key({ type: 'infinite' }), filter],
    fetchPage: (cursor: string | undefined, signal?: AbortSignal) =>
      client.calls.page(
        {
          ...forCore(filter, Date.now(), zone),
          limit: cursor ? furtherPage : firstPage,
          ...(cursor ? { cursor } : {}),
        },
        signal ? { signal } : {},
      ),
  };
}

/** How often each value occurs among the calls a filter finds. */
export function useFacets(filter: ListedFilter, zone: Zone, enabled: boolean) {
  return useQuery({
    queryKey: [...api.calls.facets.key({ type: 'query' }), filter],
    queryFn: ({ signal }) => client.calls.facets(forCore(filter, Date.now(), zone), { signal }),
    placeholderData: keepPreviousData,
    enabled,
  });
}

export function useChoices(enabled: boolean) {
  return useQuery({ ...api.calls.choices.queryOptions(), enabled });
}

/** How many calls there would be with each of these filters; one of them is the filter in force without one of its parts. */
export function useTotals(filters: readonly ListedFilter[], zone: Zone) {
  return useQueries({
    queries: filters.map((filter) => ({
      queryKey: [...api.calls.page.key({ type: 'query' }), 'total', filter],
      queryFn: async ({ signal }: { signal: AbortSignal }) => {
        const page = await client.calls.page({ ...forCore(filter, Date.now(), zone), limit: 1 }, { signal });
        return { ...page.total, some: page.rows.length > 0 };
      },
    })),
  });
}
