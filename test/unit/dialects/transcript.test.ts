/** Telling turns apart in text, and doing so in linear time. */
import { describe, expect, it } from 'vitest';
import { turnsOfList, turnsOfText } from '../../../electron/core/dialects/transcript.ts';
import { spending } from '../../fixtures/spent.ts';

const nobody = { agentName: null, customerName: null };

function spoken(text: string, people: Parameters<typeof turnsOfText>[1] = nobody): string[] {
  return (turnsOfText(text, people, []) ?? []).map((turn) => `${turn.role}|${turn.name ?? ''}|${turn.text}`);
}

describe('a text transcript', () => {
  it.each<[what: string, text: string, turns: string[], people?: Parameters<typeof turnsOfText>[1]]>([
    [
      'the vendor’s example',
      'Agent: Hello John, this is...\nJohn: Hi, yes I was...',
      ['agent|Agent|Hello John, this is...', 'customer|John|Hi, yes I was...'],
    ],
    [
      'every word for an agent',
      'Assistant: a\nBOT: b\nAI: c\nagent: d',
      ['agent|Assistant|a', 'agent|BOT|b', 'agent|AI|c', 'agent|agent|d'],
    ],
    [
      'the agent’s own name, in full or the first',
      'Nora Klein: a\nNora: b\nPaul: c',
      ['agent|Nora Klein|a', 'agent|Nora|b', 'customer|Paul|c'],
      { agentName: 'Nora Klein', customerName: 'Paul Weber' },
    ],
    [
      'turns of several lines, blank ones kept',
      'Agent: one\n\ntwo\nUser: three\r\nfour',
      ['agent|Agent|one\n\ntwo', 'customer|User|three\nfour'],
    ],
    ['a text without speakers', 'Please hold the line.\nThank you.', ['unknown||Please hold the line.\nThank you.']],
    ['words before the first speaker', 'Recording starts\nAgent: hi', ['unknown||Recording starts', 'agent|Agent|hi']],
    [
      'times and addresses that are no speakers',
      'Agent: at\n10:30 or\nhttps://example.com\nUser: ok',
      ['agent|Agent|at\n10:30 or\nhttps://example.com', 'customer|User|ok'],
    ],
    [
      'a word with a colon inside what is said',
      'Agent: The offer\nPrice: 10 euros\nUser: fine',
      ['agent|Agent|The offer\nPrice: 10 euros', 'customer|User|fine'],
    ],
    [
      'a third person who speaks again',
      'Agent: a\nUser: b\nMaria: c\nMaria: d',
      ['agent|Agent|a', 'customer|User|b', 'customer|Maria|c', 'customer|Maria|d'],
    ],
    [
      'numbered speakers, whose sides nobody knows',
      'Speaker 0: a\nSpeaker 1: b',
      ['unknown|Speaker 0|a', 'unknown|Speaker 1|b'],
    ],
    ['other scripts and the wide colon', 'Agent：您好\n王先生：你好', ['agent|Agent|您好', 'customer|王先生|你好']],
    [
      'a sentence with a colon',
      'Agent: I said the following thing to him: no\nwell, listen: yes',
      ['agent|Agent|I said the following thing to him: no\nwell, listen: yes'],
    ],
    ['a speaker who says nothing', 'Agent:\nUser: hello', ['customer|User|hello']],
    ['the system', 'System: transferring\nAgent: hi', ['system|System|transferring', 'agent|Agent|hi']],
    ['markup, as text', 'User: <script>alert(1)</script>', ['customer|User|<script>alert(1)</script>']],
  ])('reads %s', (_, text, turns, people) => {
    expect(spoken(text, people)).toEqual(turns);
  });

  it('is none when nothing is said', () => {
    expect(turnsOfText(' \n ', nobody, [])).toBeNull();
  });

  it.each([
    ['one line', 'x'.repeat(10_000_000)],
    ['lines with colons', 'word: '.repeat(1_700_000)],
    ['nothing but colons', ':'.repeat(10_000_000)],
    [
      'a different speaker in each line',
      Array.from({ length: 500_000 }, (_, index) => `Person ${index}: hi`).join('\n'),
    ],
    ['two speakers', 'Agent: hello there\nUser: and hello to you\n'.repeat(240_000)],
    ['spaces', ' '.repeat(10_000_000)],
  ])('of 10 MB is read in linear time: %s', (_, text) => {
    const spent = spending();
    const remarks: string[] = [];
    const turns = turnsOfText(text, nobody, remarks);
    // Quadratic work on this size takes hours; the bound leaves room for a slow machine.
    expect(spent()).toBeLessThan(5000);
    expect(turns?.length ?? 0).toBeLessThanOrEqual(20_000);
    const said = turns?.reduce((sum, turn) => sum + turn.text.length, 0) ?? 0;
    if (text.trim() !== '') expect(said).toBeGreaterThan(text.length / 2);
  });

  it('says when the rest is shown as one turn', () => {
    const remarks: string[] = [];
    const turns = turnsOfText('Agent: a\nUser: b\n'.repeat(15_000), nobody, remarks);
    expect(turns).toHaveLength(20_000);
    expect(remarks).toEqual(['the transcript has more than 20,000 turns; the rest is shown as one']);
  });
});

describe('a list of turns', () => {
  const keys = { speaker: ['role', 'by'], name: ['name'], text: ['text'], at: ['at'] };
  const context = {
    people: { agentName: 'Nora', customerName: null },
    startedAt: Date.parse('2026-01-01T00:00:10Z'),
    zone: 'UTC',
  };

  it('counts offsets from the start of the call, never below nothing', () => {
    const list = ['2026-01-01T00:00:00Z', '2026-01-01T00:00:12.5Z', 1_767_225_613_000, 'soon', null].map((at) => ({
      by: 'agent',
      text: 'x',
      at,
    }));
    const remarks: string[] = [];
    expect(turnsOfList(list, keys, { ...context, remarks }).map((turn) => turn.atMs)).toEqual([
      0,
      2500,
      3000,
      null,
      null,
    ]);
    expect(remarks).toEqual(['`transcript[].at` was not a time, ignored']);
  });

  it('leaves out what is no turn and says so', () => {
    const remarks: string[] = [];
    expect(
      turnsOfList(['hi', null, 3, { role: 'agent', text: 'a' }, { role: 'agent' }], keys, { ...context, remarks }),
    ).toEqual([{ role: 'agent', name: 'Nora', text: 'a', atMs: null }]);
    expect(remarks).toEqual([
      '`transcript` held a text instead of a turn, ignored',
      '`transcript` held null instead of a turn, ignored',
      '`transcript` held a number instead of a turn, ignored',
    ]);
  });
});
