import { describe, expect, it } from 'vitest';
import { placed } from '../../../renderer/features/calls/history.ts';
import { callPath } from '../../../renderer/features/calls/permalink.ts';
import { turnHeard } from '../../../renderer/features/calls/player/follow.ts';
import { rulerScale } from '../../../renderer/features/calls/ruler.ts';
import { turnThatSays } from '../../../renderer/features/calls/said.ts';
import { firstMatch, matchesIn, pieces, stepped, wordsToMark } from '../../../renderer/features/calls/search.ts';
import type { Turn } from '../../../shared/domain/call.ts';
import { spending } from '../../fixtures/spent.ts';

const turn = (role: Turn['role'], text: string): Turn => ({ role, name: null, text, atMs: null });
const turns = [
  turn('agent', 'Good morning, this is Diana.'),
  turn('customer', 'Good morning. My name is José Núñez, I want to order.'),
  turn('agent', 'Jose Nunez, and your number is 0151 234-567?'),
  turn('customer', 'Yes, 0151234567. I need 1,200 pieces, and 7 boxes.'),
  turn('agent', 'So 1200 pieces on 5 March.'),
];

describe('the turn that says a value', () => {
  it('is found whatever the case, the accents and the signs', () => {
    expect(turnThatSays('jose  nunez!', turns)).toBe(1);
    expect(turnThatSays('GOOD MORNING', turns)).toBe(1);
    expect(turnThatSays('Diana', turns)).toBe(0);
  });

  it('is found by the digits of a number, however they are grouped', () => {
    expect(turnThatSays(1200, turns)).toBe(3);
    expect(turnThatSays('1.200', turns)).toBe(3);
    expect(turnThatSays('(0151) 234 567', turns)).toBe(3);
  });

  it('is the customer’s own rather than the agent’s who repeats it', () => {
    expect(turnThatSays('1200', [turn('agent', '1200?'), turn('customer', '1200.')])).toBe(1);
    expect(turnThatSays('1200', [turn('agent', '1200?'), turn('customer', 'Yes.')])).toBe(0);
  });

  it('is none where only a part of a word or of a number is the value, or the value is too short to mean it', () => {
    expect(turnThatSays('nun', turns)).toBeNull();
    expect(turnThatSays(120, turns)).toBeNull();
    expect(turnThatSays(7, turns)).toBeNull();
    expect(turnThatSays('is', turns)).toBeNull();
  });

  it('is none of what nobody says word by word', () => {
    for (const value of [true, null, undefined, Number.NaN, '', '…', { a: 1 }, ['Diana']])
      expect(turnThatSays(value, turns)).toBeNull();
    expect(turnThatSays('Diana', [])).toBeNull();
  });

  it('finds dates as people say them', () => {
    const said = (text: string) => [turn('customer', text)];
    for (const text of [
      'On 5 March.',
      'On March 5th, please',
      'the 5th of March',
      '5.3.2026 then',
      '05/03/2026',
      'at 2026-03-05',
    ])
      expect(turnThatSays('2026-03-05', said(text)), text).toBe(0);
    for (const text of ['15 March', 'on the 5th', 'in March', 'March 50']) {
      expect(turnThatSays('2026-03-05', said(text)), text).toBeNull();
    }
    expect(turnThatSays('2026-03-05T14:00:00Z', said('5 March at two'))).toBe(0);
    expect(turnThatSays('2026-13-45', said('13'))).toBeNull();
  });
});

describe('the search in a transcript', () => {
  it('takes what was typed as it stands where it occurs so', () => {
    expect(wordsToMark(' good morning ', turns)).toEqual(['good morning']);
    expect(matchesIn(turns, ['good morning'])).toEqual([
      { turn: 0, nth: 0 },
      { turn: 1, nth: 0 },
    ]);
  });

  it('takes its words and phrases otherwise, as the list of calls does', () => {
    expect(wordsToMark('morning order', turns)).toEqual(['morning', 'order']);
    expect(wordsToMark('"my name" boxes', turns)).toEqual(['my name', 'boxes']);
    expect(wordsToMark('  ', turns)).toEqual([]);
    expect(wordsToMark('""', turns).filter((word) => matchesIn(turns, [word]).length > 0)).toEqual([]);
  });

  it('tells every match, several in one turn, too', () => {
    expect(matchesIn([{ text: 'a b a' }, { text: 'c' }, { text: 'A' }], ['a'])).toEqual([
      { turn: 0, nth: 0 },
      { turn: 0, nth: 1 },
      { turn: 2, nth: 0 },
    ]);
    expect(pieces('price prices', ['price', 'prices'])).toEqual(['', 'price', ' ', 'prices', '']);
    expect(pieces('text', ['', ''])).toEqual(['text']);
  });

  it('finds words whatever their case and accents, and marks them as they stand in the text', () => {
    expect(pieces('Señor NUÑEZ, señor', 'nunez')).toEqual(['Señor ', 'NUÑEZ', ', señor']);
    expect(pieces('Jose\u0301 said', 'josé')).toEqual(['', 'Jose\u0301', ' said']);
    expect(pieces('Die Straße, strasse', 'STRASSE')).toEqual(['Die ', 'Straße', ', ', 'strasse', '']);
    expect(pieces('Łódź ΣΊΣΥΦΟΣ', ['lodz', 'σίσυφος'])).toEqual(['', 'Łódź', ' ', 'ΣΊΣΥΦΟΣ', '']);
    expect(pieces('مدرسة', 'مَدرسه')).toEqual(['', 'مدرسة', '']);
    expect(pieces('ok 👍🏽 नमस्ते', 'नमस्ते')).toEqual(['ok 👍🏽 ', 'नमस्ते', '']);
    // Where half of a letter is meant, all of it is marked, and once.
    expect(pieces('Maß', 's')).toEqual(['Ma', 'ß', '']);
    expect(pieces('f(x) = [y]', '(x) = [')).toEqual(['f', '(x) = [', 'y]']);
  });

  it('begins with the turn that is shown, and goes round', () => {
    const matches = matchesIn(turns, ['good']);
    expect(firstMatch(matches, undefined)).toBe(0);
    expect(firstMatch(matches, 1)).toBe(1);
    expect(firstMatch(matches, 4)).toBe(0);
    expect([stepped(0, -1, 3), stepped(2, 1, 3), stepped(0, 1, 0)]).toEqual([2, 0, 0]);
  });

  it('is fast in a long transcript', () => {
    const long = Array.from({ length: 5000 }, (_, n) => ({ text: `turn ${n} about the price of apples`.repeat(4) }));
    const spent = spending();
    expect(matchesIn(long, wordsToMark('price apples', long)).length).toBe(40_000);
    expect(spent()).toBeLessThan(1000);
    const accented = long.map(({ text }) => ({ text: `${text} por favor, señor Núñez` }));
    const again = spending();
    expect(matchesIn(accented, wordsToMark('NUNEZ', accented)).length).toBe(5000);
    expect(again()).toBeLessThan(2000);
  });
});

describe('calls with the same person', () => {
  const call = { id: 5, endedAt: 500 };

  it('stand around this one in the order of time', () => {
    const others = [
      { id: 9, endedAt: 900 },
      { id: 7, endedAt: 600 },
      { id: 1, endedAt: 100 },
    ];
    expect(placed(call, others)).toEqual({
      rows: [others[0], others[1], call, others[2]],
      later: others[1],
      earlier: others[2],
    });
  });

  it('are told apart where they ended together, and may all be earlier, or none', () => {
    expect(
      placed(call, [
        { id: 6, endedAt: 500 },
        { id: 4, endedAt: 500 },
      ]),
    ).toMatchObject({
      later: { id: 6 },
      earlier: { id: 4 },
    });
    expect(placed(call, [{ id: 1, endedAt: 100 }]).later).toBeUndefined();
    expect(placed(call, [])).toEqual({ rows: [call], later: undefined, earlier: undefined });
  });

  it('hold this one once, also where it is among them', () => {
    expect(placed(call, [call]).rows).toEqual([call]);
  });
});

describe('a call’s lasting address', () => {
  it('holds whatever signs an id has', () => {
    expect(callPath({ connectionId: 'c1', callId: 'a/b?c#d é' })).toBe('/call/c1/a%2Fb%3Fc%23d%20%C3%A9');
  });
});

describe('what is played', () => {
  it('is told as the turn that began last, in whatever order turns come', () => {
    const timed = [{ atMs: 0 }, { atMs: 5000 }, { atMs: null }, { atMs: 3000 }];
    expect([0, 2999, 3000, 4999, 5000, 99_999].map((at) => turnHeard(timed, at))).toEqual([0, 0, 3, 3, 1, 1]);
    expect(turnHeard([{ atMs: 10 }], 5)).toBe(-1);
    expect(turnHeard([{ atMs: null }], 5)).toBe(-1);
  });

  it('stands on the ruler where its moment does', () => {
    const scale = rulerScale(1000, 61_000, [62_000, 3_661_000]);
    for (const at of [1000, 31_000, 61_000, 62_000, 100_000, 3_661_000])
      expect(scale.at(scale.x(at))).toBeCloseTo(at, 0);
    expect(Number.isFinite(rulerScale(5, 5, []).at(0.5))).toBe(true);
  });
});
