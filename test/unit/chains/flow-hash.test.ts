import { expect, test } from 'vitest';
import { canonicalJson, flowHash } from '../../../electron/core/chains/flow-hash.ts';
import { flowOf, node } from './support.ts';

const flow = flowOf([
  node('a', 'setVar', { x: 1, y: { b: [1, 2], a: null } }, { next: 'b', error: 'c' }),
  node('b', 'end'),
]);

test('the order of keys does not count, nor do name and version', () => {
  const shuffled = flowOf([
    { on: { error: 'c', next: 'b' }, config: { y: { a: null, b: [1, 2] }, x: 1 }, type: 'setVar', id: 'a' },
    node('b', 'end'),
  ]);
  expect(flowHash({ ...shuffled, name: 'other', version: 9 } as typeof flow)).toBe(flowHash(flow));
  expect(flowHash(flow)).toMatch(/^[0-9a-f]{64}$/);
});

test('everything else does', () => {
  const [a = node('a', 'end'), b = node('b', 'end')] = flow.nodes;
  const others = [
    flowOf([b, a]),
    flowOf([a]),
    flowOf(flow.nodes, 'another'),
    flowOf([{ ...a, id: 'A' }, b]),
    flowOf([{ ...a, type: 'log' }, b]),
    flowOf([{ ...a, config: { ...a.config, x: '1' } }, b]),
    flowOf([{ ...a, config: { ...a.config, y: { b: [2, 1], a: null } } }, b]),
    flowOf([{ ...a, on: { next: 'b' } }, b]),
  ];
  expect(new Set([flow, ...others].map(flowHash)).size).toBe(others.length + 1);
});

test('canonical JSON reads back as the same value, own __proto__ keys included', () => {
  const value = JSON.parse('{"b":[1,"x",null,{"z":true,"a":1.5}],"__proto__":{"q":1},"a":"\\u2028\\ud800"}');
  expect(canonicalJson(value)).toBe('{"__proto__":{"q":1},"a":"\u2028\\ud800","b":[1,"x",null,{"a":1.5,"z":true}]}');
});
