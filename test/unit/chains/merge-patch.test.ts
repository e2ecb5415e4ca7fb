import { expect, test } from 'vitest';
import { mergePatch } from '../../../electron/core/chains/merge-patch.ts';
import { jsonObject } from '../../../shared/contract/json-object.ts';
import type { JsonObject } from '../../../shared/domain/chain.ts';

/** The examples of RFC 7396, appendix A, whose target and patch are objects. */
test.each<[JsonObject, JsonObject, JsonObject]>([
  [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
  [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
  [{ a: 'b' }, { a: null }, {}],
  [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
  [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
  [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
  [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
  [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
  [{ e: null }, { a: 1 }, { e: null, a: 1 }],
  [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
])('%j patched with %j is %j', (target, patch, expected) => {
  const before = structuredClone(target);
  expect(mergePatch(target, patch)).toEqual(expected);
  expect(target).toEqual(before);
});

test('a key called __proto__ is a key, and pollutes nothing', () => {
  const patch = JSON.parse(
    '{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}',
  ) as JsonObject;
  const merged = mergePatch({ a: 1 }, patch);
  expect(Object.keys(merged).sort()).toEqual(['__proto__', 'a', 'constructor']);
  expect('polluted' in {}).toBe(false);
  expect(Object.getPrototypeOf(merged)).toBe(Object.prototype);
});

const schema = jsonObject({ longest: 1_000, deepest: 5 });
const nested = (levels: number): JsonObject => (levels === 0 ? {} : { deep: nested(levels - 1) });

test.each<[string, unknown, RegExp]>([
  ['an array', [1], /not a JSON object/],
  ['null', null, /not a JSON object/],
  ['a date', { at: new Date() }, /what JSON cannot/],
  ['a function', { run: () => 1 }, /what JSON cannot/],
  ['no number', { n: Number.NaN }, /what JSON cannot/],
  ['something long', { text: 'x'.repeat(1_000) }, /longer than 1000/],
  ['something deep', nested(6), /more than 5 levels/],
  ['something without end', nested(3_000), /more than 5 levels/],
])('%s is no patch', (_what, value, message) => {
  const parsed = schema.safeParse(value);
  expect(parsed.success ? '' : parsed.error.issues[0]?.message).toMatch(message);
});

test('an object within its bounds is one, its own __proto__ kept', () => {
  const value = JSON.parse('{"a": [1, null, {"b": "c"}], "__proto__": 1}') as JsonObject;
  expect(Object.keys(schema.parse(value))).toEqual(['a', '__proto__']);
});
