/** Holds the one sheet of the console. */
import { type ReactNode, useMemo, useState } from 'react';
import { Sheet } from './Sheet.tsx';
import { SheetContext, type SheetOpener, type SheetTarget } from './sheet.ts';

export function SheetProvider({ children }: { children: ReactNode }) {
  const [target, setTarget] = useState<SheetTarget>();
  const opener = useMemo<SheetOpener>(() => ({ open: setTarget }), []);
  return (
    <SheetContext value={opener}>
      {children}
      <Sheet target={target} onClose={() => setTarget(undefined)} />
    </SheetContext>
  );
}
