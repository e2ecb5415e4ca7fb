/** What happened, in numbers. */
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { latestInstant, type Overview, overviewRanges } from '../domain/overview.ts';
import { toWallClock } from '../time/zoned-time.ts';
import { output } from './usual.ts';

/** Epoch milliseconds UTC. */
const instant = z.number().int().nonnegative().max(latestInstant);

const overviewInput = z.object({
  range: z.union([
    z.enum(overviewRanges),
    z.object({ from: instant, to: instant }).refine(({ from, to }) => from < to, 'ends before it begins'),
  ]),
  /** IANA name; days begin there. */
  zone: z
    .string()
    .max(64)
    .refine((zone) => toWallClock(0, zone) !== null, 'not a time zone, e.g. Europe/Berlin'),
});

export const overview = {
  charts: oc.input(overviewInput).output(output<Overview>()),
};
