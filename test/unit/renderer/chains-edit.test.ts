import { describe, expect, it } from 'vitest';
import { mergePatch } from '../../../electron/core/chains/merge-patch.ts';
import { changesBetween, patchFor, readObject } from '../../../renderer/features/chains/changes.ts';
import type { JsonObject } from '../../../shared/domain/chain.ts';

describe('an edit as a patch', () => {
  const cases: [string, JsonObject, JsonObject, JsonObject][] = [
    ['nothing', { a: 1, b: [1, { c: 2 }] }, { b: [1, { c: 2 }], a: 1 }, {}],
    ['a value set', { a: 1 }, { a: 2 }, { a: 2 }],
    ['a value added and one removed', { a: 1 }, { b: 'x' }, { b: 'x', a: null }],
    ['one deep inside', { a: { b: { c: 1, d: 2 } } }, { a: { b: { c: 3, d: 2 } } }, { a: { b: { c: 3 } } }],
    ['an array as a whole', { a: [1, 2] }, { a: [1, null] }, { a: [1, null] }],
    ['an object in place of a text', { a: 'x' }, { a: { b: 1 } }, { a: { b: 1 } }],
    ['a null that was there', { a: null, b: 1 }, { a: null, b: 2 }, { b: 2 }],
  ];
  for (const [name, from, to, patch] of cases) {
    it(`${name}: makes the edited of the recorded`, () => {
      expect(patchFor(from, to)).toEqual({ ok: true, patch });
      expect(mergePatch(from, patch)).toEqual(to);
    });
  }

  it('says what cannot be set to null', () => {
    expect(patchFor({ a: { b: 1 } }, { a: { b: null } })).toMatchObject({
      ok: false,
      problem: expect.stringMatching(/^a\.b cannot be set to null/),
    });
  });

  it('keeps a key called __proto__ a key', () => {
    const edited = readObject('{"__proto__": {"x": 1}}');
    expect(edited.ok && Object.keys(edited.value)).toEqual(['__proto__']);
    const made = edited.ok ? patchFor({}, edited.value) : edited;
    expect(made.ok && Object.keys('patch' in made ? made.patch : {})).toEqual(['__proto__']);
  });
});

it('reads objects only, and says what is wrong with anything else', () => {
  expect(readObject('{"a": 1}')).toEqual({ ok: true, value: { a: 1 } });
  expect(readObject('[1]')).toMatchObject({ ok: false, problem: expect.stringContaining('an object') });
  expect(readObject('{"a": }')).toMatchObject({ ok: false, problem: expect.stringContaining('Not valid JSON') });
});

it('tells changes path by path, and leaves absent sides out', () => {
  expect(changesBetween({ a: { b: 1 }, c: [1] }, { a: { b: 2 }, d: null })).toEqual([
    { path: 'a.b', from: 1, to: 2 },
    { path: 'c', from: [1] },
    { path: 'd', to: null },
  ]);
});
