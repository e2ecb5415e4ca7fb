/** Holds the one sheet of the console, for one item or for many. */
import { useRouterState } from '@tanstack/react-router';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { whenIdle } from '../../ui/idle.ts';
import { later } from '../../ui/later.tsx';
import { toast } from '../../ui/toasts.ts';
import type { BulkTarget } from './bulk.ts';
import { SheetContext, type SheetOpener, type SheetTarget } from './sheet.ts';

// With their editors they weigh as much as the rest of the console, so they come after it.
const Sheet = later(async () => (await import('./Sheet.tsx')).Sheet);
const BulkSheet = later(async () => (await import('./BulkSheet.tsx')).BulkSheet);

export function SheetProvider({ children }: { children: ReactNode }) {
  const [target, setTarget] = useState<SheetTarget>();
  const [many, setMany] = useState<BulkTarget>();
  // Once there they stay: what closes has to give the focus back.
  const [hasSheet, setHasSheet] = useState(false);
  const [hasBulk, setHasBulk] = useState(false);
  const arrived = useRouterState({ select: ({ resolvedLocation }) => resolvedLocation !== undefined });
  useEffect(() => {
    // The first screen comes before it.
    if (!arrived) return;
    return whenIdle(() => {
      // A failure is told when one is opened.
      Sheet.fetch().then(
        () => setHasSheet(true),
        () => {},
      );
      BulkSheet.fetch().then(
        () => setHasBulk(true),
        () => {},
      );
    });
  }, [arrived]);
  const opener = useMemo<SheetOpener>(
    () => ({
      open(next) {
        const show = () => {
          setHasSheet(true);
          setTarget(next);
        };
        Sheet.fetch().then(show, notLoaded);
      },
      openBulk(next) {
        const show = () => {
          setHasBulk(true);
          setMany(next);
        };
        BulkSheet.fetch().then(show, notLoaded);
      },
    }),
    [],
  );
  return (
    <SheetContext value={opener}>
      {children}
      {hasSheet ? <Sheet target={target} onClose={() => setTarget(undefined)} /> : null}
      {hasBulk ? <BulkSheet target={many} onClose={() => setMany(undefined)} /> : null}
    </SheetContext>
  );
}

function notLoaded(): void {
  toast({
    title: 'The sheet could not be loaded',
    text: 'Aftercall was updated since this page was opened, or it has stopped. Make sure it is running, then reload.',
    tone: 'bad',
    action: { label: 'Reload', run: () => window.location.reload() },
  });
}
