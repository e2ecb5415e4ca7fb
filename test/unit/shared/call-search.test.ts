/** The search for calls as it is typed: what is understood, what is not and why, and that it can be written back. */
import { describe, expect, it } from 'vitest';
import type { CallChoices } from '../../../shared/domain/call.ts';
import { readSearch, withoutSettled, writeSearch } from '../../../shared/domain/call-search.ts';
import { type CallSearch, callSearchKey, callSearchKeys } from '../../../shared/domain/call-search-keys.ts';
import { clockOf } from '../../../shared/domain/search-time.ts';

const now = Date.UTC(2026, 10, 21, 14, 30);
const clock = clockOf('UTC', now);
const day = (month: number, date: number) => Date.UTC(2026, month - 1, date);
const part = (text: string) => readSearch(text, clock).part;
const problems = (text: string) => readSearch(text, clock).problems.map(({ message }) => message);

const none = { agents: [], campaigns: [], reasons: [], dispositions: [], tags: [], connections: [] };
const choices: CallChoices = {
  ...none,
  agents: [
    { value: 'Diana R', label: 'Diana R', count: 12 },
    { value: 'Diego', label: 'Diego', count: 3 },
  ],
  connections: [{ value: 'cn_1', label: 'Berlin office', count: 15 }],
};

describe('what is looked for', () => {
  it.each([
    ['+49 151 2345', '+49 151 2345'],
    ['  money   back ', 'money back'],
    ['"money back" now', '"money back" now'],
    ['“money back”', '"money back"'],
    ['at 10:30', 'at 10:30'],
    ['https://crm.example/calls?id=1', 'https://crm.example/calls?id=1'],
    ['call_01J-x', 'call_01J-x'],
    ['', ''],
  ])('%s', (typed, text) => {
    expect(readSearch(typed, clock)).toEqual({ part: {}, text, settled: [], problems: [] });
  });

  it('stands among keys', () => {
    const read = readSearch('refund agent:Diana "call me" success:no', clock);
    expect([read.text, read.part]).toEqual(['refund "call me"', { agent: 'Diana', success: false }]);
  });
});

describe('a key', () => {
  it.each<[string, CallSearch]>([
    ['agent:"Diana R"', { agent: 'Diana R' }],
    ['AGENT:Diana', { agent: 'Diana' }],
    ['campaign:„Herbst 26“', { campaign: 'Herbst 26' }],
    ['agent:"the \\"boss\\""', { agent: 'the "boss"' }],
    ['outcome:refused', { disposition: 'refused' }],
    ['disposition:refused', { disposition: 'refused' }],
    ['said-by:customer', { saidBy: 'customer' }],
    ['said:agent', { saidBy: 'agent' }],
    ['sentiment:neg', { sentiment: 'negative' }],
    ['success:yes', { success: true }],
    ['success:false', { success: false }],
    ['direction:in', { direction: 'inbound' }],
    ['review:not-reviewed', { review: 'not reviewed' }],
    ['review:"not reviewed"', { review: 'not reviewed' }],
    ['review:flagged', { review: 'flagged' }],
    ['webhooks:failed chains:none', { webhooks: 'failed', chains: 'none' }],
    ['order:best', { order: 'best match' }],
    ['without:agent', { without: 'agent' }],
    ['customer:+491512345', { customer: '+491512345' }],
  ])('%s', (typed, filter) => {
    expect(readSearch(typed, clock)).toMatchObject({ part: filter, text: '', problems: [] });
  });

  it('may be called by none of two names', () => {
    const names = callSearchKeys.flatMap(({ key, also }) => [key, ...also]);
    expect(new Set(names).size).toBe(names.length);
  });

  it('takes the value that occurs, whatever its case, and where it is the only one that begins so', () => {
    const read = (typed: string) => readSearch(typed, clock, choices).part;
    expect(read('agent:"diana r"')).toEqual({ agent: 'Diana R' });
    expect(read('agent:dia')).toEqual({ agent: 'Diana R' });
    expect(read('agent:di')).toEqual({ agent: 'di' });
    expect(read('connection:"berlin office"')).toEqual({ connection: 'cn_1' });
    expect(read('agent:Unknown')).toEqual({ agent: 'Unknown' });
  });
});

describe('a length', () => {
  it.each<[string, CallSearch]>([
    ['duration:>120', { longerThan: 120 }],
    ['duration:> 120', { longerThan: 120 }],
    ['duration:>=2m', { longerThan: 120 }],
    ['duration:<2m', { shorterThan: 120 }],
    ['duration:>1h30m', { longerThan: 5400 }],
    ['length:>2:41', { longerThan: 161 }],
    ['duration:30s..2m', { longerThan: 30, shorterThan: 120 }],
    ['duration:30..', { longerThan: 30 }],
    ['duration:..2m', { shorterThan: 120 }],
  ])('%s', (typed, filter) => expect(part(typed)).toEqual(filter));

  it.each([
    'duration:abc',
    'duration:120',
    'duration:>',
    'duration:2m..1m',
    'duration:>25h',
    'duration:>2x',
    'duration:..',
  ])('%s is none', (typed) => {
    expect(part(typed)).toEqual({});
    expect(problems(typed)).toHaveLength(1);
  });
});

describe('a time', () => {
  const stretch = { range: undefined, from: undefined, to: undefined };
  it.each<[string, CallSearch]>([
    ['ended:today', { range: 'today' }],
    ['ended:7d', { range: '7d' }],
    ['ended:3d', { from: now - 3 * 86_400_000 }],
    ['ended:yesterday', { from: day(11, 20), to: day(11, 21) }],
    ['ended:2026-11-05', { from: day(11, 5), to: day(11, 6) }],
    ['ended:2026-11', { from: day(11, 1), to: day(12, 1) }],
    ['ended:2026-11-01..2026-11-05', { from: day(11, 1), to: day(11, 6) }],
    ['ended:2026-11-01..', { from: day(11, 1) }],
    ['ended:..2026-11-05', { to: day(11, 6) }],
    ['ended:>2026-11-05', { from: day(11, 6) }],
    ['ended:>=2026-11-05', { from: day(11, 5) }],
    ['ended:<2026-11-05', { to: day(11, 5) }],
    ['ended:<=2026-11-05', { to: day(11, 6) }],
    [
      'ended:2026-11-05T14:00..2026-11-05T14:59',
      { from: day(11, 5) + 14 * 3_600_000, to: day(11, 5) + 15 * 3_600_000 },
    ],
  ])('%s', (typed, filter) => expect(part(typed)).toEqual({ ...stretch, ...filter }));

  it.each([
    'ended:soon',
    'ended:2026-02-30',
    'ended:2026-13',
    'ended:2026-11-05..2026-11-01',
    'ended:..',
    'ended:>',
    'ended:2026-11-05T25:00',
  ])('%s is none', (typed) => {
    expect(part(typed)).toEqual({});
    expect(problems(typed)).toHaveLength(1);
  });
});

describe('what is not understood', () => {
  it('is looked for as a word, with a word on what may be meant', () => {
    const { text, problems } = readSearch('agnet:Diana refund', clock);
    expect(text).toBe('agnet:Diana refund');
    expect(problems).toEqual([
      {
        from: 0,
        to: 11,
        message: 'There is no agnet: here, so it is looked for as a word. Did you mean agent:?',
        instead: 'agent:',
      },
    ]);
    expect(problems[0]?.instead && callSearchKey('agent')?.key).toBe('agent');
    expect(readSearch('xyzzy:1', clock).problems[0]).not.toHaveProperty('instead');
  });

  it('says what a key takes, and narrows nothing', () => {
    expect(problems('sentiment:angry')).toEqual(['sentiment: is one of positive, neutral, negative']);
    expect(readSearch('sentiment:angry refund', clock)).toMatchObject({ part: {}, text: 'refund' });
    expect(problems('sentiment:n')).toHaveLength(1);
  });

  it('says that a key is there twice', () => {
    const read = readSearch('agent:A agent:B', clock);
    expect([read.part, read.problems[0]?.message]).toEqual([
      { agent: 'B' },
      'agent: is there twice; the last one counts',
    ]);
  });

  it('waits for a value that is still being written', () => {
    expect(readSearch('agent:', clock)).toMatchObject({ part: {}, text: '', problems: [] });
    expect(readSearch('agent:"Diana R', clock)).toMatchObject({ part: {}, text: '', problems: [] });
    expect(readSearch('refund agent:Dia', clock, undefined, 7)).toMatchObject({ part: {}, text: 'refund' });
  });
});

describe('what was understood', () => {
  const rest = (typed: string) => withoutSettled(typed, readSearch(typed, clock).settled);
  it.each([
    ['agent:Diana ', ''],
    ['refund agent:Diana ', 'refund '],
    ['agent:Diana refund', 'refund'],
    ['a agent:Diana success:no b', 'a b'],
    ['sentiment:angry x', 'sentiment:angry x'],
  ])('goes out of %s and leaves %j', (typed, left) => expect(rest(typed)).toBe(left));
});

describe('a filter', () => {
  const full: CallSearch = {
    text: 'refund "call me"',
    saidBy: 'customer',
    agent: 'Diana R',
    campaign: 'a"b\\c',
    reason: 'client',
    disposition: 'call back',
    tag: 'vip',
    connection: 'cn_1',
    dialect: 'altur',
    direction: 'inbound',
    customer: '+4915123',
    endedBy: 'system',
    sentiment: 'negative',
    success: false,
    longerThan: 61,
    shorterThan: 5400,
    webhooks: 'failed',
    chains: 'none',
    review: 'not reviewed',
    without: 'reason',
    order: 'best match',
  };

  it('is written so that it reads the same', () => {
    const { part, text, problems } = readSearch(writeSearch(full, clock), clock);
    expect([{ text, ...part }, problems]).toEqual([full, []]);
  });

  it.each<CallSearch>([
    { range: '7d' },
    { from: day(11, 1), to: day(11, 6) },
    { from: day(11, 1), to: day(11, 2) },
    { from: day(11, 1) + 61_000 },
    { to: day(11, 1) + 1 },
    { from: day(1, 1) + 3_600_000, to: day(11, 1) + 12_345 },
    { from: day(11, 1), to: day(11, 1) + 60_000 },
  ])('with the time %j too, in any zone', (time) => {
    for (const zone of ['UTC', 'Asia/Kolkata', 'America/St_Johns']) {
      const there = clockOf(zone, now);
      expect(readSearch(writeSearch(time, there), there).part).toMatchObject(time);
    }
  });

  it('is short where it can be', () => {
    expect(writeSearch({ agent: 'Diana', longerThan: 120, from: day(11, 5), to: day(11, 6) }, clock)).toBe(
      'agent:Diana ended:2026-11-05 duration:>2m',
    );
    expect(writeSearch({}, clock)).toBe('');
  });
});
