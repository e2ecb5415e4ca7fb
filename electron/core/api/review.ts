/** Handlers of reviews. */
import { api } from './context.ts';
import { markMany, undoMany } from './review-many.ts';

const missing = (what: string) => ({ data: { what } });

export const review = api.review.router({
  queues: api.review.queues.handler(({ input, context, signal }) =>
    context.readers.read((db) => db.reviewQueues(input.zone), signal),
  ),
  page: api.review.page.handler(async ({ input, context, signal, errors }) => {
    const page = await context.readers.read((db) => db.reviewPage(input), signal);
    if (!page) throw errors.NOT_FOUND(missing('review queue'));
    return page;
  }),
  of: api.review.of.handler(async ({ input, context, signal, errors }) => {
    const review = await context.readers.read((db) => db.reviewOf(input.id), signal);
    if (!review) throw errors.NOT_FOUND(missing('call'));
    return review;
  }),
  change: api.review.change.handler(async ({ input: { id, ...change }, context, errors }) => {
    const changed = await context.ingest.call.changeReview(id, change, context.actor);
    if (!changed.ok) throw errors.NOT_FOUND(missing(changed.missing));
    const review = await context.readers.read((db) => db.reviewOf(id));
    if (!review) throw errors.NOT_FOUND(missing('call'));
    return { undo: changed.undo, review };
  }),
  undo: api.review.undo.handler(async ({ input, context, errors }) => {
    const undone = await context.ingest.call.undoReview(input.undo, context.actor);
    if (!undone.ok && undone.missing) throw errors.NOT_FOUND(missing('change that can be undone'));
    if (!undone.ok) throw errors.CHANGED_SINCE({ data: { actor: undone.actor } });
    const review = await context.readers.read((db) => db.reviewOf(undone.id));
    if (!review) throw errors.NOT_FOUND(missing('call'));
    return review;
  }),
  mark: markMany,
  undoMany,
  saveQueue: api.review.saveQueue.handler(async ({ input, context, errors }) => {
    const saved = await context.ingest.call.saveReviewQueue(input, context.actor);
    if (!saved) throw errors.NOT_FOUND(missing('review queue'));
    return saved;
  }),
  removeQueue: api.review.removeQueue.handler(async ({ input, context, errors }) => {
    const removed = await context.ingest.call.removeReviewQueue(input.id, context.actor);
    if (!removed) throw errors.NOT_FOUND(missing('review queue'));
  }),
  orderQueues: api.review.orderQueues.handler(({ input, context }) => context.ingest.call.orderReviewQueues(input.ids)),
  card: {
    get: api.review.card.get.handler(({ context, signal }) => context.readers.read((db) => db.scoreCard(), signal)),
    save: api.review.card.save.handler(({ input, context }) =>
      context.ingest.call.saveScoreCard(input.items, context.actor),
    ),
  },
  report: api.review.report.handler(({ input, context, signal }) =>
    context.readers.read((db) => db.reviewReport(input), signal),
  ),
});
