/** The address of the settings; its hash is a section. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../app/root.tsx';
import { loading } from '../../ui/loading.ts';

export const settingsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings',
  component: lazyRouteComponent(
    loading(() => import('./SettingsScreen.tsx')),
    'SettingsScreen',
  ),
});
