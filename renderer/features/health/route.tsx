/** How the mirror is: what comes in, what is behind, how large it is, whether it is sound, and its backups. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../app/root.tsx';
import { loading } from '../../ui/loading.ts';

export const healthRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/health',
  component: lazyRouteComponent(
    loading(() => import('./HealthScreen.tsx')),
    'HealthScreen',
  ),
});
