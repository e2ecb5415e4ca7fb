/** The address of what should be there and is not. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { discrepancyKinds } from '../../../shared/domain/reconcile.ts';
import { rootRoute } from '../../app/root.tsx';
import { loading } from '../../ui/loading.ts';

export const search = z.object({
  kind: z.enum(discrepancyKinds).optional().catch(undefined),
  id: z.string().max(400).optional().catch(undefined),
});

export const reconcileRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/missing',
  validateSearch: (raw) => search.parse(raw),
  component: lazyRouteComponent(
    loading(() => import('./MissingScreen.tsx')),
    'MissingScreen',
  ),
});
