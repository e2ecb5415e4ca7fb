/** What the log begins with: the endpoints and the flows as they stood before the first call. */

import { schemeText } from '../../core/delivery/scheme.ts';
import { eventTypeOf } from '../delivery/webhook-request.ts';
import type { Catalogue, PublishedFlow } from '../flows/catalogue.ts';
import type { Draft } from '../log/entry.ts';
import type { PastSpec } from '../log/past.ts';
import { addressOf, allEndpoints, type Endpoint } from '../receivers/catalogue.ts';
import { companies } from './companies.ts';
import { sourceOf } from './ids.ts';

const daysBefore = 8;

export function prologue(spec: PastSpec, flows: Catalogue): Draft[] {
  const at = spec.endAt - daysBefore * 86_400_000;
  return [...endpointDrafts(spec.origin, at), ...flowDrafts(flows.first, at + 60_000)];
}

/** `at`, epoch milliseconds UTC, is also part of the events' ids: the same thing published later is another event. */
export function endpointDrafts(origin: string, at: number): Draft[] {
  return allEndpoints.map((endpoint, i) => ({
    id: `evt_${endpoint.id}_${at.toString(36)}`,
    source: sourceOf(endpoint.companyId),
    type: 'endpoint.updated',
    time: at + i * 1_000,
    dialect: null,
    data: JSON.stringify({
      id: endpoint.id,
      url: addressOf(endpoint, origin),
      name: endpoint.name,
      scheme: schemeText(endpoint.scheme),
      enabled: true,
      subscription: subscriptionOf(endpoint),
    }),
  }));
}

/** Which calls it is told of; said of those that are told of all calls of a company. */
function subscriptionOf({ companyId, share }: Endpoint) {
  const company = companies.find(({ id }) => id === companyId);
  if (share < 1 || !company) return null;
  const { dialect, agents } = company;
  return { eventTypes: [eventTypeOf(dialect)], dialect, agentIds: agents.map(({ id }) => id) };
}

export function flowDrafts(published: readonly PublishedFlow[], at: number): Draft[] {
  return published.map(({ flow }, i) => ({
    id: `evt_${flow.flowId}_${flow.version}_${at.toString(36)}`,
    source: sourceOf(companies.find((company) => company.flowId === flow.flowId)?.id ?? 'rupaya'),
    type: 'flow.published',
    time: at + i * 1_000,
    dialect: null,
    data: JSON.stringify(flow),
  }));
}
