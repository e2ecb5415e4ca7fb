/** The keys a search for calls understands: what each narrows, how its values are read and written. */
import type { CallFilter } from '../contract/filters.ts';
import type { CallChoices } from './call.ts';
import {
  type Clock,
  readSeconds,
  readStretch,
  type Stretch,
  typedRanges,
  writeSeconds,
  writeStretch,
} from './search-time.ts';

type Loose<T> = { [K in keyof T]?: T[K] | undefined };
/** What can be typed: a call filter, with a stretch of time that may be relative. Which part of the list to show is not typed. */
export type CallSearch = Loose<Omit<CallFilter, 'show'>> & Stretch;

export interface CallSearchKey {
  key: string;
  /** What else it is called. */
  also: readonly string[];
  /** What it finds, to be read behind `key:`. */
  what: string;
  /** The fields of the filter it sets. */
  fields: readonly (keyof CallSearch)[];
  /** Values that occur, from core. */
  choices?: keyof CallChoices;
  /** All values there are, or some to begin with, as they are typed. */
  values: readonly string[];
  /** A part of the filter, or why it is none. */
  read(value: string, clock: Clock): { part: CallSearch } | { problem: string };
  /** As it is typed, without quotes; `null` where the filter does not set it. */
  write(search: CallSearch, clock: Clock): string | null;
}

type NamedField = 'agent' | 'campaign' | 'reason' | 'disposition' | 'tag' | 'connection' | 'customer';

function named(
  key: string,
  field: NamedField,
  what: string,
  options: { also?: readonly string[]; choices?: keyof CallChoices } = {},
): CallSearchKey {
  return {
    key,
    also: options.also ?? [],
    what,
    fields: [field],
    ...(options.choices ? { choices: options.choices } : {}),
    values: [],
    read: (value) => ({ part: { [field]: value } }),
    write: (search) => search[field] ?? null,
  };
}

type Value = string | boolean;

/** One of a few. The words may be begun only, and hyphens stand for spaces. */
function oneOf<V extends Value>(
  key: string,
  field: keyof CallSearch,
  what: string,
  values: readonly (readonly [value: V, ...words: [string, ...string[]]])[],
  also: readonly string[] = [],
): CallSearchKey {
  const typed = (word: string) => word.toLowerCase().replaceAll(/[\s_]+/g, '-');
  return {
    key,
    also,
    what,
    fields: [field],
    values: values.map(([, word]) => word),
    read(given) {
      const wanted = typed(given);
      const whole = values.filter(([, ...words]) => words.includes(wanted));
      const begun = values.filter(([, ...words]) => words.some((word) => word.startsWith(wanted)));
      const [found, another] = whole.length > 0 ? whole : begun;
      if (!found || another) return { problem: `${key}: is one of ${values.map(([, word]) => word).join(', ')}` };
      return { part: { [field]: found[0] } };
    },
    write(search) {
      const value = search[field];
      return values.find(([each]) => each === value)?.[1] ?? null;
    },
  };
}

const delivered = [
  ['failed', 'failed'],
  ['pending', 'pending'],
  ['recovered', 'recovered'],
  ['succeeded', 'succeeded', 'ok'],
  ['none', 'none'],
] as const;

const longestCall = 86_400;

const duration: CallSearchKey = {
  key: 'duration',
  also: ['length'],
  what: 'how long: >2m, <30s, 1m..5m',
  fields: ['longerThan', 'shorterThan'],
  values: ['>1m', '>2m', '>5m', '>10m', '<30s', '<1m', '1m..5m'],
  read(value) {
    const help = { problem: 'duration: takes > or < and a length, such as >120, <2m or 1m..5m' };
    const compared = /^([<>])=?(.+)$/.exec(value.trim());
    const [first = '', second] = value.split('..', 2);
    const from = compared ? (compared[1] === '>' ? compared[2] : undefined) : second === undefined ? undefined : first;
    const to = compared ? (compared[1] === '<' ? compared[2] : undefined) : second;
    const longer = from ? readSeconds(from) : undefined;
    const shorter = to ? readSeconds(to) : undefined;
    if (longer === null || shorter === null || (longer === undefined && shorter === undefined)) return help;
    if ((longer ?? 0) > longestCall || (shorter ?? 0) > longestCall) return { problem: 'duration: is a day at most' };
    if (longer !== undefined && shorter !== undefined && longer >= shorter)
      return { problem: 'duration: the first length has to be the shorter one' };
    return { part: { longerThan: longer, shorterThan: shorter } };
  },
  write({ longerThan, shorterThan }) {
    if (longerThan === undefined) return shorterThan === undefined ? null : `<${writeSeconds(shorterThan)}`;
    if (shorterThan === undefined) return `>${writeSeconds(longerThan)}`;
    return `${writeSeconds(longerThan)}..${writeSeconds(shorterThan)}`;
  },
};

const ended: CallSearchKey = {
  key: 'ended',
  also: ['date', 'time', 'when'],
  what: 'when: today, 7d, 2026-11-01..2026-11-05',
  fields: ['range', 'from', 'to'],
  values: ['today', 'yesterday', ...typedRanges.filter((range) => range !== 'today')],
  read(value, clock) {
    const stretch = readStretch(value, clock);
    if (stretch) return { part: { range: undefined, from: undefined, to: undefined, ...stretch } };
    return { problem: 'ended: takes today, yesterday, 7d, a day such as 2026-11-05, or two of them with .. between' };
  },
  write: writeStretch,
};

export const callSearchKeys: readonly CallSearchKey[] = [
  named('agent', 'agent', 'who spoke for you', { choices: 'agents' }),
  named('campaign', 'campaign', 'what the call belonged to', { choices: 'campaigns' }),
  named('reason', 'reason', 'the platform’s word for why it ended', { choices: 'reasons' }),
  named('outcome', 'disposition', 'what came of it', { also: ['disposition'], choices: 'dispositions' }),
  named('tag', 'tag', 'a tag it carries', { also: ['tags'], choices: 'tags' }),
  ended,
  duration,
  oneOf(
    'said-by',
    'saidBy',
    'whose words to look in',
    [
      ['customer', 'customer'],
      ['agent', 'agent'],
    ],
    ['said', 'by'],
  ),
  oneOf(
    'sentiment',
    'sentiment',
    'how the customer felt',
    [
      ['positive', 'positive'],
      ['neutral', 'neutral'],
      ['negative', 'negative'],
    ],
    ['mood'],
  ),
  oneOf(
    'success',
    'success',
    'whether it reached its goal',
    [
      [true, 'yes', 'true'],
      [false, 'no', 'false'],
    ],
    ['goal'],
  ),
  oneOf('direction', 'direction', 'who called whom', [
    ['inbound', 'inbound', 'in'],
    ['outbound', 'outbound', 'out'],
  ]),
  oneOf('ended-by', 'endedBy', 'who hung up', [
    ['customer', 'customer'],
    ['agent', 'agent'],
    ['system', 'system'],
  ]),
  oneOf('webhooks', 'webhooks', 'how its webhooks stand', delivered, ['webhook']),
  oneOf('chains', 'chains', 'how its chain stands', delivered, ['chain']),
  oneOf('review', 'review', 'whether it was reviewed', [
    ['not reviewed', 'not-reviewed', 'open', 'no'],
    ['reviewed', 'reviewed', 'done', 'yes'],
    ['flagged', 'flagged'],
  ]),
  named('customer', 'customer', 'the whole number', { also: ['number', 'phone'] }),
  oneOf(
    'platform',
    'dialect',
    'whose payload it came in',
    [
      ['flow', 'flow'],
      ['ivr', 'ivr'],
      ['callkaro', 'callkaro'],
      ['replicer', 'replicer'],
      ['altur', 'altur'],
      ['custom', 'custom'],
    ],
    ['dialect'],
  ),
  oneOf('without', 'without', 'what the platform did not tell', [
    ['agent', 'agent'],
    ['campaign', 'campaign'],
    ['reason', 'reason'],
    ['success', 'success', 'goal'],
  ]),
  named('connection', 'connection', 'where it came from', { choices: 'connections' }),
  oneOf('order', 'order', 'newest or best match first', [
    ['newest', 'newest'],
    ['best match', 'best-match', 'best'],
  ]),
];

export function callSearchKey(name: string): CallSearchKey | undefined {
  return callSearchKeys.find(({ key, also }) => key === name || also.includes(name));
}
