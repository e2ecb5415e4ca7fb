/** The addresses of chain runs. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { runFilter } from '../../../shared/contract/filters.ts';
import { rootRoute } from '../../app/root.tsx';
import { filterSearch } from '../../ui/filters/address.ts';
import { loading } from '../../ui/loading.ts';
import { idInPath } from '../../ui/record-address.ts';
import { runPlace } from './run-place.ts';

export const searchOf = filterSearch(runFilter);

export const chainsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/chains',
  validateSearch: searchOf,
  component: lazyRouteComponent(
    loading(() => import('./screens.tsx')),
    'ChainsScreen',
  ),
});

export const chainRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/chains/$id',
  params: idInPath,
  validateSearch: (search) => runPlace.parse(search),
  component: lazyRouteComponent(
    loading(() => import('./screens.tsx')),
    'ChainScreen',
  ),
});
