/** Holds the one sheet of the console, for one item or for many. */
import { lazy, type ReactNode, Suspense, useMemo, useState } from 'react';
import type { BulkTarget } from './bulk.ts';
import { SheetContext, type SheetOpener, type SheetTarget } from './sheet.ts';

// With their editors they weigh as much as the rest of the console, and most pages never open one.
const Sheet = lazy(async () => ({ default: (await import('./Sheet.tsx')).Sheet }));
const BulkSheet = lazy(async () => ({ default: (await import('./BulkSheet.tsx')).BulkSheet }));

export function SheetProvider({ children }: { children: ReactNode }) {
  const [target, setTarget] = useState<SheetTarget>();
  const [many, setMany] = useState<BulkTarget>();
  // Once opened they stay, so that they can be seen to close.
  const [opened, setOpened] = useState({ one: false, many: false });
  const opener = useMemo<SheetOpener>(
    () => ({
      open(next) {
        setTarget(next);
        setOpened((before) => ({ ...before, one: true }));
      },
      openBulk(next) {
        setMany(next);
        setOpened((before) => ({ ...before, many: true }));
      },
    }),
    [],
  );
  return (
    <SheetContext value={opener}>
      {children}
      <Suspense>
        {opened.one ? <Sheet target={target} onClose={() => setTarget(undefined)} /> : null}
        {opened.many ? <BulkSheet target={many} onClose={() => setMany(undefined)} /> : null}
      </Suspense>
    </SheetContext>
  );
}
