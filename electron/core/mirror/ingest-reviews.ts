/** The writer's side of reviews, as the ingest thread offers it to the rest of core. Times are now. */
import type { Topic } from '../../../shared/contract/index.ts';
import type { Mark, ReviewQueue, ScoreCard, ScoreItem } from '../../../shared/domain/review.ts';
import type { QueueToSave, ReviewChange, Reviewed, Undone } from './review-store.ts';
import type { Writer } from './writer.ts';

export function ingestReviews(writer: () => Writer, tell: (topics: Iterable<Topic>) => void) {
  return {
    changeReview(id: number, change: ReviewChange, actor: string): Reviewed {
      const changed = writer().reviews.change(id, change, actor, Date.now());
      if (changed.ok) tell(['reviews', 'audit']);
      return changed;
    },
    markReviews(ids: readonly number[], as: Mark, actor: string): number[] {
      const undos = writer().reviews.mark(ids, as, actor, Date.now());
      if (undos.length > 0) tell(['reviews', 'audit']);
      return undos;
    },
    undoReview(log: number, actor: string): Undone {
      const undone = writer().reviews.undo(log, actor, Date.now());
      if (undone.ok) tell(['reviews', 'audit']);
      return undone;
    },
    saveReviewQueue(queue: QueueToSave, actor: string): ReviewQueue | null {
      const saved = writer().reviews.saveQueue(queue, actor, Date.now());
      if (saved) tell(['reviews', 'audit']);
      return saved;
    },
    removeReviewQueue(id: number, actor: string): boolean {
      const removed = writer().reviews.removeQueue(id, actor, Date.now());
      if (removed) tell(['reviews', 'audit']);
      return removed;
    },
    orderReviewQueues(ids: readonly number[]): void {
      writer().reviews.orderQueues(ids);
      tell(['reviews']);
    },
    saveScoreCard(items: readonly ScoreItem[], actor: string): ScoreCard {
      const saved = writer().reviews.saveCard(items, actor, Date.now());
      tell(['reviews', 'audit']);
      return saved;
    },
  };
}
