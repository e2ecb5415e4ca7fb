/** Holds the one sheet of the console, for one item or for many. */
import { useRouterState } from '@tanstack/react-router';
import { type ReactNode, useCallback, useEffect, useMemo, useState } from 'react';
import { whenIdle } from '../../ui/idle.ts';
import { later } from '../../ui/later.tsx';
import { toast } from '../../ui/toasts.ts';
import type { BulkTarget } from './bulk.ts';
import { SheetContext, type SheetOpener, type SheetTarget } from './sheet.ts';

// With their editors they weigh as much as the rest of the console, so they come after it.
const Sheet = later(async () => (await import('./Sheet.tsx')).Sheet);
const BulkSheet = later(async () => (await import('./BulkSheet.tsx')).BulkSheet);

export function SheetProvider({ children }: { children: ReactNode }) {
  const one = useTarget<SheetTarget>(Sheet.fetch);
  const many = useTarget<BulkTarget>(BulkSheet.fetch);
  const opener = useMemo<SheetOpener>(() => ({ open: one.open, openBulk: many.open }), [one.open, many.open]);
  return (
    <SheetContext value={opener}>
      {children}
      {one.isThere ? <Sheet target={one.target} onClose={one.close} /> : null}
      {many.isThere ? <BulkSheet target={many.target} onClose={many.close} /> : null}
    </SheetContext>
  );
}

/** What a sheet is open for. Once fetched it stays: what closes has to give the focus back. */
function useTarget<T>(fetch: () => Promise<unknown>) {
  const [isThere, setThere] = useState(false);
  const [target, setTarget] = useState<T>();
  const arrived = useRouterState({ select: ({ resolvedLocation }) => resolvedLocation !== undefined });
  useEffect(() => {
    // The first screen comes before it.
    if (!arrived) return;
    return whenIdle(() => {
      fetch().then(
        () => setThere(true),
        // Told when it is opened.
        () => {},
      );
    });
  }, [arrived, fetch]);
  const open = useCallback(
    (next: T) => {
      const show = () => {
        setThere(true);
        setTarget(() => next);
      };
      fetch().then(show, notLoaded);
    },
    [fetch],
  );
  const close = useCallback(() => setTarget(undefined), []);
  return { isThere, target, open, close };
}

function notLoaded(): void {
  toast({
    title: 'The sheet could not be loaded',
    text: 'Aftercall was updated since this page was opened, or it has stopped. Make sure it is running, then reload.',
    tone: 'bad',
    action: { label: 'Reload', run: () => window.location.reload() },
  });
}
