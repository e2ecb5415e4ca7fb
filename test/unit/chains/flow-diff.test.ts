import { describe, expect, test } from 'vitest';
import { changesUpstream, diffFlows } from '../../../electron/core/chains/flow-diff.ts';
import type { Flow, FlowNode } from '../../../shared/domain/chain.ts';
import { flowOf, node } from './support.ts';

const base: FlowNode[] = [
  node('ended', 'onCallEnd', {}, { triggered: 'a' }),
  node('a', 'setVar', { name: 'x', value: 1 }, { next: 'b' }),
  node('b', 'httpCall', { url: 'https://x', body: { list: [1, 2], from: 'a' } }, { success: 'c', error: 'e' }),
  node('c', 'end'),
  node('e', 'log', { message: 'm' }),
];
const flow = flowOf(base);
/** Version 2, with one node replaced, left out (`null`) or added. */
const changed = (id: string, to: FlowNode | null): Flow => ({
  ...flow,
  version: 2,
  nodes: [...base.filter((one) => one.id !== id), ...(to ? [to] : [])],
});

describe('two versions', () => {
  test('that are the same, in another order', () => {
    expect(diffFlows(flow, { ...flow, version: 2, nodes: base.toReversed() })).toEqual({
      from: 1,
      to: 2,
      added: [],
      removed: [],
      changed: [],
      unchanged: 5,
    });
  });

  test('say which nodes came and went', () => {
    expect(diffFlows(flow, changed('e', node('f', 'end')))).toMatchObject({
      added: [{ nodeId: 'f', type: 'end' }],
      removed: [{ nodeId: 'e', type: 'log' }],
      unchanged: 4,
    });
  });

  test('say what of a node is different: type, configuration by path, edges', () => {
    const b = node(
      'b',
      'runFlow',
      { url: 'https://y', body: { list: [1, 3], to: 'a' } },
      { success: 'e', done: 'c', error: '' },
    );
    expect(diffFlows(flow, changed('b', b)).changed).toEqual([
      {
        nodeId: 'b',
        type: { from: 'httpCall', to: 'runFlow' },
        config: [
          { path: 'url', from: 'https://x', to: 'https://y' },
          { path: 'body.list.1', from: 2, to: 3 },
          { path: 'body.from', from: 'a' },
          { path: 'body.to', to: 'a' },
        ],
        edges: [
          { event: 'success', from: 'c', to: 'e' },
          { event: 'error', from: 'e', to: null },
          { event: 'done', from: null, to: 'c' },
        ],
      },
    ]);
  });
});

describe('what changed upstream of a node', () => {
  test.each<[string, Flow, string, number, string[]]>([
    [
      'nothing, when it is the node itself',
      changed('b', node('b', 'httpCall', {}, { success: 'c', error: 'e' })),
      'b',
      0,
      [],
    ],
    ['nothing, when it is after the node', changed('c', node('c', 'log', { message: '' })), 'b', 0, []],
    [
      'a node before it',
      changed('a', node('a', 'setVar', { name: 'x', value: 2 }, { next: 'b' })),
      'b',
      0,
      ['“a” is different (value)'],
    ],
    [
      'an edge before it',
      changed('ended', node('ended', 'onCallEnd', {}, { triggered: 'b' })),
      'b',
      0,
      ['“ended” is different (edge triggered)'],
    ],
    ['a node that went', changed('a', null), 'b', 0, ['“a” was removed']],
    [
      'a node that came, and the edge to it',
      {
        ...changed('a', node('a', 'setVar', { name: 'x', value: 1 }, { next: 'n' })),
        nodes: [
          ...base.map((one) => (one.id === 'a' ? { ...one, on: { next: 'n' } } : one)),
          node('n', 'log', {}, { next: 'b' }),
        ],
      },
      'b',
      0,
      ['“n” was added', '“a” is different (edge next)'],
    ],
    ['a side branch is not upstream', changed('e', node('e', 'log', { message: 'other' })), 'c', 0, []],
  ])('%s', (_what, to, nodeId, iteration, expected) => {
    expect(changesUpstream(flow, to, nodeId, iteration)).toEqual(expected);
  });

  test('on a circle, the node itself counts once the run has gone round', () => {
    const round = (value: number) =>
      flowOf([
        node('t', 'onCallEnd', {}, { triggered: 'a' }),
        node('a', 'setVar', { name: 'x', value }, { next: 'a' }),
      ]);
    expect(changesUpstream(round(1), round(2), 'a', 0)).toEqual([]);
    expect(changesUpstream(round(1), round(2), 'a', 1)).toEqual(['“a” is different (value)']);
  });
});
