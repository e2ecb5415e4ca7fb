/** Every query a screen can ask, over one read-only handle of the mirror and one of its text search. */
import type { CallDetail } from '../../../../shared/domain/call.ts';
import type { Readable } from '../open.ts';
import type { SearchIndex } from '../search/index-reader.ts';
import { auditReaders } from './audit.ts';
import { callChoiceReaders } from './call-choices.ts';
import { callDetailReaders } from './call-detail.ts';
import { callFacetReaders } from './call-facets.ts';
import { callReaders } from './calls.ts';
import { chainReaders } from './chains.ts';
import { choiceReaders } from './choices.ts';
import { endpointReaders } from './endpoints.ts';
import { evidenceReaders } from './evidence.ts';
import { incidentReaders } from './incidents.ts';
import { itemsToRunReaders } from './items-to-run.ts';
import { mappingReaders } from './mappings.ts';
import { noteReaders } from './notes.ts';
import { inOneMoment } from './one-moment.ts';
import { operationReaders } from './operations.ts';
import { overviewReaders } from './overview.ts';
import { peopleReaders } from './people.ts';
import { recentFailureReaders } from './recent-failures.ts';
import { reconcileReaders } from './reconcile.ts';
import { resendableReaders } from './resendable.ts';
import { reviewQueueReaders } from './review-queues.ts';
import { reviewReaders } from './reviews.ts';
import { selectionReaders } from './selections.ts';
import { systemReaders } from './system.ts';
import { upkeepReaders } from './upkeep.ts';
import { viewReaders } from './views.ts';
import { webhookReaders } from './webhooks.ts';

export type Readers = ReturnType<typeof createReaders>;

export function createReaders(db: Readable, search: SearchIndex) {
  const webhooks = webhookReaders(db, search);
  const chains = chainReaders(db, search);
  const reconcile = reconcileReaders(db);
  const calls = callReaders(db, search);
  const details = callDetailReaders(db);
  const review = reviewQueueReaders(db, calls);
  const reviews = reviewReaders(db);
  const notes = noteReaders(db);
  return inOneMoment(db, {
    ...calls,
    ...details,
    /** Those that are there, in the order of `ids`. */
    callsInFull: (ids: readonly number[]): CallDetail[] =>
      ids.map((id) => details.call(id)).filter((call) => call !== null),
    ...callFacetReaders(db, calls.callIds),
    ...callChoiceReaders(db),
    ...review,
    ...reviews,
    ...notes,
    ...webhooks,
    ...chains,
    ...evidenceReaders(db, { ...details, ...webhooks, ...chains, ...notes, ...reviews }),
    ...selectionReaders(db, search, chains),
    ...operationReaders(db),
    ...itemsToRunReaders(db),
    ...auditReaders(db),
    ...peopleReaders(db),
    ...overviewReaders(db),
    ...resendableReaders(db),
    ...incidentReaders(db),
    ...reconcile,
    ...recentFailureReaders(db),
    ...systemReaders(db, search, { ...reconcile, ...review }),
    ...upkeepReaders(db),
    ...viewReaders(db),
    ...mappingReaders(db),
    ...endpointReaders(db),
    ...choiceReaders(db),
  });
}
