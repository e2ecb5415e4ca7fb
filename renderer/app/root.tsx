/** The root of all routes: the frame, and what is shown where an address leads nowhere. */
import { Button } from '@mantine/core';
import { IconMapOff } from '@tabler/icons-react';
import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, Link } from '@tanstack/react-router';
import { Empty, Failed } from '../ui/Notices.tsx';
import { Frame } from './Frame.tsx';

/** What routes may ask of core before their screen is loaded. */
interface RouteContext {
  queries: QueryClient;
}

export const rootRoute = createRootRouteWithContext<RouteContext>()({
  component: Frame,
  notFoundComponent: () => (
    <Empty
      icon={IconMapOff}
      title="There is no page at this address"
      action={
        <Button component={Link} to="/calls">
          Go to calls
        </Button>
      }
    >
      The link may come from a newer version, or from another console.
    </Empty>
  ),
  errorComponent: ({ error, reset }) => <Failed what="this page" error={error} retry={reset} />,
});
