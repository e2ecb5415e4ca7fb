/** All addresses of the console. History is the browser's own: both shells serve the page for every address, so a reload stays put. */
import type { QueryClient } from '@tanstack/react-query';
import { createRoute, createRouter, redirect } from '@tanstack/react-router';
import { activityRoute } from '../features/activity/route.tsx';
import { callRoute, callsRoute, permalinkRoute } from '../features/calls/route.tsx';
import { flowRoute, flowsRoute } from '../features/chains/flows-route.tsx';
import { chainRoute, chainsRoute } from '../features/chains/route.tsx';
import { connectionsRoute } from '../features/connections/route.tsx';
import { endpointRoute, endpointsRoute } from '../features/endpoints/route.tsx';
import { healthRoute } from '../features/health/route.tsx';
import { incidentRoute, incidentsRoute } from '../features/incidents/route.tsx';
import { operationRoute, operationsRoute } from '../features/operations/route.tsx';
import { overviewRoute } from '../features/overview/route.tsx';
import { reconcileRoute } from '../features/reconcile/route.tsx';
import { reviewReportRoute, reviewRoute } from '../features/review/route.tsx';
import { settingsRoute } from '../features/settings/route.tsx';
import { webhookRoute, webhooksRoute } from '../features/webhooks/route.tsx';
import { Failed } from '../ui/Notices.tsx';
import { rootRoute } from './root.tsx';
import { ScreenGhost } from './ScreenGhost.tsx';

const startRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/overview' });
  },
});
/** What a shell's file name leads to. */
const indexRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/index.html',
  beforeLoad: () => {
    throw redirect({ to: '/overview' });
  },
});

const routeTree = rootRoute.addChildren([
  startRoute,
  indexRoute,
  overviewRoute,
  callsRoute,
  callRoute,
  permalinkRoute,
  webhooksRoute,
  webhookRoute,
  chainsRoute,
  chainRoute,
  flowsRoute,
  flowRoute,
  incidentsRoute,
  incidentRoute,
  reconcileRoute,
  reviewRoute,
  reviewReportRoute,
  endpointsRoute,
  endpointRoute,
  operationsRoute,
  operationRoute,
  activityRoute,
  connectionsRoute,
  healthRoute,
  settingsRoute,
]);

/** A screen that is there within so long comes without its outline before it. */
const patienceMs = 100;

export type ConsoleRouter = ReturnType<typeof createConsoleRouter>;

/** `queries`: where routes put what they ask core for while their screen is loaded. */
export function createConsoleRouter(queries: QueryClient) {
  const router = createRouter({
    routeTree,
    context: { queries },
    defaultErrorComponent: ({ error, reset }) => <Failed what="this page" error={error} retry={reset} />,
    defaultPendingComponent: ScreenGhost,
    // To begin with there is nothing that an outline could take the place of.
    defaultPendingMs: 0,
    // An outline that has come may go as soon as its screen is there: they are of one shape.
    defaultPendingMinMs: 0,
  });
  const stop = router.subscribe('onRendered', () => {
    stop();
    router.options.defaultPendingMs = patienceMs;
  });
  return router;
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ConsoleRouter;
  }
}
