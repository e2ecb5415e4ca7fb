/** What the list of calls can be narrowed by, as fields of chips; and the parts of an address that are its filter. */
import { type CallChoices, dialects } from '../../../shared/domain/call.ts';
import type { ChoicesOf, FilterField, FilterOption } from '../../ui/filters/fields.ts';
import { dispositionWords, distinctWords, spaced } from './words.ts';

const options = (...each: [value: FilterOption['value'], label: string, chip: string][]): readonly FilterOption[] =>
  each.map(([value, label, chip]) => ({ value, label, chip }));

const standing = (of: string): readonly FilterOption[] =>
  options(
    ['failed', 'failed', `${of} failed`],
    ['pending', 'pending', `${of} pending`],
    ['recovered', 'recovered', `${of} recovered`],
    ['succeeded', 'succeeded', `${of} succeeded`],
    ['none', 'none at all', `No ${of.toLowerCase()}`],
  );

export const callFields: readonly FilterField[] = [
  { key: 'agent', label: 'Agent', kind: 'choice' },
  { key: 'campaign', label: 'Campaign', kind: 'choice' },
  { key: 'reason', label: 'Reason', kind: 'choice', hint: 'The platform’s word for why the call ended.' },
  { key: 'disposition', label: 'Outcome', kind: 'choice' },
  { key: 'tag', label: 'Tag', kind: 'choice' },
  {
    key: 'success',
    label: 'Goal',
    kind: 'one of',
    options: options([true, 'reached', 'Goal reached'], [false, 'not reached', 'Goal not reached']),
  },
  {
    key: 'sentiment',
    label: 'Sentiment',
    kind: 'one of',
    options: options(
      ['positive', 'positive', 'Sentiment: positive'],
      ['neutral', 'neutral', 'Sentiment: neutral'],
      ['negative', 'negative', 'Sentiment: negative'],
    ),
  },
  {
    key: 'direction',
    label: 'Direction',
    kind: 'one of',
    options: options(['inbound', 'inbound', 'Inbound'], ['outbound', 'outbound', 'Outbound']),
  },
  {
    key: 'endedBy',
    label: 'Hung up by',
    kind: 'one of',
    options: options(
      ['customer', 'the customer', 'Customer hung up'],
      ['agent', 'the agent', 'Agent hung up'],
      ['system', 'the system', 'Ended by the system'],
    ),
  },
  { key: 'longerThan', label: 'Longer than', kind: 'length', before: 'Longer than ', hint: 'Such as 90, 2m or 1m30s.' },
  {
    key: 'shorterThan',
    label: 'Shorter than',
    kind: 'length',
    before: 'Shorter than ',
    hint: 'Such as 90, 2m or 1m30s.',
  },
  { key: 'webhooks', label: 'Webhooks', kind: 'one of', options: standing('Webhooks') },
  { key: 'chains', label: 'Chain', kind: 'one of', options: standing('Chain') },
  {
    key: 'review',
    label: 'Review',
    kind: 'one of',
    options: options(
      ['not reviewed', 'not reviewed', 'Not reviewed'],
      ['reviewed', 'reviewed', 'Reviewed'],
      ['flagged', 'flagged', 'Flagged'],
    ),
  },
  {
    key: 'saidBy',
    label: 'Words said by',
    kind: 'one of',
    options: options(
      ['customer', 'the customer', 'Words of the customer'],
      ['agent', 'the agent', 'Words of the agent'],
    ),
  },
  { key: 'customer', label: 'Customer’s number', kind: 'words', before: 'Customer ', hint: 'The whole number.' },
  {
    key: 'dialect',
    label: 'Platform',
    kind: 'one of',
    options: [...dialects, 'custom'].map((value) => ({ value, label: value, chip: `Platform: ${value}` })),
  },
  { key: 'connection', label: 'Connection', kind: 'choice' },
  {
    key: 'without',
    label: 'Not given',
    kind: 'one of',
    options: options(
      ['agent', 'agent', 'Agent not given'],
      ['campaign', 'campaign', 'Campaign not given'],
      ['reason', 'reason', 'Reason not given'],
      ['success', 'whether the goal was reached', 'Goal not given'],
    ),
  },
];

export function callChoices(choices: CallChoices | undefined): ChoicesOf {
  if (!choices) return () => undefined;
  const byField: Record<string, CallChoices[keyof CallChoices]> = {
    agent: choices.agents,
    campaign: choices.campaigns,
    reason: relabelled(choices.reasons, spaced),
    disposition: relabelled(choices.dispositions, dispositionWords),
    tag: choices.tags,
    connection: choices.connections,
  };
  return (key) => byField[key] ?? [];
}

function relabelled<Choice extends { label: string }>(
  choices: readonly Choice[],
  words: (value: string) => string,
): Choice[] {
  const told = distinctWords(
    choices.map(({ label }) => label),
    words,
  );
  return choices.map((each) => ({ ...each, label: told(each.label) }));
}

interface Beside {
  id?: unknown;
  tab?: unknown;
  at?: unknown;
  columns?: unknown;
}

/** What of an address narrows or orders the list: all but the record beside it, the place in that, and the look of the list. */
export function filterOf<S extends Beside>({ id: _id, tab: _tab, at: _at, columns: _columns, ...filter }: S) {
  return filter;
}
