/** Reviewing calls: queues, marks, scores, the score card, and the report of what was found. */
import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import type { CallRow } from '../domain/call.ts';
import {
  type CallReview,
  type Marking,
  markings,
  type QueueStanding,
  type ReviewQueue,
  type ReviewReport,
  type ScoreCard,
  waitsFor,
} from '../domain/review.ts';
import { callFilter } from './filters.ts';
import { cursor, errors, key, limit, output, type Page } from './usual.ts';

const score = z.number().int().min(1).max(5).nullable();
const itemId = z.string().regex(/^[\w-]{1,40}$/, 'letters, digits, _ and -');
const instant = z.number().int().nonnegative();

const queueFilter = callFilter.omit({ from: true, to: true, review: true, order: true });

const queueInput = z.object({
  id: key.optional(),
  name: z.string().trim().min(1).max(60),
  waits: z.enum(waitsFor),
  filter: queueFilter,
  sample: z.number().min(0.1).max(100).nullable(),
  days: z.number().int().min(1).max(3650).nullable(),
  goal: z.number().int().min(1).max(1000).nullable(),
});

const cardItem = z.object({
  id: itemId,
  name: z.string().trim().min(1).max(60),
  description: z.string().trim().max(300),
  weight: z.number().int().min(1).max(10),
});

export const review = {
  /** In their order. The day is that of `zone`, an IANA name; `today` counts what was reviewed in it, out of whichever queue. */
  queues: oc
    .input(z.object({ zone: z.string().max(64).default('UTC') }))
    .output(output<{ queues: QueueStanding[]; today: number }>()),
  /** Calls of a queue, newest first. A page may hold fewer than `limit` and yet have a `next`. */
  page: oc
    .input(z.object({ queue: key, cursor, limit }))
    .errors(errors)
    .output(output<Page<CallRow>>()),
  of: oc
    .input(z.object({ id: key }))
    .errors(errors)
    .output(output<CallReview>()),
  /** Changes what is given and leaves the rest; `null` takes a score back. `undo` names the change. */
  change: oc
    .input(
      z.object({
        id: key,
        /** Out of which queue. */
        queue: key.optional(),
        reviewed: z.boolean().optional(),
        flagged: z.boolean().optional(),
        score: score.optional(),
        card: z.record(itemId, score).optional(),
      }),
    )
    .errors(errors)
    .output(output<{ undo: number; review: CallReview }>()),
  /** Puts a review back as it was before a change, unless it was changed again since. */
  undo: oc
    .input(z.object({ undo: key }))
    .errors({ ...errors, CHANGED_SINCE: { status: 409, data: z.object({ actor: z.string() }) } })
    .output(output<CallReview>()),
  /** Marks all that a filter finds, or `ids` of it, some at a time; ends early when the client aborts, and what is marked then stays so. */
  mark: oc
    .input(z.object({ filter: callFilter, ids: z.array(key).max(10_000).optional(), as: z.enum(markings) }))
    .output(eventIterator(output<Marking>())),
  /** Undoes changes, the last first. Calls that were changed again since stay as they are, and are counted. */
  undoMany: oc.input(z.object({ undos: z.array(key).max(500) })).output(output<{ undone: number; kept: number }>()),
  /** Without `id` a new one, at the end. */
  saveQueue: oc.input(queueInput).errors(errors).output(output<ReviewQueue>()),
  /** Reviews that were made out of it stay. */
  removeQueue: oc.input(z.object({ id: key })).errors(errors),
  /** The order of the queues; those left out come last, as they were. */
  orderQueues: oc.input(z.object({ ids: z.array(key).max(200) })),
  card: {
    get: oc.output(output<ScoreCard>()),
    /** Makes a new version; answers that were given stay with the version they were given to. */
    save: oc
      .input(
        z.object({
          items: z
            .array(cardItem)
            .max(12)
            .refine((items) => new Set(items.map(({ id }) => id)).size === items.length, 'an id occurs twice'),
        }),
      )
      .output(output<ScoreCard>()),
  },
  /** Of calls that ended at or after `from` and before `to`, in full hours. */
  report: oc
    .input(z.object({ from: instant, to: instant }).refine(({ from, to }) => from < to, 'ends before it begins'))
    .output(output<ReviewReport>()),
};
