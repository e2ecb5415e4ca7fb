import { describe, expect, it } from 'vitest';
import { barsOf } from '../../../renderer/features/chains/bars.ts';
import { layOut, nodeHeight } from '../../../renderer/features/chains/graph/layout.ts';
import { dryRunGraph, lintGraph, missingType, runGraph } from '../../../renderer/features/chains/graph/model.ts';
import type { Flow, FlowNode, Step } from '../../../shared/domain/chain.ts';
import type { DryStep } from '../../../shared/domain/operation.ts';
import { spending } from '../../fixtures/spent.ts';

const node = (id: string, type: string, on: Record<string, string> = {}): FlowNode => ({ id, type, config: {}, on });
const flowOf = (...nodes: FlowNode[]): Flow => ({ flowId: 'f', version: 1, name: 'F', nodes });

function step(nodeId: string, more: Partial<Step> = {}): Step {
  return {
    nodeId,
    type: 'log',
    iteration: 0,
    varsBefore: {},
    request: null,
    response: null,
    output: null,
    event: 'next',
    outcome: 'succeeded',
    error: null,
    warnings: [],
    startedAt: 0,
    durationMs: 10,
    ...more,
  };
}

const signOf = (model: ReturnType<typeof runGraph>, id: string) => model.nodes.find((each) => each.id === id)?.sign;

describe('the graph of a run', () => {
  const flow = flowOf(
    node('a', 'onCallEnd', { next: 'b', other: 'c' }),
    node('b', 'httpCall', { next: 'a' }),
    node('c', 'end'),
  );

  it('tells the edges that were taken from those that were not', () => {
    const { edges } = runGraph(flow, [step('a'), step('b', { event: null })]);
    expect(edges.map(({ from, event, taken }) => [from, event, taken])).toEqual([
      ['a', 'next', true],
      ['a', 'other', false],
      ['b', 'next', false],
    ]);
  });

  it('shows the failure of a node that failed once and succeeded otherwise, and how often it was come by', () => {
    const model = runGraph(flow, [step('b'), step('b', { iteration: 1, outcome: 'failed', event: null })]);
    expect(signOf(model, 'b')).toEqual({ kind: 'state', state: 'failed' });
    expect(model.nodes.find(({ id }) => id === 'b')?.note).toBe('2 × · 20 ms');
  });

  it('leaves what was not reached faint and without a state', () => {
    const left = runGraph(flow, [step('a')]).nodes.find(({ id }) => id === 'c');
    expect(left).toMatchObject({ sign: null, faint: true });
  });

  it('counts the steps of a called flow for the node that called it', () => {
    const calling = flowOf(node('call', 'runFlow', { next: 'end' }), node('end', 'end'));
    const model = runGraph(calling, [step('call'), step('call/one'), step('call/two')]);
    expect(model.nodes.map(({ id }) => id)).toEqual(['call', 'end']);
    expect(model.nodes[0]?.note).toBe('2 steps · 10 ms');
  });

  it('ends an edge to nowhere at a node that says so, and draws clashing ids once', () => {
    const broken = flowOf(node('a', 'log', { next: 'gone' }), node('a', 'end'));
    const { nodes, edges } = runGraph(broken, []);
    expect(nodes.map(({ id, type }) => [id, type])).toEqual([
      ['a', 'log'],
      ['gone', missingType],
    ]);
    expect(edges).toHaveLength(1);
  });
});

it('colours a dry run by what would be reused, run, skipped or fail', () => {
  const flow = flowOf(node('a', 'log'), node('b', 'log'), node('c', 'say'), node('d', 'httpCall'));
  const dry = (nodeId: string, treatment: DryStep['treatment'], message?: string): DryStep => ({
    nodeId,
    type: 'log',
    effect: 'pure',
    treatment,
    request: null,
    event: null,
    warnings: [],
    error: message === undefined ? null : { kind: 'template', message },
  });
  const model = dryRunGraph(flow, [dry('a', 'reused'), dry('b', 'run'), dry('c', 'skipped'), dry('d', 'run', 'no')]);
  const words = model.nodes.map(({ sign }) => (sign?.kind === 'state' ? (sign.word ?? sign.state) : null));
  expect(words).toEqual(['reused', 'will run', 'skipped', 'would fail']);
});

it('shows a node by its worst finding', () => {
  const model = lintGraph(flowOf(node('a', 'log')), [
    { rule: 'x', severity: 'error', nodeId: 'a', message: '' },
    { rule: 'y', severity: 'hint', nodeId: 'a', message: '' },
  ]);
  expect(model.nodes[0]).toMatchObject({
    sign: { kind: 'finding', severity: 'error', word: '1 error' },
    note: 'and 1 more',
  });
});

describe('the layout', () => {
  const chain = (length: number) =>
    Array.from({ length }, (_, at) => node(`n${at}`, 'log', at + 1 < length ? { next: `n${at + 1}` } : { back: 'n0' }));

  for (const length of [3, 200]) {
    it(`goes from top to bottom, also round a circle of ${length} nodes`, () => {
      const { nodes } = layOut(runGraph(flowOf(...chain(length)), []));
      const ys = Array.from({ length }, (_, at) => nodes.get(`n${at}`)?.y ?? Number.NaN);
      for (const [at, y] of ys.entries()) if (at > 0) expect(y - (ys[at - 1] ?? 0)).toBeGreaterThan(nodeHeight);
    });
  }

  it('lays no node of a wide flow upon another', () => {
    const leaves = Array.from({ length: 60 }, (_, at) => node(`leaf${at}`, 'end'));
    const root = node('root', 'branch', Object.fromEntries(leaves.map(({ id }) => [id, id])));
    const { nodes, edges } = layOut(runGraph(flowOf(root, ...leaves), []));
    expect(new Set([...nodes.values()].map(({ x, y }) => `${x} ${y}`)).size).toBe(61);
    expect([...edges.values()].every((points) => points.length >= 2)).toBe(true);
  });

  it('is done with ten thousand nodes while somebody waits', () => {
    const spent = spending();
    expect(layOut(runGraph(flowOf(...chain(10_000)), [])).nodes.size).toBe(10_000);
    expect(spent()).toBeLessThan(2000);
  });
});

it('tells of a run of ten thousand steps in a flow of as many nodes while somebody waits', () => {
  const nodes = Array.from({ length: 10_000 }, (_, at) => node(`n${at}`, 'log', { next: `n${at + 1}` }));
  const steps = nodes.map(({ id }) => step(id));
  const spent = spending();
  const model = runGraph(flowOf(...nodes), [...steps, step('elsewhere/x', { outcome: 'failed', event: null })]);
  expect(model.edges.filter(({ taken }) => taken)).toHaveLength(10_000);
  expect(spent()).toBeLessThan(1000);
});

describe('the timeline', () => {
  const bars = (count: number, troubled = -1) =>
    barsOf(Array.from({ length: count }, (_, at) => step(`n${at}`, at === troubled ? { outcome: 'failed' } : {})));

  it('has a bar for each step while there is room', () => {
    expect(bars(0)).toEqual([]);
    expect(bars(200).map(({ from, to }) => [from, to])).toEqual(Array.from({ length: 200 }, (_, at) => [at, at + 1]));
  });

  it('lets a bar stand for several steps of a long run, and for the one that failed among them', () => {
    const all = bars(3001, 1234);
    expect(all.length).toBeLessThanOrEqual(400);
    expect(all.map(({ to }) => to).slice(0, -1)).toEqual(all.map(({ from }) => from).slice(1));
    expect(all.at(-1)?.to).toBe(3001);
    const failed = all.filter(({ step: { outcome } }) => outcome === 'failed');
    expect(failed).toMatchObject([{ at: 1234, step: { nodeId: 'n1234' } }]);
  });

  it('counts for a step in which others ran only the time before them', () => {
    const steps = [
      step('outer', { startedAt: 0, durationMs: 100 }),
      step('outer/a', { startedAt: 10, durationMs: 50 }),
      step('after', { startedAt: 100, durationMs: 5 }),
    ];
    expect(barsOf(steps).map(({ ownMs }) => ownMs)).toEqual([10, 50, 5]);
  });
});
