/** What is found in a flow before it runs: every rule of the specification, and flows made to hang a checker. */
import { describe, expect, test } from 'vitest';
import { countFindings, lintFlow } from '../../../electron/core/chains/lint/lint.ts';
import type { Flow, FlowNode, JsonObject } from '../../../shared/domain/chain.ts';
import { spending } from '../../fixtures/spent.ts';
import { flowOf, node } from './support.ts';

const keyed: JsonObject = { url: 'https://crm.example', headers: { 'Idempotency-Key': '{{event.callId}}' } };
const ended = (next: string) => node('ended', 'onCallEnd', {}, { triggered: next });
const done = node('done', 'end');
/** A flow of its own trigger, these nodes, and an end. */
const after = (...nodes: FlowNode[]) => flowOf([ended(nodes[0]?.id ?? 'done'), ...nodes, done]);
const ivr = (...nodes: FlowNode[]) =>
  flowOf([
    node('start', 'start', {}, { next: 'menu', hangup: 'hang-up' }),
    node('menu', 'gather', {}, { done: 'bye' }),
    node('bye', 'hangupCall'),
    ...nodes,
  ]);

const found = (flow: Flow) => lintFlow(flow).map(({ rule, severity, nodeId }) => [rule, severity, nodeId]);

test('a flow with nothing wrong has no findings', () => {
  expect(lintFlow(after(node('post', 'httpCall', keyed, { success: 'done' })))).toEqual([]);
  expect(lintFlow(ivr(node('hang-up', 'hangup', {}, { triggered: 'done' }), done))).toEqual([]);
});

test.each<[string, Flow, [rule: string, severity: string, nodeId: string | null]]>([
  [
    'more than one trigger',
    flowOf([ended('done'), node('again', 'onCallEnd', {}, { triggered: 'done' }), done]),
    ['several triggers', 'error', 'again'],
  ],
  [
    'a hang-up node beside an onCallEnd',
    flowOf([ended('done'), node('h', 'hangup', {}, { triggered: 'done' }), done]),
    ['several triggers', 'error', 'h'],
  ],
  [
    'a second start',
    ivr(node('hang-up', 'hangup', {}, { triggered: 'done' }), node('start-2', 'start', {}, { next: 'menu' }), done),
    ['several triggers', 'error', 'start-2'],
  ],
  ['no trigger', flowOf([node('a', 'log', { message: '' }, { next: 'done' }), done]), ['no trigger', 'hint', null]],
  ['no nodes', flowOf([]), ['no trigger', 'error', null]],
  [
    'a hang-up node not linked straight from Start',
    flowOf([
      node('start', 'start', {}, { next: 'menu' }),
      node('menu', 'gather', {}, { done: 'bye' }),
      node('bye', 'hangupCall'),
      node('h', 'hangup', {}, { triggered: 'done' }),
      done,
    ]),
    ['hang-up not from start', 'error', 'h'],
  ],
  [
    'a hang-up node reachable from the main flow',
    flowOf([
      node('start', 'start', {}, { next: 'menu', hangup: 'h' }),
      node('menu', 'gather', {}, { done: 'h' }),
      node('h', 'hangup', {}, { triggered: 'done' }),
      done,
    ]),
    ['hang-up in main flow', 'error', 'h'],
  ],
  [
    'a carrier node in the after-call chain',
    after(node('bye', 'say', { text: 'Bye' }, { done: 'done' })),
    ['carrier node', 'warning', 'bye'],
  ],
  [
    'a node only the platform can perform',
    after(node('mail', 'sendEmail', {}, { success: 'done' })),
    ['platform only', 'hint', 'mail'],
  ],
  ['an unknown type', after(node('x', 'teleport', {}, { next: 'done' })), ['unknown type', 'error', 'x']],
  ['a type called like a method', after(node('x', 'toString', {}, { next: 'done' })), ['unknown type', 'error', 'x']],
  [
    'an unreachable node',
    flowOf([ended('done'), done, node('lost', 'log', { message: '' })]),
    ['unreachable', 'warning', 'lost'],
  ],
  [
    'an edge to nowhere',
    after(node('x', 'log', { message: '' }, { next: 'done', error: 'gone' })),
    ['edge to nowhere', 'error', 'x'],
  ],
  [
    'a circle',
    after(
      node('a', 'log', { message: '' }, { next: 'b' }),
      node('b', 'branch', { cases: [] }, { else: 'a', out: 'done' }),
    ),
    ['circle', 'warning', 'a'],
  ],
  [
    'a node that leads to itself',
    after(node('a', 'log', { message: '' }, { next: 'a', out: 'done' })),
    ['circle', 'warning', 'a'],
  ],
  [
    'a write without an idempotency key',
    after(node('post', 'httpCall', { url: 'https://x' }, { success: 'done' })),
    ['no idempotency key', 'warning', 'post'],
  ],
  [
    'a template over a var that nothing sets, where only the call could',
    after(node('l', 'log', { message: '{{vars.never}}' }, { next: 'done' })),
    ['unset var', 'hint', 'l'],
  ],
  [
    'a template over a var that nothing sets, where the main flow is part of it',
    ivr(
      node('hang-up', 'hangup', {}, { triggered: 'l' }),
      node('l', 'log', { message: '{{vars.never}}' }, { next: 'done' }),
      done,
    ),
    ['unset var', 'warning', 'l'],
  ],
  [
    'a template that is none',
    after(node('l', 'log', { message: '{{vars.a + 1}}' }, { next: 'done' })),
    ['template', 'error', 'l'],
  ],
  ['no end', flowOf([ended('l'), node('l', 'log', { message: '' })]), ['no end', 'hint', 'ended']],
  [
    'ids that clash',
    flowOf([ended('done'), done, node('done', 'log', { message: '' })]),
    ['clashing ids', 'error', 'done'],
  ],
])('%s is found, and nothing else', (_what, flow, expected) => {
  expect(found(flow)).toEqual([expected]);
});

test.each<[string, Flow]>([
  ['a read needs no key', after(node('get', 'httpCall', { method: 'get', url: 'https://x' }, { success: 'done' }))],
  [
    'a var that is set',
    after(
      node('s', 'setVar', { name: 'a', value: 1 }, { next: 'l' }),
      node('l', 'log', { message: '{{vars.a}}' }, { next: 'done' }),
    ),
  ],
  [
    'a var an answer is kept in',
    after(
      node('p', 'httpCall', { ...keyed, saveAs: 'crm' }, { success: 'l' }),
      node('l', 'log', { message: '{{vars.crm.id}} {{vars.integrationStatus}}' }, { next: 'done' }),
    ),
  ],
  [
    'a var a script sets',
    after(
      node('s', 'customScript', { code: 'vars.a = 1; vars["b"] += 2' }, { next: 'l' }),
      node('l', 'log', { message: '{{vars.a}} {{vars.b}}' }, { next: 'done' }),
    ),
  ],
  [
    'a script that may set any',
    after(
      node('s', 'customScript', { code: 'Object.assign(vars, event)' }, { next: 'l' }),
      node('l', 'log', { message: '{{vars.a}}' }, { next: 'done' }),
    ),
  ],
  [
    'a var asked for with exists',
    after(
      node(
        'b',
        'branch',
        { cases: [{ if: { left: '{{vars.a}}', op: 'exists' }, event: 'done' }] },
        { done: 'done', else: 'done' },
      ),
    ),
  ],
  [
    'what the main flow gathers, and a menu that asks again',
    flowOf([
      node('start', 'start', {}, { next: 'menu', hangup: 'h' }),
      node('menu', 'gather', {}, { timeout: 'menu', done: 'rec' }),
      node('rec', 'record', {}, {}),
      node('h', 'hangup', {}, { triggered: 'l' }),
      node('l', 'log', { message: '{{vars.gatheredDigits}} {{vars.lastRecordingUrl}}' }, { next: 'done' }),
      done,
    ]),
  ],
  ['an emptied edge', after(node('l', 'log', { message: '' }, { next: 'done', error: '' }))],
])('%s is no finding', (_what, flow) => {
  expect(found(flow)).toEqual([]);
});

test('a script that only reads a var does not set it', () => {
  const flow = after(
    node('s', 'customScript', { code: 'if (vars.a === 1) return 2' }, { next: 'l' }),
    node('l', 'log', { message: '{{vars.a}}' }, { next: 'done' }),
  );
  expect(found(flow)).toEqual([['unset var', 'hint', 'l']]);
});

test('errors come first, and the counts say how many of each', () => {
  const flow = flowOf([ended('x'), node('x', 'say', {}, { error: 'gone' }), node('lost', 'end')]);
  const findings = lintFlow(flow);
  expect(findings.map(({ severity }) => severity)).toEqual(['error', 'warning', 'warning', 'hint']);
  expect(countFindings(findings)).toEqual({ error: 1, warning: 2, hint: 1 });
});

describe('a flow of 10,000 nodes is looked through in a second', () => {
  const many = 10_000;
  const range = (make: (at: number) => FlowNode) => Array.from({ length: many }, (_, at) => make(at));
  test.each<[string, FlowNode[]]>([
    ['in one line', range((at) => node(`n${at}`, 'log', { message: '{{vars.a}}' }, { next: `n${at + 1}` }))],
    ['in one circle', range((at) => node(`n${at}`, 'log', { message: '' }, { next: `n${(at + 1) % many}` }))],
    ['all leading to one', range((at) => node(`n${at}`, 'log', { message: '' }, { next: `n${at + 1}`, error: 'n0' }))],
    ['each leading to itself', range((at) => node(`n${at}`, 'x', {}, { next: `n${at + 1}`, again: `n${at}` }))],
    ['unreachable', range((at) => node(`lost${at}`, 'log', { message: '' }))],
    ['of one id', range(() => node('n0', 'httpCall', { url: 'https://x' }))],
    ['all triggers', range((at) => node(`n${at}`, 'hangup', {}, { triggered: 'nowhere' }))],
    [
      'one of which leads to all',
      [
        node(
          'n0',
          'branch',
          { cases: [] },
          Object.fromEntries(range((at) => node(`n${at}`, '')).map(({ id }) => [id, id])),
        ),
        ...range((at) => node(`n${at + 1}`, 'log', { message: '{{vars.b}}' }, { next: 'n0' })),
      ],
    ],
  ])('%s', (_shape, nodes) => {
    const spent = spending();
    const findings = lintFlow(flowOf([ended('n0'), ...nodes]));
    expect(spent()).toBeLessThan(1000);
    expect(findings.length).toBeGreaterThan(0);
  });

  test('configuration nested without end, and a megabyte of text', () => {
    let deep: JsonObject = {};
    for (let level = 0; level < 5_000; level += 1) deep = { deep };
    const code = 'vars['.repeat(200_000);
    const flow = after(
      node('d', 'setVar', { name: 'a', value: deep }, { next: 's' }),
      node('s', 'customScript', { code }, { next: 'l' }),
      node('l', 'log', { message: '{{'.repeat(500_000) }, { next: 'done' }),
    );
    const spent = spending();
    lintFlow(flow);
    expect(spent()).toBeLessThan(1000);
  });
});
