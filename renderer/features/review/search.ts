/** What the addresses of reviews carry. */
import { z } from 'zod';
import { periods } from './figures.ts';

export const reviewSearch = z.object({
  queue: z.number().int().positive().optional().catch(undefined),
  /** The call that is read; else the first that waits. */
  id: z.number().int().positive().optional().catch(undefined),
  /** The queue being changed, `new`, or the score card. */
  edit: z
    .union([z.number().int().positive(), z.enum(['new', 'card'])])
    .optional()
    .catch(undefined),
});
export type ReviewSearch = z.infer<typeof reviewSearch>;

export const reportSearch = z.object({
  period: z.enum(periods).optional().catch(undefined),
  /** A column's name; with a minus before it, the other way round. */
  sort: z.string().max(60).optional().catch(undefined),
});
