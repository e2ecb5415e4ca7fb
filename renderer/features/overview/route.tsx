/** The address where one begins. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../app/root.tsx';
import { loading } from '../../ui/loading.ts';

export const overviewRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/overview',
  component: lazyRouteComponent(
    loading(() => import('./OverviewScreen.tsx')),
    'OverviewScreen',
  ),
});
