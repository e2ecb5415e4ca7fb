import { describe, expect, it } from 'vitest';
import { effectOf, explanation } from '../../../renderer/features/chains/explain.ts';
import { firstShown, stepsOf, varsAfter, whyNoResume } from '../../../renderer/features/chains/places.ts';
import type { Flow, Run, Step } from '../../../shared/domain/chain.ts';

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
    durationMs: 1,
    ...more,
  };
}

const flow: Flow = {
  flowId: 'f',
  version: 1,
  name: 'F',
  nodes: [
    { id: 'a', type: 'log', config: {}, on: { next: 'call' } },
    { id: 'call', type: 'runFlow', config: {}, on: { next: 'b' } },
    { id: 'b', type: 'end', config: {}, on: {} },
  ],
};

function runOf(runId: string, trace: Step[], resumed?: { parent: string; nodeId: string }): Run {
  return {
    id: 1,
    connectionId: 'c',
    runId,
    callId: 'call',
    callKey: null,
    customerNumber: null,
    flowId: 'f',
    flowName: 'F',
    version: 1,
    trigger: 'onCallEnd',
    state: 'failed',
    startedAt: 0,
    durationMs: 0,
    failedNode: null,
    failedType: null,
    error: null,
    steps: trace.length,
    host: '',
    campaign: null,
    agent: null,
    incident: null,
    replays: 0,
    recoveredBy: null,
    hash: '',
    event: {},
    vars: {},
    trace,
    flow,
    operation: resumed
      ? {
          id: 'o',
          itemId: 'i',
          mode: 'resume',
          actor: 'x',
          reason: null,
          root: 'one',
          parent: resumed.parent,
          resume: { nodeId: resumed.nodeId, iteration: 0 },
        }
      : null,
    by: 'platform',
    eventSeq: 1,
  };
}

describe('a run that was resumed', () => {
  const original = runOf('one', [step('a'), step('b'), step('c')]);
  const second = runOf('two', [step('b'), step('c')], { parent: 'one', nodeId: 'b' });
  const third = runOf('three', [step('c')], { parent: 'two', nodeId: 'c' });
  const lineage = { original, replays: [second, third] };

  it('begins with the steps it took over, also through several resumes', () => {
    const { steps, reused } = stepsOf(third, lineage);
    expect(steps).toEqual([original.trace[0], second.trace[0], third.trace[0]]);
    expect(reused).toEqual(new Set([original.trace[0], second.trace[0]]));
  });

  it('is opened at the first step of its own when nothing failed', () => {
    expect(firstShown(stepsOf(second, lineage))).toBe(1);
  });

  it('stands alone when what it went back to is not there, or goes back to itself', () => {
    expect(stepsOf(second, { original: second, replays: [] }).steps).toEqual(second.trace);
    const circle = runOf('two', [step('b')], { parent: 'two', nodeId: 'b' });
    expect(stepsOf(circle, { original: circle, replays: [] }).steps).toEqual(circle.trace);
  });
});

it('opens a run at its last failure', () => {
  const steps = [step('a', { outcome: 'failed' }), step('b'), step('c', { outcome: 'unknown' }), step('d')];
  expect(firstShown({ steps, reused: new Set() })).toBe(2);
});

it('takes for the vars after a step those before the next of the same flow', () => {
  const steps = [
    step('a'),
    step('call', { varsBefore: { a: 1 } }),
    step('call/in', { varsBefore: { own: 1 } }),
    step('call/out', { varsBefore: { own: 2 } }),
    step('b', { varsBefore: { a: 1, result: 2 } }),
  ];
  const after = steps.map((_, at) => varsAfter(steps, at, flow));
  expect(after).toEqual([{ a: 1 }, { a: 1, result: 2 }, { own: 2 }, null, null]);
});

it('offers no resume where a step ran inside another flow, its input is not whole, or its version is gone', () => {
  expect(whyNoResume(step('a'), flow)).toBeNull();
  expect(whyNoResume(step('call/in'), flow)).toContain('inside “call”');
  expect(whyNoResume(step('a', { incomplete: 'redacted' }), flow)).toContain('redacted');
  expect(whyNoResume(step('a'), null)).toContain('not in the mirror');
});

describe('what a failure means', () => {
  const request = {
    method: 'POST',
    url: 'http://x',
    headers: [],
    body: '',
    encoding: 'utf8',
    truncated: false,
  } as const;

  it('a request that was sent and not answered may have taken effect', () => {
    const unsure = step('a', { request, outcome: 'unknown', error: { kind: 'timeout', message: 'late' } });
    expect(explanation(unsure)).toContain('may have taken effect');
  });

  it('a name that was not found is safe to try again', () => {
    const failed = step('a', { request, outcome: 'failed', error: { kind: 'dns', message: 'no' } });
    expect(explanation(failed)).toContain('nothing was sent');
  });

  it('has nothing to add to what succeeded or what it does not know', () => {
    expect(explanation(step('a'))).toBeNull();
    expect(explanation(step('a', { outcome: 'failed', error: { kind: 'constructor', message: '' } }))).toBeNull();
  });

  it('tells reads from writes by what was sent, else by the node', () => {
    expect(effectOf(step('a', { request }), undefined)).toBe('write');
    expect(effectOf(step('a', { request: { ...request, method: 'get' } }), undefined)).toBe('read');
    expect(effectOf(step('a', { type: 'dbInsert' }), undefined)).toBe('write');
    expect(effectOf(step('a', { type: 'setVar' }), undefined)).toBe('pure');
    expect(effectOf(step('a', { type: 'new thing' }), undefined)).toBe('unknown');
  });
});
