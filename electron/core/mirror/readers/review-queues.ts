/**
 * Queues of calls that wait for review. Which calls a queue holds is asked of the list of calls: however seldom something is found, one
 * page and one count look at so many calls and no more.
 */
import type { Page } from '../../../../shared/contract/index.ts';
import type { CallRow } from '../../../../shared/domain/call.ts';
import { type QueueStanding, type ReviewQueue, waitsFor } from '../../../../shared/domain/review.ts';
import { startOfDay } from '../../../../shared/time/day.ts';
import type { Readable } from '../open.ts';
import type { CallQuery } from './calls.ts';

/** The list of calls, as far as it is needed here. */
export interface CallList {
  callsPage(query: CallQuery): Page<CallRow>;
}

interface QueueRow extends Omit<ReviewQueue, 'filter'> {
  filter: string;
}

/** Numbers on screen need not be newer, unless a review or a queue changed. */
const countsForMs = 5000;
const dayMs = 86_400_000;

export function reviewQueueReaders(db: Readable, { callsPage }: CallList, now: () => number = Date.now) {
  const all = db.prepare<[], QueueRow>(
    'SELECT id, name, waits, filter, sample, days, goal FROM review_queue ORDER BY place, id',
  );
  const one = db.prepare<[number], QueueRow>(
    'SELECT id, name, waits, filter, sample, days, goal FROM review_queue WHERE id = ?',
  );
  const newestChange = db.prepare<[], number | null>('SELECT max(id) FROM review_log').pluck();
  const doneSince = db.prepare<[number], { queue: number | null; n: number }>(
    'SELECT queue_id AS queue, count(*) AS n FROM review WHERE reviewed_at >= ? GROUP BY queue_id',
  );
  let counted: { at: number; of: string; waiting: Map<number, QueueStanding['waiting']> } | null = null;

  function pageOf(
    { filter, waits, days, sample }: ReviewQueue,
    cursor: string | undefined,
    limit: number,
  ): Page<CallRow> {
    return callsPage({
      ...filter,
      review: waits,
      ...(days !== null && { from: now() - days * dayMs }),
      ...(sample !== null && { sampled: sample }),
      cursor,
      limit,
    });
  }

  function waiting(queues: readonly ReviewQueue[]): Map<number, QueueStanding['waiting']> {
    const of = JSON.stringify([queues, newestChange.get()]);
    if (!counted || counted.of !== of || Math.abs(now() - counted.at) > countsForMs)
      counted = {
        at: now(),
        of,
        waiting: new Map(queues.map((queue) => [queue.id, pageOf(queue, undefined, 1).total])),
      };
    return counted.waiting;
  }

  function standings(zone: string): { queues: QueueStanding[]; today: number } {
    const queues = all.all().map(queueOf);
    const done = new Map(doneSince.all(startOfDay(now(), zone)).map(({ queue, n }) => [queue, n]));
    const waits = waiting(queues);
    return {
      queues: queues.map((queue) => ({
        ...queue,
        waiting: waits.get(queue.id) ?? { count: 0, exact: true },
        today: done.get(queue.id) ?? 0,
      })),
      today: [...done.values()].reduce((sum, n) => sum + n, 0),
    };
  }

  return {
    reviewQueues: standings,
    /** `null` when there is no such queue. */
    reviewPage(query: { queue: number; cursor?: string | undefined; limit: number }): Page<CallRow> | null {
      const row = one.get(query.queue);
      return row ? pageOf(queueOf(row), query.cursor, query.limit) : null;
    },
    /** What is left of the goals of the day, as far as so many wait; the day is this machine's. */
    toReview(): number {
      const { queues } = standings(Intl.DateTimeFormat().resolvedOptions().timeZone);
      return queues.reduce(
        (sum, { goal, today, waiting: { count } }) => sum + Math.min(count, Math.max(0, (goal ?? 0) - today)),
        0,
      );
    },
  };
}

function queueOf({ filter, waits, ...row }: QueueRow): ReviewQueue {
  return { ...row, waits: waitsFor.find((each) => each === waits) ?? 'not reviewed', filter: JSON.parse(filter) };
}
