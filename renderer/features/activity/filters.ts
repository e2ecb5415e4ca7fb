/** What the activity can be narrowed by. */
import type { AuditChoices } from '../../../shared/domain/operation.ts';
import type { ChoicesOf, FilterField } from '../../ui/filters/fields.ts';
import { actionWords } from './words.ts';

export const activityFields: readonly FilterField[] = [
  { key: 'action', label: 'What', kind: 'choice' },
  { key: 'actor', label: 'Who', kind: 'choice' },
  {
    key: 'subject',
    label: 'To what',
    kind: 'words',
    hint: 'The whole id of a call, an operation, an endpoint, or a section of the settings.',
  },
];

export function activityChoices(choices: AuditChoices | undefined): ChoicesOf {
  if (!choices) return () => undefined;
  const actions = choices.actions.map((choice) => ({ ...choice, label: actionWords(choice.label) }));
  return (key) => (key === 'action' ? actions : key === 'actor' ? choices.actors : []);
}
