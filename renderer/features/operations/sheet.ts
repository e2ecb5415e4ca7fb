/** Opens the sheet in which a resend or replay is planned and run, from anywhere in the console. */
import { createContext, useContext } from 'react';
import type { ResumePoint } from '../../../shared/domain/operation.ts';
import type { BulkTarget } from './bulk.ts';

/**
 * `id` is the mirror's key of the message or of the run; `edit` begins with the editor open, `resume` is a step of the run to begin with.
 * `callId` is the mirror's key of a call that ended without a run of the flow.
 */
export type SheetTarget =
  | { kind: 'resend'; id: number; edit?: true }
  | { kind: 'replay'; id: number; resume?: ResumePoint }
  | { kind: 'from call'; callId: number; flowId: string };

export interface SheetOpener {
  open(target: SheetTarget): void;
  openBulk(target: BulkTarget): void;
}

export const SheetContext = createContext<SheetOpener>({ open: () => {}, openBulk: () => {} });

export function useSheet(): SheetOpener {
  return useContext(SheetContext);
}
