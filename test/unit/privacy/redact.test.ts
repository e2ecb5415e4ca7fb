/** Nothing personal is left of what is redacted, and nothing else is touched. */
import { describe, expect, test } from 'vitest';
import { knownOf } from '../../../electron/core/privacy/known.ts';
import { digitsOf, nothingKnown } from '../../../electron/core/privacy/personal.ts';
import { redacted, redactedJson } from '../../../electron/core/privacy/redact.ts';
import { chance } from '../../fixtures/random.ts';
import { spending } from '../../fixtures/spent.ts';

const known = knownOf({
  customerNumber: '+4915112344711',
  from: '+493012345678',
  to: null,
  customerName: 'Diana Müller',
  link: 'https://vendor.example/calls/77',
  metadata: { first_name: '李小明', order: 4711 },
});

describe('a known number', () => {
  test.each([
    '+4915112344711',
    '0049 151 1234 4711',
    '(0151) 1234-4711',
    '0151/12344711',
    '0 1 5 1 1 2 3 4 4 7 1 1',
    '151.123.447.11',
    '٠١٥١١٢٣٤٤٧١١',
    '０１５１‐１２３４‐４７１１',
    '𝟎𝟏𝟓𝟏𝟏𝟐𝟑𝟒𝟒𝟕𝟏𝟏',
    '%2B49%20151%2012344711',
    '+49+151+12344711',
  ])('is found as %s', (form) => {
    expect(redacted(`call ${form}, please`, known)).toBe('call [number], please');
    expect(redacted(`電話は${form}です`, known)).toBe('電話は[number]です');
    expect(redacted(`id_${form.replace(/^[+(]+/, '')}x`, known)).not.toContain('4711');
  });

  test('is found as a number of JSON, and in JSON within JSON', () => {
    const text = `{ "a": 4915112344711, "b": "{\\"n\\":\\"+49 151 12344711\\"}", "big": 98765432109876543210 }`;
    const after = redacted(text, known);
    expect(after).toBe(`{ "a": "[number]", "b": "{\\"n\\":\\"[number]\\"}", "big": 98765432109876543210 }`);
    expect(JSON.parse(after)).toBeTruthy();
  });
});

describe('a known name', () => {
  test.each([
    ['Diana Müller', '[name]'],
    ['DIANA MÜLLER', '[name]'],
    ['Müller, Diana', '[name], [name]'],
    ['Mrs. Müller', 'Mrs. [name]'],
    ['Mu\u0308ller', '[name]'],
    ['Diana+M%C3%BCller', '[name]'],
    ['李小明さん', '[name]さん'],
    ['Dianas Müllerei', 'Dianas Müllerei'],
  ])('%s', (text, after) => expect(redacted(text, known)).toBe(after));

  test('is found however JSON escapes it', () => {
    expect(redacted('{"n":"Diana M\\u00fcller"}', known)).toBe('{"n":"[name]"}');
  });

  test('that is no name takes nothing with it', () => {
    const speaker = { role: 'customer', name: 'User', text: '', atMs: null } as const;
    expect(redacted('The user said', knownOf({ customerName: 'Unknown', transcript: [speaker] }))).toBe(
      'The user said',
    );
  });
});

describe('what only looks personal', () => {
  test.each([
    ['0171 2345678', '[number]'],
    ['+1 (415) 555-0123', '[number]'],
    ['00 44 20 7946 0958', '[number]'],
    ['call 9812345670 now', 'call [number] now'],
    ['tel:+14155550123;ext=1', 'tel:[number];ext=1'],
    ['anna.b+tag@mail.example.co', '[e-mail]'],
    ['用户@例子.公司', '[e-mail]'],
    ['4111 1111 1111 1111', '[card]'],
    ['5500-0000-0000-0004', '[card]'],
    ['DE89 3704 0044 0532 0130 00', '[IBAN]'],
    ['gb29nwbk60161331926819', '[IBAN]'],
    ['https://vendor.example/calls/77', '[link]'],
  ])('%s', (text, after) => expect(redacted(text, known)).toBe(after));

  test.each([
    '2026-11-21 08:22:09',
    '2026-01-15T16:00:05.123Z',
    '21.11.2026 08',
    '1732177296000 and 1732177296',
    '550e8400-e29b-41d4-a716-446655440000',
    '66f0c1b2a9d4e80012ab34cd',
    'call-20261121',
    'msg_01234567890123',
    '192.168.100.200:443',
    '1.234.567.890',
    '52.520008, 13.404954',
    '3.14159265358979',
    'DE00 3704 0044 0532 0130 01 is none'.replace('DE00', 'order'),
    'sales@ and @home',
    '{"order":4711,"at":1732177296000,"big":123456789012345}',
  ])('%s stays', (text) =>
    expect(redacted(text, nothingKnown)).toBe(text.includes('order ') ? redacted(text, known) : text),
  );
});

test('JSON keeps its shape: keys in order, none lost', () => {
  const value = { '+4915112344711': 1, '0151 12344711': { deep: ['Diana Müller', 4915112344711, null, true, 7] } };
  const after = redactedJson(value, known);
  expect(after).toEqual({ '[number]': 1, '[number]·': { deep: ['[name]', '[number]', null, true, 7] } });
  expect(value['+4915112344711']).toBe(1);
});

describe('whatever stands around it', () => {
  const { next, pick } = chance(20261121);
  const separators = ['', ' ', '-', '.', '/', '\u00a0', ' - ', ' ('];
  const filler = [
    '',
    ' ',
    'call ',
    'id_',
    '"',
    '\\',
    '[number]',
    '12',
    '::',
    '電話',
    'é',
    '\n',
    '%',
    '[',
    ']',
    '@',
    '+',
    'x7',
  ];

  function numberForm(): string {
    const script = pick([0x30, 0x660, 0x966, 0xff10]);
    const digits = [...pick(['4915112344711', '015112344711', '004915112344711'])];
    return digits
      .map((digit) => String.fromCodePoint(script + Number(digit)) + (next() < 0.3 ? pick(separators) : ''))
      .join('');
  }

  test('no known value survives, in text or in JSON, and twice is once', () => {
    for (let round = 0; round < 2000; round += 1) {
      const value = pick([numberForm, () => 'Diana Müller', () => '李小明', () => 'https://vendor.example/calls/77'])();
      // Digits beside a number make it another one; what is then personal of it is a matter of taste.
      const text = `${pick(filler)}${pick(filler)} ${value} ${pick(filler)}${pick(filler)}`;
      const json = JSON.stringify({ k: [text], [text]: 1 });
      for (const given of [text, json]) {
        const after = redacted(given, known);
        expect(digitsOf(after), given).not.toContain('112344711');
        expect(after, given).not.toMatch(/Müller|小明|calls\/77/);
        expect(redacted(after, known), given).toBe(after);
      }
      expect(() => JSON.parse(redacted(json, known)), json).not.toThrow();
    }
  });

  test('a long text costs no more than its length', () => {
    const spent = spending();
    for (const part of ['0123456789', 'a', 'a@', '1 ', 'DE89 ', '+', '.a']) {
      redacted(part.repeat(200_000 / part.length), known);
    }
    expect(spent()).toBeLessThan(10_000);
  });
});
