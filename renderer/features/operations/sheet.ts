/** Opens the sheet in which a resend or replay is planned and run, from anywhere in the console. */
import { createContext, useContext } from 'react';

/** `id` is the mirror's key of the message or of the original run. */
export interface SheetTarget {
  kind: 'resend' | 'replay';
  id: number;
}

export interface SheetOpener {
  open(target: SheetTarget): void;
}

export const SheetContext = createContext<SheetOpener>({ open: () => {} });

export function useSheet(): SheetOpener {
  return useContext(SheetContext);
}
