/** The addresses of webhook messages. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { messageFilter } from '../../../shared/contract/filters.ts';
import { rootRoute } from '../../app/root.tsx';
import { filterSearch } from '../../ui/filters/address.ts';
import { loading } from '../../ui/loading.ts';
import { idInPath } from '../../ui/record-address.ts';

const messagePlace = z.object({ attempt: z.number().int().nonnegative().optional().catch(undefined) });

export const searchOf = filterSearch(messageFilter);

export const webhooksRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/webhooks',
  validateSearch: searchOf,
  component: lazyRouteComponent(
    loading(() => import('./screens.tsx')),
    'WebhooksScreen',
  ),
});

export const webhookRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/webhooks/$id',
  params: idInPath,
  validateSearch: (search) => messagePlace.parse(search),
  component: lazyRouteComponent(
    loading(() => import('./screens.tsx')),
    'WebhookScreen',
  ),
});
