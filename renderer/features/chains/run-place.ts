/** A place within a run's page, as the address carries it. */
import { z } from 'zod';

export const runViews = ['graph', 'list', 'then', 'input'] as const;
export type RunViewName = (typeof runViews)[number];

/** What of a run is looked at: which of its replays, which step (from 1), and how. An address can hold it. */
export const runPlace = z.object({
  run: z.number().int().positive().optional().catch(undefined),
  step: z.number().int().positive().optional().catch(undefined),
  view: z.enum(runViews).optional().catch(undefined),
});
export type RunPlace = z.infer<typeof runPlace>;
