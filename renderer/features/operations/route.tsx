/** The addresses of operations. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { rootRoute } from '../../app/root.tsx';
import { loading } from '../../ui/loading.ts';

export const operationsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/operations',
  validateSearch: (search) => z.object({ id: z.coerce.string().max(80).optional().catch(undefined) }).parse(search),
  component: lazyRouteComponent(
    loading(() => import('./screens.tsx')),
    'OperationsScreen',
  ),
});

export const operationRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/operations/$id',
  component: lazyRouteComponent(
    loading(() => import('./screens.tsx')),
    'OperationScreen',
  ),
});
