/** Reading a frame: never a throw, numbers digit for digit, and the rest as `JSON.parse` has it. */
import { describe, expect, test } from 'vitest';
import { parseJson } from '../../../electron/core/mirror/parse.ts';
import { receive } from '../../../electron/core/mirror/receive.ts';
import { chance } from '../../fixtures/random.ts';

describe('parseJson', () => {
  test.each([
    ['9007199254740991', 9007199254740991],
    ['9007199254740993', '9007199254740993'],
    ['-9007199254740993', '-9007199254740993'],
    ['123456789012345678901234567890', '123456789012345678901234567890'],
    ['1.5', 1.5],
    ['1e21', 1e21],
    ['"12345678901234567890"', '12345678901234567890'],
  ])('reads %s within lists and objects alike', (text, value) => {
    expect(parseJson(`[ ${text} ]`)).toEqual([value]);
    expect(parseJson(`{"a": {"b":[1,${text}]}}`)).toEqual({ a: { b: [1, value] } });
  });

  test('long digits in one place change nothing anywhere else', () => {
    const value = { text: ':12345678901234567890', list: [1, -0.5, null, true, 'x'], empty: {}, nested: { e: 1e-7 } };
    const text = JSON.stringify(value);
    expect(parseJson(text.replace('{', '{"long":12345678901234567890,'))).toEqual({
      long: '12345678901234567890',
      ...value,
    });
  });

  test('finds long digits wherever they stand, and only them', () => {
    const random = chance(9);
    const pieces = [':', ',', '[', ' ', '\n', '-', '"', 'a', '1', '12345678', '123456789012345', '1234567890123456'];
    let long = 0;
    for (let n = 0; n < 20_000; n += 1) {
      const inner = Array.from({ length: random.below(12) }, () => random.pick(pieces)).join('');
      const text = `{"a":"${'x'.repeat(random.below(20))}","n":${inner}}`;
      let plain: unknown;
      try {
        plain = JSON.parse(text);
      } catch {
        continue;
      }
      const digits = /^-?\d+$/.exec(inner.trim())?.[0];
      const isLong = digits !== undefined && !Number.isSafeInteger(Number(digits));
      if (isLong) long += 1;
      expect(parseJson(text)).toEqual(isLong ? { ...Object(plain), n: digits } : plain);
    }
    expect(long).toBeGreaterThan(20);
  });

  test('throws what JSON.parse throws', () => {
    expect(() => parseJson('{')).toThrow(SyntaxError);
    expect(() => parseJson('[12345678901234567890')).toThrow(SyntaxError);
  });
});

test('any bytes whatever are answered with an event or with a reason', () => {
  const random = chance(5);
  const valid = Buffer.from(
    '{"specversion":"1.0","id":"i","source":"s","type":"call.ended","data":{"a":[1,"ü",{"b":null}]}}',
  );
  const kinds = new Set<string>();
  for (let n = 0; n < 5000; n += 1) {
    const bytes = Buffer.from(valid);
    for (let changes = random.below(4); changes > 0; changes -= 1)
      bytes[random.below(bytes.length)] = random.below(256);
    const received = receive(
      bytes.subarray(0, random.pick([bytes.length, bytes.length, random.below(bytes.length)])),
      1,
    );
    kinds.add(received.kind === 'event' ? 'event' : received.code);
    if (received.kind === 'unreadable') expect(received.reason.length).toBeGreaterThan(10);
  }
  expect([...kinds].sort()).toEqual(['event', 'not a cloudevent', 'unreadable']);
});

test('attributes nobody knows are kept beside the known ones', () => {
  const text = '{"specversion":"1.0","id":"i","source":"s","type":"t","traceparent":"00-a","dialect":7}';
  expect(receive(Buffer.from(text), 1)).toMatchObject({ kind: 'event', event: { traceparent: '00-a', dialect: 7 } });
});
