/** Then against now, node by node. */
import { describe, expect, test } from 'vitest';
import { compareRuns } from '../../../electron/core/chains/compare-runs.ts';
import type { Run, Step } from '../../../shared/domain/chain.ts';

const step = (nodeId: string, changes: Partial<Step> = {}): Step => ({
  nodeId,
  type: 'httpCall',
  iteration: 0,
  varsBefore: { x: 1 },
  request: { method: 'POST', url: 'https://x', headers: [['A', '1']], body: '{"a":{"b":1}}', encoding: 'utf8' },
  response: { status: 200, headers: [['Date', 'then']], body: 'ok', encoding: 'utf8', truncated: false },
  output: null,
  event: 'success',
  outcome: 'succeeded',
  error: null,
  warnings: [],
  startedAt: 0,
  durationMs: 10,
  ...changes,
});

const run = (trace: Step[], changes: Partial<Run> = {}): Run => ({
  id: 1,
  connectionId: 'c',
  runId: 'run-1',
  callId: 'call',
  callKey: null,
  customerNumber: null,
  flowId: 'f',
  flowName: 'F',
  version: 1,
  trigger: 'onCallEnd',
  state: 'failed',
  startedAt: 0,
  durationMs: 100,
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
  event: { from: 'a' },
  vars: { x: 1 },
  trace,
  flow: null,
  operation: null,
  by: 'platform',
  eventSeq: 1,
  ...changes,
});
const operation = { id: 'o', itemId: 'i', mode: 'resume', actor: 'a', reason: null, root: 'run-1', parent: 'run-1' };
const standings = (original: Run, replay: Run) =>
  compareRuns(original, replay).nodes.map(({ nodeId, iteration, standing }) => [nodeId, iteration, standing]);

test('the same run again is the same, but for its time', () => {
  const now = step('a', {
    durationMs: 99,
    startedAt: 5,
    response: { ...step('a').response, headers: [['Date', 'now']] } as never,
  });
  const compared = compareRuns(run([step('a')]), run([now], { id: 2, runId: 'replay', durationMs: 7 }));
  expect(compared).toMatchObject({
    original: { id: 1, durationMs: 100 },
    replay: { id: 2, durationMs: 7 },
    event: [],
    vars: [],
  });
  expect(compared.nodes).toMatchObject([
    {
      standing: 'same',
      position: { before: 0, after: 0 },
      durationMs: { before: 10, after: 99 },
      request: [],
      response: [],
    },
  ]);
});

test('what changed is told path by path', () => {
  const failed = step('a', { outcome: 'failed', event: null, error: { kind: 'http', message: '503' } });
  const now = step('a', {
    varsBefore: { x: 2, y: [1] },
    request: {
      method: 'POST',
      url: 'https://x',
      headers: [
        ['a', '2'],
        ['aftercall-replay', '1'],
      ],
      body: '{"a":{"b":2}}',
      encoding: 'utf8',
    },
    response: { status: 201, headers: [], body: 'fine', encoding: 'utf8', truncated: false },
    output: { id: 1 },
  });
  const compared = compareRuns(run([failed]), run([now], { vars: { x: 2 }, event: { from: 'b' } }));
  expect(compared).toMatchObject({
    vars: [{ path: 'x', from: 1, to: 2 }],
    event: [{ path: 'from', from: 'a', to: 'b' }],
  });
  expect(compared.nodes[0]).toMatchObject({
    standing: 'changed',
    outcome: { before: 'failed', after: 'succeeded' },
    event: { before: null, after: 'success' },
    error: { before: { message: '503' }, after: null },
    vars: [
      { path: 'x', from: 1, to: 2 },
      { path: 'y', to: [1] },
    ],
    request: [
      { path: 'headers.a', from: '1', to: '2' },
      { path: 'body.a.b', from: 1, to: 2 },
    ],
    response: [
      { path: 'status', from: 200, to: 201 },
      { path: 'body', from: 'ok', to: 'fine' },
    ],
    output: [{ path: '', to: { id: 1 } }],
  });
});

describe('nodes are matched by id and iteration', () => {
  test('those only one of the runs came by stand where they were', () => {
    const then = run([step('a'), step('b'), step('b', { iteration: 1 }), step('c')]);
    const now = run([step('a'), step('x'), step('b', { iteration: 1 }), step('d')]);
    expect(standings(then, now)).toEqual([
      ['a', 0, 'same'],
      ['x', 0, 'new'],
      ['b', 0, 'not reached'],
      ['b', 1, 'same'],
      ['d', 0, 'new'],
      ['c', 0, 'not reached'],
    ]);
  });

  test('what a resume took over is reused, what it did not come by again is not', () => {
    const then = run([step('a'), step('b'), step('c', { outcome: 'failed', varsBefore: { x: 9 } }), step('note')]);
    const now = run([step('c'), step('d')], {
      operation: { ...operation, resume: { nodeId: 'c', iteration: 0 } },
      vars: { x: 1 },
    });
    expect(standings(then, now)).toEqual([
      ['a', 0, 'reused'],
      ['b', 0, 'reused'],
      ['c', 0, 'changed'],
      ['d', 0, 'new'],
      ['note', 0, 'not reached'],
    ]);
    // The input is compared with what the original had at that node.
    expect(compareRuns(then, now).vars).toEqual([{ path: 'x', from: 9, to: 1 }]);
  });

  test('a resume of a replay reuses what that one did, too', () => {
    const then = run([step('a'), step('b', { outcome: 'failed' })]);
    const now = run([step('c')], { operation: { ...operation, resume: { nodeId: 'c', iteration: 0 } } });
    expect(
      compareRuns(then, now, [step('a'), step('b')]).nodes.map(({ nodeId, standing }) => [nodeId, standing]),
    ).toEqual([
      ['a', 'reused'],
      ['b', 'reused'],
      ['c', 'new'],
    ]);
  });

  test('runs without steps have nothing to compare', () => {
    expect(compareRuns(run([]), run([])).nodes).toEqual([]);
  });
});
