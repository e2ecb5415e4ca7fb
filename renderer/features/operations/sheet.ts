/** Opens the sheet in which a resend or replay is planned and run, from anywhere in the console. */
import { createContext, useContext } from 'react';
import type { ResumePoint } from '../../../shared/domain/operation.ts';
import type { BulkTarget } from './bulk.ts';

/** `id` is the mirror's key of the message or of the run; `resume` is a step of that run to begin with. */
export interface SheetTarget {
  kind: 'resend' | 'replay';
  id: number;
  resume?: ResumePoint;
}

export interface SheetOpener {
  open(target: SheetTarget): void;
  openBulk(target: BulkTarget): void;
}

export const SheetContext = createContext<SheetOpener>({ open: () => {}, openBulk: () => {} });

export function useSheet(): SheetOpener {
  return useContext(SheetContext);
}
