/** What every page stands in: theme, caches, router. */
import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { type QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useEffect } from 'react';
import { styleNonce } from '../ui/nonce.ts';
import { Toasts } from '../ui/Toasts.tsx';
import { followAlerts } from './alerts.ts';
import { expectScreens } from './expect-screens.ts';
import { followChanges } from './queries.ts';
import type { ConsoleRouter } from './router.tsx';
import { cssVariables, theme } from './theme.ts';

const schemes = localStorageColorSchemeManager({ key: 'aftercall.theme' });

export function Providers({ queries, router }: { queries: QueryClient; router: ConsoleRouter }) {
  useEffect(() => followChanges(queries), [queries]);
  useEffect(() => followAlerts((path) => router.history.push(path)), [router]);
  useEffect(() => expectScreens(router), [router]);
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      defaultColorScheme="auto"
      colorSchemeManager={schemes}
      getStyleNonce={styleNonce}
    >
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
        <Toasts />
      </QueryClientProvider>
    </MantineProvider>
  );
}
