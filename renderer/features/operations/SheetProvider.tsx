/** Holds the one sheet of the console, for one item or for many. */
import { type ReactNode, useMemo, useState } from 'react';
import { BulkSheet } from './BulkSheet.tsx';
import type { BulkTarget } from './bulk.ts';
import { Sheet } from './Sheet.tsx';
import { SheetContext, type SheetOpener, type SheetTarget } from './sheet.ts';

export function SheetProvider({ children }: { children: ReactNode }) {
  const [target, setTarget] = useState<SheetTarget>();
  const [many, setMany] = useState<BulkTarget>();
  const opener = useMemo<SheetOpener>(() => ({ open: setTarget, openBulk: setMany }), []);
  return (
    <SheetContext value={opener}>
      {children}
      <Sheet target={target} onClose={() => setTarget(undefined)} />
      <BulkSheet target={many} onClose={() => setMany(undefined)} />
    </SheetContext>
  );
}
