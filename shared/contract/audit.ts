/** The audit: who did what, when and why. */
import { oc } from '@orpc/contract';
import type { AuditChoices, AuditRow } from '../domain/operation.ts';
import { auditFilter } from './filters.ts';
import { cursor, limit, output, type Page } from './usual.ts';

export const audit = {
  page: oc.input(auditFilter.extend({ cursor, limit })).output(output<Page<AuditRow>>()),
  /** What the list's filters can be set to. */
  choices: oc.output(output<AuditChoices>()),
  /** Recomputes the hash chain; `brokenAt` is the first line that does not follow from the one before. */
  verify: oc.output(output<{ lines: number; brokenAt: number | null }>()),
};
