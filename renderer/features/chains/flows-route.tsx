/** The addresses of published chains. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { rootRoute } from '../../app/root.tsx';
import { loading } from '../../ui/loading.ts';

/** `node` is the node that is selected, `from` the version compared against. */
const flowSearch = z.object({
  version: z.number().int().nonnegative().optional().catch(undefined),
  from: z.number().int().nonnegative().optional().catch(undefined),
  node: z.string().max(1000).optional().catch(undefined),
});

export const flowsSearch = z.object({
  text: z.coerce.string().max(200).optional().catch(undefined),
  id: z.string().max(2000).optional().catch(undefined),
});

export const flowsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/chains/flows',
  validateSearch: (search) => flowsSearch.parse(search),
  component: lazyRouteComponent(
    loading(() => import('./flow-screens.tsx')),
    'FlowsScreen',
  ),
});

export const flowRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/chains/flows/$connectionId/$flowId',
  validateSearch: (search) => flowSearch.parse(search),
  component: lazyRouteComponent(
    loading(() => import('./flow-screens.tsx')),
    'FlowScreen',
  ),
});
