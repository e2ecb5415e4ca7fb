/** The addresses of reviews: working through a queue, and the report. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from '../../app/root.tsx';
import { loading } from '../../ui/loading.ts';
import { reportSearch, reviewSearch } from './search.ts';

export const reviewRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/review',
  validateSearch: (raw) => reviewSearch.parse(raw),
  component: lazyRouteComponent(
    loading(() => import('./ReviewScreen.tsx')),
    'Review',
  ),
});

export const reviewReportRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/review/report',
  validateSearch: (raw) => reportSearch.parse(raw),
  component: lazyRouteComponent(
    loading(() => import('./ReportScreen.tsx')),
    'ReportScreen',
  ),
});
