/** The addresses of calls: the list, one of them on a page of its own, and the address of a call that lasts. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { rootRoute } from '../../app/root.tsx';
import { idInPath } from '../../ui/record-address.ts';
import { type CallsSearch, callsSearch } from './calls-search.ts';
import { tabs } from './place.ts';

const placeSearch = z.object({
  tab: z.enum(tabs).optional().catch(undefined),
  at: z.string().max(40).optional().catch(undefined),
});

export const callsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/calls',
  validateSearch: callsSearch,
  component: lazyRouteComponent(() => import('./CallsScreen.tsx'), 'CallsScreen'),
});

export const callRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/calls/$id',
  params: idInPath,
  validateSearch: (search) => placeSearch.parse(search),
  component: lazyRouteComponent(() => import('./CallScreen.tsx'), 'CallScreen'),
});

/** An address that lasts; leads to the call's page. */
export const permalinkRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/call/$connection/$callId',
  validateSearch: (search) => placeSearch.parse(search),
  component: lazyRouteComponent(() => import('./CallScreen.tsx'), 'PermalinkScreen'),
});

declare module '@tanstack/react-router' {
  interface HistoryState {
    /** What the list of calls was narrowed to when this call was opened from it. */
    list?: CallsSearch;
  }
}
