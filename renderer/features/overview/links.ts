/** Which list each number counts: the search of its address. What is counted and what is listed lie between the same instants. */
import type { CallFilter, MessageFilter } from '../../../shared/contract/filters.ts';
import type { EndpointShare, Stretch } from '../../../shared/domain/overview.ts';

export type CallSearch = Partial<CallFilter>;

export function callsIn({ from, to }: Stretch, narrowed: CallSearch = {}): CallSearch {
  return { from, to, ...narrowed };
}

export type ShareField = 'agent' | 'campaign' | 'reason';

/** Calls with a value; an empty one is what was not said. */
export function callsWith(stretch: Stretch, field: ShareField, value: string, narrowed: CallSearch = {}): CallSearch {
  return callsIn(stretch, { ...(value === '' ? { without: field } : { [field]: value }), ...narrowed });
}

export function messagesTo(
  { from, to }: Stretch,
  { connectionId, endpointId }: Pick<EndpointShare, 'connectionId' | 'endpointId'>,
  show: MessageFilter['show'],
): Partial<MessageFilter> {
  return { show, endpoint: endpointId, connection: connectionId, from, to };
}
