/** Holds the one sheet of the console, for one item or for many. */
import { lazy, type ReactNode, Suspense, useEffect, useMemo, useState } from 'react';
import type { BulkTarget } from './bulk.ts';
import { SheetContext, type SheetOpener, type SheetTarget } from './sheet.ts';

// With their editors they weigh as much as the rest of the console, so they come after it.
const Sheet = lazy(async () => ({ default: (await import('./Sheet.tsx')).Sheet }));
const BulkSheet = lazy(async () => ({ default: (await import('./BulkSheet.tsx')).BulkSheet }));

/** The first rows are on the screen by then. */
const patienceMs = 1500;

export function SheetProvider({ children }: { children: ReactNode }) {
  const [target, setTarget] = useState<SheetTarget>();
  const [many, setMany] = useState<BulkTarget>();
  // Mounted before they open, because a sheet gives the focus back to what had it when it was told to open.
  const [mounted, setMounted] = useState(false);
  useEffect(() => {
    const idle = requestIdleCallback(() => setMounted(true), { timeout: patienceMs });
    return () => cancelIdleCallback(idle);
  }, []);
  const opener = useMemo<SheetOpener>(() => ({ open: setTarget, openBulk: setMany }), []);
  return (
    <SheetContext value={opener}>
      {children}
      <Suspense>
        {mounted || target ? <Sheet target={target} onClose={() => setTarget(undefined)} /> : null}
        {mounted || many ? <BulkSheet target={many} onClose={() => setMany(undefined)} /> : null}
      </Suspense>
    </SheetContext>
  );
}
