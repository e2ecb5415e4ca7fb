/** What a bulk operation is asked for with. */
import { z } from 'zod';
import { usualPace } from '../domain/bulk.ts';
import { messageFilter, runFilter } from './filters.ts';

/** More than this is several operations. */
export const mostItems = 100_000;

const key = z.number().int().positive();

const pace = z.object({
  perHostPerS: z.number().min(0.1).max(100_000).default(usualPace.perHostPerS),
  perHostAtOnce: z.number().int().min(1).max(64).default(usualPace.perHostAtOnce),
  canary: z.number().int().min(0).max(1000).default(usualPace.canary),
  stopAfter: z.number().int().min(0).max(1000).default(usualPace.stopAfter),
});

const common = {
  executor: z.enum(['this machine', 'platform']).default('this machine'),
  name: z.string().trim().min(1).max(120),
  reason: z.string().trim().min(1).max(500),
  pace: pace.default(usualPace),
};

const ids = z.object({ ids: z.array(key).min(1).max(mostItems) });

/** `filter` is what the list of messages or runs takes; the plan freezes what it matches now. */
export const bulkInput = z.discriminatedUnion('kind', [
  z.object({
    ...common,
    kind: z.literal('resend'),
    select: z.union([ids, z.object({ filter: messageFilter })]),
  }),
  z.object({
    ...common,
    kind: z.literal('replay'),
    /** The recorded version of each run's flow, or the newest. */
    version: z.enum(['recorded', 'current']).default('recorded'),
    select: z.union([ids, z.object({ filter: runFilter })]),
  }),
]);
export type BulkInput = z.output<typeof bulkInput>;
