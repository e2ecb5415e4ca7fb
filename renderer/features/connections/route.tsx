/** The address of the connections, and of what they could not bring. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { rootRoute } from '../../app/root.tsx';
import { loading } from '../../ui/loading.ts';
import { sheets } from './sheets.ts';

export const search = z.object({
  show: z.enum(['connections', 'gaps', 'dead letters']).optional().catch(undefined),
  /** The connection being edited, or `new`. */
  edit: z.coerce.string().max(64).optional().catch(undefined),
  /** What is open of the connection `of`. */
  sheet: z.enum(sheets).optional().catch(undefined),
  of: z.coerce.string().max(64).optional().catch(undefined),
  /** The dead letter being read. */
  id: z.number().int().positive().optional().catch(undefined),
});

export const connectionsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/connections',
  validateSearch: (raw) => search.parse(raw),
  component: lazyRouteComponent(
    loading(() => import('./ConnectionsScreen.tsx')),
    'ConnectionsScreen',
  ),
});
