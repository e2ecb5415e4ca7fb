/** The addresses of calls: the list, one of them on a page of its own, and the address of a call that lasts. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { rootRoute } from '../../app/root.tsx';
import { loading } from '../../ui/loading.ts';
import { preferences } from '../../ui/preferences.ts';
import { idInPath } from '../../ui/record-address.ts';
import { expectList } from '../../ui/useLiveList.ts';
import { zoneOf } from '../../ui/zones.ts';
import { type CallsSearch, callsSearch } from './calls-search.ts';
import { filterOf } from './filters.ts';
import { callsList } from './list-queries.ts';
import { tabs } from './place.ts';

const placeSearch = z.object({
  tab: z.enum(tabs).optional().catch(undefined),
  at: z.string().max(40).optional().catch(undefined),
});

export const callsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/calls',
  validateSearch: callsSearch,
  loader({ context, location }) {
    const zone = zoneOf(preferences().zone, undefined, new Map());
    expectList(context.queries, callsList(filterOf(callsSearch(location.search)), zone));
  },
  // What the list is narrowed to afterwards, it asks for by itself.
  staleTime: Number.POSITIVE_INFINITY,
  component: lazyRouteComponent(
    loading(() => import('./CallsScreen.tsx')),
    'CallsScreen',
  ),
});

export const callRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/calls/$id',
  params: idInPath,
  validateSearch: (search) => placeSearch.parse(search),
  component: lazyRouteComponent(
    loading(() => import('./CallScreen.tsx')),
    'CallScreen',
  ),
});

/** An address that lasts; leads to the call's page. */
export const permalinkRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/call/$connection/$callId',
  validateSearch: (search) => placeSearch.parse(search),
  component: lazyRouteComponent(
    loading(() => import('./CallScreen.tsx')),
    'PermalinkScreen',
  ),
});

declare module '@tanstack/react-router' {
  interface HistoryState {
    /** What the list of calls was narrowed to when this call was opened from it. */
    list?: CallsSearch;
  }
}
