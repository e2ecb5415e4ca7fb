/** The addresses of incidents. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { rootRoute } from '../../app/root.tsx';
import { loading } from '../../ui/loading.ts';
import { idInPath, listSearch } from '../../ui/record-address.ts';

const searchOf = listSearch(z.enum(['open', 'closed', 'all'])).extend({
  kind: z.enum(['webhooks', 'chains']).optional().catch(undefined),
});
export type Search = z.output<typeof searchOf>;

export const incidentsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/incidents',
  validateSearch: (search) => searchOf.parse(search),
  component: lazyRouteComponent(
    loading(() => import('./screens.tsx')),
    'IncidentsScreen',
  ),
});

export const incidentRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/incidents/$id',
  params: idInPath,
  component: lazyRouteComponent(
    loading(() => import('./screens.tsx')),
    'IncidentScreen',
  ),
});
