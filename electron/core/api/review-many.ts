/** Handlers that review many calls at once, some at a time, so that nobody else waits: each change is the call's own, and undone by itself. */
import type { CallFilter } from '../../../shared/contract/filters.ts';
import type { ReaderPool } from '../mirror/reader-pool.ts';
import { api } from './context.ts';

const callsAtOnce = 200;

export const markMany = api.review.mark.handler(async function* ({ input, context, signal }) {
  const { filter, ids, as } = input;
  const { readers, ingest, actor } = context;
  const total = ids
    ? { count: ids.length, exact: true }
    : (await readers.read((db) => db.callsPage({ ...filter, limit: 1 }), signal)).total;
  let looked = 0;
  let marked = 0;
  let complete = false;
  try {
    for await (const page of pagesOf(filter, ids, readers, signal)) {
      // What was begun is finished, and told: a page that was marked and not told could not be undone.
      const undos = await ingest.call.markReviews(page, as, actor);
      looked += page.length;
      marked += undos.length;
      yield { looked, total: looked > total.count ? { count: looked, exact: false } : total, undos };
      if (signal?.aborted) return;
    }
    complete = true;
  } finally {
    const what = ids ? { chosen: ids.length } : { filter: JSON.stringify(filter) };
    await ingest.call.audit({
      at: Date.now(),
      actor,
      action: `calls ${as}`,
      subject: 'calls',
      detail: { ...what, looked, marked, complete },
    });
  }
});

async function* pagesOf(
  filter: CallFilter,
  ids: readonly number[] | undefined,
  readers: ReaderPool,
  signal?: AbortSignal,
): AsyncGenerator<readonly number[], void, void> {
  for (let from = 0; ids && from < ids.length; from += callsAtOnce) yield ids.slice(from, from + callsAtOnce);
  let cursor: string | undefined;
  do {
    if (ids) return;
    const asked = { ...filter, cursor, limit: callsAtOnce };
    const page = await readers.read((db) => db.callIds(asked), signal);
    yield page.ids;
    cursor = page.next;
  } while (cursor !== undefined);
}

export const undoMany = api.review.undoMany.handler(async ({ input, context }) => {
  let undone = 0;
  let kept = 0;
  for (const undo of input.undos.toReversed()) {
    if ((await context.ingest.call.undoReview(undo, context.actor)).ok) undone += 1;
    else kept += 1;
  }
  return { undone, kept };
});
