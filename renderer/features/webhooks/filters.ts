/** What the list of webhook messages can be narrowed by. */
import type { MessageChoices } from '../../../shared/domain/view.ts';
import type { ChoicesOf, FilterField } from '../../ui/filters/fields.ts';

export const messageFields: readonly FilterField[] = [
  { key: 'endpoint', label: 'Endpoint', kind: 'choice' },
  { key: 'status', label: 'Status', kind: 'choice', usual: ['5xx', '4xx', '3xx', '2xx'] },
  { key: 'errorKind', label: 'Error', kind: 'choice' },
  { key: 'host', label: 'Host', kind: 'choice' },
  { key: 'eventType', label: 'Event type', kind: 'choice' },
  { key: 'campaign', label: 'Campaign', kind: 'choice' },
  { key: 'agent', label: 'Agent', kind: 'choice' },
  { key: 'attempts', label: 'Attempts', kind: 'number', before: 'Attempts ≥ ', hint: 'Tried at least so many times.' },
  {
    key: 'body',
    label: 'Words in a body',
    kind: 'words',
    before: 'Body has ',
    hint: 'All words, in the request or the response of any try. “In quotes” they stand together.',
  },
  { key: 'incident', label: 'Incident', kind: 'number', before: 'Incident ', onlyShown: true },
  { key: 'connection', label: 'Connection', kind: 'words', onlyShown: true },
];

export function messageChoices(choices: MessageChoices | undefined): ChoicesOf {
  if (!choices) return () => undefined;
  const byField: Record<string, MessageChoices[keyof MessageChoices]> = {
    endpoint: choices.endpoints,
    status: choices.statuses,
    errorKind: choices.errorKinds,
    host: choices.hosts,
    eventType: choices.eventTypes,
    campaign: choices.campaigns,
    agent: choices.agents,
  };
  return (key) => byField[key] ?? [];
}
