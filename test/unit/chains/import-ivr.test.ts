/** An IVR with a Hang-up node linked to its Start (seed 001), in the forms its parts may be written down in. */
import { describe, expect, test } from 'vitest';
import { importIvr, typeOfIvrNode } from '../../../electron/core/chains/import-ivr.ts';
import { lintFlow } from '../../../electron/core/chains/lint/lint.ts';
import { readFlow } from '../../../electron/core/chains/read-flow.ts';
import { citylineIvr } from '../../../electron/platform/flows/cityline-ivr.ts';
import { flowPublished } from '../../fixtures/events/chain-ran.ts';

/** The document's own example: main flow, exception node, hang-up node → report → call API → end. */
const nodes = [
  { id: '1', type: 'Start', name: 'Main line' },
  { id: '2', type: 'Play Prompt', data: { text: 'Hello' } },
  { id: '3', type: 'Exception Node' },
  { id: '4', type: 'Hang-up Node' },
  { id: '5', type: 'Log', data: { message: 'report' } },
  { id: '6', type: 'API Call', data: { endpoint: 'https://x.example/calls', payload: { from: '{{event.from}}' } } },
  { id: '7', type: 'End' },
];
const links = [
  { from: '1', to: '2' },
  { from: '1', to: '3' },
  { from: '1', to: '4' },
  { from: '4', to: '5' },
  { from: '5', to: '6' },
  { from: '6', to: '7', label: 'success' },
];
const document = { ivrId: 'line', version: 3, name: 'Main line', nodes, links };

test('becomes a flow whose Start leads to the main flow, the exception and the hang-up node', () => {
  const imported = importIvr(document);
  expect(imported?.findings).toEqual([]);
  expect(imported?.flow).toMatchObject({ flowId: 'line', version: 3, name: 'Main line' });
  expect(imported?.flow.nodes.map(({ id, type, on }) => [id, type, on])).toEqual([
    ['1', 'start', { next: '2', exception: '3', hangup: '4' }],
    ['2', 'Play Prompt', {}],
    ['3', 'exception', {}],
    ['4', 'hangup', { triggered: '5' }],
    ['5', 'log', { next: '6' }],
    ['6', 'httpCall', { success: '7' }],
    ['7', 'end', {}],
  ]);
  expect(imported?.flow.nodes[5]?.config).toMatchObject({
    url: 'https://x.example/calls',
    body: { from: '{{event.from}}' },
  });
});

describe('is read the same', () => {
  const renamed = (link: (typeof links)[number]) => ({ source: link.from, target: link.to, port: link.label });
  test.each<[string, Record<string, unknown>]>([
    ['with links called edges, from source to target', { links: undefined, edges: links.map(renamed) }],
    ['with links called connections', { links: undefined, connections: links }],
    ['with numbers for ids', { nodes: nodes.map((node) => ({ ...node, id: Number(node.id) })) }],
    [
      'with nodeId and nodeType',
      { nodes: nodes.map(({ id, type, ...node }) => ({ ...node, nodeId: id, nodeType: type })) },
    ],
    [
      'with the link between Start and Hang-up drawn backwards',
      { links: links.map((link) => (link.to === '4' ? { from: '4', to: '1' } : link)) },
    ],
    ['with a link told twice', { links: [...links, { from: '4', to: '5' }] }],
  ])('%s', (_form, changes) => {
    const edges = (data: unknown) => importIvr(data)?.flow.nodes.map(({ id, type, on }) => [id, type, on]);
    expect(edges({ ...document, ...changes })).toEqual(edges(document));
    expect(importIvr({ ...document, ...changes })?.findings).toEqual([]);
  });
});

test.each([
  ['Start', 'start'],
  ['Hang-up Node', 'hangup'],
  ['HANG_UP', 'hangup'],
  ['hangup', 'hangup'],
  ['HangupNode', 'hangup'],
  ['Exception Node', 'exception'],
  ['Database Insert', 'dbInsert'],
  ['Send Email', 'sendEmail'],
  ['Alert', 'alert'],
  ['hangupCall', 'hangupCall'],
  ['Generate Report', 'Generate Report'],
  ['constructor', 'constructor'],
])('a node of type %j is a %j', (type, expected) => {
  expect(typeOfIvrNode(type)).toBe(expected);
});

describe('what the document demands is found when it does not hold', () => {
  const rules = (changes: Record<string, unknown>) => {
    const imported = importIvr({ ...document, ...changes });
    return imported && [...imported.findings, ...lintFlow(imported.flow)].map(({ rule }) => rule);
  };
  test.each<[string, Record<string, unknown>, string]>([
    [
      'one hang-up node only',
      { nodes: [...nodes, { id: '8', type: 'Hangup' }], links: [...links, { from: '1', to: '8' }] },
      'several triggers',
    ],
    ['linked directly to Start', { links: links.filter(({ to }) => to !== '4') }, 'hang-up not from start'],
    ['not part of the main flow', { links: [...links, { from: '2', to: '4' }] }, 'hang-up in main flow'],
    ['no link into nothing', { links: [...links, { from: '5', to: '99', label: 'error' }] }, 'edge to nowhere'],
    ['no link out of nothing', { links: [...links, { from: '99', to: '5' }] }, 'import'],
    ['one way on', { links: [...links, { from: '5', to: '7' }] }, 'import'],
    ['every node has an id', { nodes: [...nodes, { type: 'Log' }] }, 'import'],
  ])('%s', (_demand, changes, rule) => {
    expect(rules(changes)).toContain(rule);
    expect(rules({})).not.toContain(rule);
  });
});

describe('a flow in the platform’s own form is left to its own reader', () => {
  test('with its edges in the nodes', () => {
    const flow = citylineIvr('https://x.example');
    expect(importIvr(flow)).toBe(null);
    expect(readFlow(flow)).toEqual({ ok: true, flow, findings: [] });
    expect(importIvr(flowPublished().data)).toBe(null);
  });

  test('also where something in it is wrong: then it is refused with where', () => {
    const read = readFlow({ flowId: 'x', version: 1, name: 'X', nodes: [{ id: 'a' }] });
    expect(read).toMatchObject({ ok: false, error: { issues: [{ path: ['nodes', 0, 'type'] }] } });
  });
});

test.each([
  null,
  1,
  'x',
  [],
  {},
  { nodes: null },
  { nodes: [null] },
  { ...document, ivrId: undefined },
  { nodes: [], links: [] },
])('%j is no such IVR', (data) => {
  expect(importIvr(data)).toBe(null);
});
