/** The addresses of endpoints. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { rootRoute } from '../../app/root.tsx';
import { loading } from '../../ui/loading.ts';

export const search = z.object({
  text: z.coerce.string().max(200).optional().catch(undefined),
  id: z.string().max(2000).optional().catch(undefined),
});

export const endpointsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/endpoints',
  validateSearch: (raw) => search.parse(raw),
  component: lazyRouteComponent(
    loading(() => import('./screens.tsx')),
    'EndpointsScreen',
  ),
});

export const endpointRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/endpoints/$connectionId/$endpointId',
  component: lazyRouteComponent(
    loading(() => import('./screens.tsx')),
    'EndpointScreen',
  ),
});
