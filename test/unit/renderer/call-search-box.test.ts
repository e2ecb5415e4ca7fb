/** The search box of calls: what it suggests, and what leaves it as a chip. */
import { describe, expect, it } from 'vitest';
import { callsSearch } from '../../../renderer/features/calls/calls-search.ts';
import { exportColumnsOf } from '../../../renderer/features/calls/export/export-columns.ts';
import { callFields } from '../../../renderer/features/calls/filters.ts';
import { lastChip } from '../../../renderer/features/calls/search-box/chips.ts';
import { completed, completionAt } from '../../../renderer/features/calls/search-box/completion.ts';
import { typed } from '../../../renderer/features/calls/search-box/typing.ts';
import { isView } from '../../../renderer/features/views/search.ts';
import { chipWords, matching } from '../../../renderer/ui/filters/fields.ts';
import type { CallChoices } from '../../../shared/domain/call.ts';
import { callSearchKeys } from '../../../shared/domain/call-search-keys.ts';
import { clockOf } from '../../../shared/domain/search-time.ts';

const clock = clockOf('UTC', Date.UTC(2026, 10, 21));
const choices: CallChoices = {
  agents: [
    { value: 'Marco', label: 'Marco', count: 40 },
    { value: 'Diana R', label: 'Diana R', count: 12 },
    { value: 'Anna-Maria', label: 'Anna-Maria', count: 3 },
  ],
  connections: [{ value: 'cn_1', label: 'Berlin office', count: 9 }],
  campaigns: [],
  reasons: [],
  dispositions: [],
  tags: [],
};
const at = (text: string, caret = text.length) => completionAt(text, caret, choices);
const labels = (text: string, caret?: number) => at(text, caret)?.suggestions.map(({ label }) => label);

describe('the search box suggests', () => {
  it('every key where nothing is written yet', () => {
    expect(labels('')).toContain('agent:');
    expect(labels('refund ')).toContain('duration:');
  });

  it('keys that begin as the word does, by any of their names', () => {
    expect(labels('se')).toEqual(['sentiment:']);
    expect(labels('refund dis')).toEqual(['outcome:']);
    expect(labels('refund')).toBeUndefined();
    expect(labels('refund', 3)).toBeUndefined();
  });

  it('the values that occur, most frequent first, with their numbers', () => {
    expect(at('agent:')?.suggestions.map(({ label, count }) => [label, count])).toEqual([
      ['Marco', 40],
      ['Diana R', 12],
      ['Anna-Maria', 3],
    ]);
    expect(labels('agent:mar')).toEqual(['Marco', 'Anna-Maria']);
    expect(labels('refund agent:"diana')).toEqual(['Diana R']);
    expect(labels('agent:zz')).toBeUndefined();
  });

  it('the values a key takes', () => {
    expect(labels('sentiment:')).toEqual(['positive', 'neutral', 'negative']);
    expect(labels('ended:to')).toEqual(['today']);
  });

  it('nothing within a phrase, or for a key there is not', () => {
    expect([labels('"call me'), labels('xyzzy:a')]).toEqual([undefined, undefined]);
  });

  it('and writes it in the place of what was begun', () => {
    const pick = (text: string, caret = text.length) => {
      const completion = at(text, caret);
      const first = completion?.suggestions[0];
      return completion && first ? completed(text, completion, first) : null;
    };
    expect(pick('refund ag')).toEqual({ text: 'refund agent:', caret: 13 });
    expect(pick('agent:dia refund', 9)).toEqual({ text: 'agent:"Diana R" refund', caret: 16 });
    expect(pick('connection:')).toEqual({ text: 'connection:"Berlin office" ', caret: 27 });
  });
});

describe('what is typed', () => {
  const type = (input: string, caret = input.length, all = false) => typed(input, caret, clock, choices, all);

  it('is looked for as it comes', () => {
    expect(type('refu')).toEqual({ rest: 'refu', caret: 4, part: {}, text: 'refu', problems: [] });
  });

  it('stays while a key is being written, and is not looked for', () => {
    expect(type('refund agent:Dia')).toMatchObject({ rest: 'refund agent:Dia', text: 'refund', part: {} });
    expect(type('agent:Dia refund', 9)).toMatchObject({ rest: 'agent:Dia refund', text: 'refund', part: {} });
  });

  it('leaves as a chip with the space after it, or with Enter', () => {
    expect(type('refund agent:Marco ')).toEqual({
      rest: 'refund ',
      caret: 7,
      part: { agent: 'Marco' },
      text: 'refund',
      problems: [],
    });
    expect(type('agent:dia', 9, true)).toMatchObject({ rest: '', caret: 0, part: { agent: 'Diana R' } });
    expect(type('agent:Marco refund', 12)).toMatchObject({ rest: 'refund', caret: 0, part: { agent: 'Marco' } });
  });

  it('several at once, as pasted', () => {
    expect(type('agent:Marco success:no money')).toMatchObject({
      rest: 'money',
      caret: 5,
      part: { agent: 'Marco', success: false },
    });
  });

  it('loses nothing that was not understood', () => {
    const { rest, problems } = type('agnet:Marco sentiment:angry x ');
    expect(rest).toBe('agnet:Marco sentiment:angry x ');
    expect(problems).toHaveLength(2);
  });
});

describe('the last chip', () => {
  it('goes back into the box as the text it came from', () => {
    expect(lastChip({ agent: 'Diana R', longerThan: 120 }, clock)).toEqual({
      text: 'duration:>2m',
      drop: ['longerThan'],
    });
    expect(lastChip({ text: 'refund', agent: 'Diana R' }, clock)).toEqual({ text: 'agent:"Diana R"', drop: ['agent'] });
    expect(lastChip({ range: '7d' }, clock)).toEqual({ text: 'ended:7d', drop: ['range', 'from', 'to'] });
    expect(lastChip({ text: 'refund' }, clock)).toBeNull();
  });

  it('has a key for every chip there is', () => {
    const fields = callSearchKeys.flatMap((each) => each.fields);
    expect(callFields.map(({ key }) => key).filter((key) => !fields.some((field) => field === key))).toEqual([]);
  });
});

describe('a chip of calls', () => {
  const field = (key: string) => callFields.find((each) => each.key === key) ?? expect.unreachable(key);

  it('reads as part of a sentence', () => {
    const words = (key: string, value: string | number | boolean) => chipWords(field(key), value, () => undefined);
    expect(words('success', false)).toBe('Goal not reached');
    expect(words('saidBy', 'customer')).toBe('Words of the customer');
    expect(words('longerThan', 150)).toBe('Longer than 2 m 30 s');
    expect(words('webhooks', 'none')).toBe('No webhooks');
  });

  it('offers the values there are, and no other', () => {
    expect(matching(field('success'), [], 'not').map(({ value }) => value)).toEqual(['false']);
    expect(matching(field('sentiment'), [], 'angry')).toEqual([]);
  });

  it('stands in the address, and what does not fit does not', () => {
    expect(callsSearch({ success: true, longerThan: 60, sentiment: 'angry', agent: 7, at: 'turn-3' })).toEqual({
      success: true,
      longerThan: 60,
      agent: '7',
      at: 'turn-3',
    });
  });
});

describe('an exported list', () => {
  it('begins with what is on the screen, in its order, and what finds a call again', () => {
    expect(exportColumnsOf(['outcome', 'customer', 'ended', 'callId'])).toEqual([
      'disposition',
      'success',
      'sentiment',
      'customerNumber',
      'customerName',
      'endedAt',
      'callId',
    ]);
    expect(exportColumnsOf([])).toEqual(['callId']);
  });
});

describe('a view with columns', () => {
  it('is the list only with these columns; one without takes any', () => {
    const here = { agent: 'Marco', columns: 'ended~agent' };
    expect(isView({ agent: 'Marco', columns: 'ended~agent' }, here)).toBe(true);
    expect(isView({ agent: 'Marco', columns: 'agent~ended' }, here)).toBe(false);
    expect(isView({ agent: 'Marco' }, here)).toBe(true);
    expect(isView({ agent: 'Diana' }, here)).toBe(false);
  });
});
