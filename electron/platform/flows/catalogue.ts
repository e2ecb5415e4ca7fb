/** All published flows and which version of each was current when. Their calls go to receivers at `origin`, `http://127.0.0.1:PORT`. */
import type { Flow } from '../../../shared/domain/chain.ts';
import { flowHash } from '../../core/chains/flow-hash.ts';
import { appointmentScore } from './appointment-score.ts';
import { bookingSync } from './booking-sync.ts';
import { citylineIvr } from './cityline-ivr.ts';
import { collections, notifyTeam } from './collections.ts';
import { deliveryWrapup } from './delivery-wrapup.ts';
import { leadSync } from './lead-sync.ts';

export interface PublishedFlow {
  flow: Flow;
  hash: string;
}

export interface Catalogue {
  /** As first published. */
  first: readonly PublishedFlow[];
  /** Published in the middle of the past. */
  changed: readonly PublishedFlow[];
  /** The version in force; `late` once the change was published. Throws for an id nobody published. */
  current(flowId: string, late: boolean): PublishedFlow;
  find(flowId: string, late: boolean): PublishedFlow | undefined;
}

/** `versionOffset` is added to every version, for flows published anew because the receivers moved. */
export function catalogue(origin: string, versionOffset = 0): Catalogue {
  const publish = (flow: Flow): PublishedFlow => ({
    flow: { ...flow, version: flow.version + versionOffset },
    hash: flowHash(flow),
  });
  const first = [
    deliveryWrapup(origin),
    citylineIvr(origin),
    collections(origin),
    notifyTeam(origin),
    appointmentScore(origin),
    leadSync(origin, 1),
    bookingSync(origin),
  ].map(publish);
  const changed = [leadSync(origin, 2)].map(publish);
  const find = (flowId: string, late: boolean) =>
    (late ? changed.find(({ flow }) => flow.flowId === flowId) : undefined) ??
    first.find(({ flow }) => flow.flowId === flowId);
  return {
    first,
    changed,
    find,
    current(flowId, late) {
      const found = find(flowId, late);
      if (found === undefined) throw new Error(`no flow "${flowId}" was published`);
      return found;
    },
  };
}
