/** The address of the activity, with what it is narrowed to. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { auditFilter } from '../../../shared/contract/filters.ts';
import { rootRoute } from '../../app/root.tsx';
import { filterSearch } from '../../ui/filters/address.ts';
import { loading } from '../../ui/loading.ts';

export const searchOf = filterSearch(auditFilter);

export const activityRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/activity',
  validateSearch: searchOf,
  component: lazyRouteComponent(
    loading(() => import('./ActivityScreen.tsx')),
    'ActivityScreen',
  ),
});
