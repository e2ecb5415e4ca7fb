/** Beginning in the middle of a chain: what the engine runs, what a dry run shows, and which key a request goes out with. */
import { describe, expect, test } from 'vitest';
import { dryRunChain } from '../../../electron/core/chains/dry-run.ts';
import { runChain } from '../../../electron/core/chains/engine.ts';
import type { ChainInput, RecordedRuns, ScriptClock, ScriptRunner } from '../../../electron/core/chains/types.ts';
import type { Step } from '../../../shared/domain/chain.ts';
import type { HttpRequestRecord } from '../../../shared/domain/webhook.ts';
import { effects, flowOf, input, line, node, senderOf } from './support.ts';

const call = (id: string, body = '{{vars.x}}') =>
  node(id, 'httpCall', { url: 'https://x.example/', body: { x: body } });
const flow = line(
  call('one'),
  node('set', 'setVar', { name: 'y', value: '{{vars.x}}' }),
  call('two'),
  node('end', 'end'),
);

async function recordedSteps(given: ChainInput): Promise<Step[]> {
  return (await runChain(given, effects())).steps;
}
const shown = (steps: readonly { nodeId: string }[]) => steps.map(({ nodeId }) => nodeId);
const keyOf = (request: { headers: readonly (readonly [string, string])[] } | undefined | null) =>
  request?.headers.find(([name]) => name === 'Idempotency-Key')?.[1];

describe('from a node on', () => {
  test('only that node and those after it run, on the vars given', async () => {
    const before = (await recordedSteps(input(flow, { vars: { x: 1 } }))).slice(0, 3);
    const sender = senderOf({ status: 200 });
    const start = { nodeId: 'two', iteration: 0, before };
    const result = await runChain(input(flow, { vars: { x: 5 }, start }), effects({ sender }));
    expect(shown(result.steps)).toEqual(['two', 'end']);
    expect(result.steps[0]).toMatchObject({ iteration: 0, varsBefore: { x: 5 } });
    expect(sender.sent.map(({ body }) => body.toString())).toEqual(['{"x":5}']);
  });

  test('iterations count on from the recorded ones, so that each request keeps its key', async () => {
    const round = flowOf([
      node('start', 'onCallEnd', {}, { triggered: 'a' }),
      node('a', 'httpCall', { url: 'https://x.example/' }, { success: 'b' }),
      node(
        'b',
        'branch',
        { cases: [{ if: { left: '{{vars.stop}}', op: 'eq', right: true }, event: 'out' }] },
        { else: 'a' },
      ),
    ]);
    const whole = senderOf({ status: 200 });
    const controller = new AbortController();
    const send = whole.send;
    whole.send = (request) => {
      if (whole.sent.length === 3) controller.abort();
      return send(request);
    };
    const { steps } = await runChain(
      input(round, { vars: { stop: false } }),
      effects({ sender: whole, signal: controller.signal }),
    );
    const at = steps.findIndex(({ nodeId, iteration }) => nodeId === 'a' && iteration === 2);
    const sender = senderOf({ status: 200 });
    const start = { nodeId: 'a', iteration: 2, before: steps.slice(0, at) };
    const resumed = await runChain(input(round, { vars: { stop: true }, start }), effects({ sender }));
    expect(resumed.steps.map(({ nodeId, iteration }) => [nodeId, iteration])).toEqual([
      ['a', 2],
      ['b', 2],
    ]);
    expect(keyOf(sender.sent[0])).toBe(keyOf(whole.sent[2]));
    expect(keyOf(sender.sent[0])).not.toBe(keyOf(whole.sent[0]));
  });

  test('a node that is not there fails the run and says so', async () => {
    const start = { nodeId: 'gone', iteration: 0, before: [] };
    const result = await runChain(input(flow, { start }), effects());
    expect(result).toMatchObject({ status: 'failed', steps: [{ nodeId: 'gone', error: { kind: 'flow' } }] });
    expect(dryRunChain(input(flow, { start })).steps).toMatchObject([{ nodeId: 'gone', error: { kind: 'flow' } }]);
  });

  test('a flow that is called begins at its own start', async () => {
    const inner = flowOf(
      [node('two', 'onCallEnd', {}, { triggered: 'x' }), node('x', 'log', { message: 'in' })],
      'inner',
    );
    const outer = line(
      node('one', 'log', { message: '' }),
      node('two', 'runFlow', { flowId: 'inner' }),
      node('end', 'end'),
    );
    const start = { nodeId: 'two', iteration: 0, before: [] };
    const result = await runChain(input(outer, { flowById: () => inner, start }), effects());
    expect(shown(result.steps)).toEqual(['two', 'two/two', 'two/x', 'end']);
  });
});

test('a dry run shows the steps before as reused, with the edges they took, and sends none of them', async () => {
  const before = (await recordedSteps(input(flow, { vars: { x: 1 } }))).slice(0, 3);
  const start = { nodeId: 'two', iteration: 0, before };
  const { steps } = dryRunChain(input(flow, { vars: { x: 1 }, start }));
  expect(
    steps.map(({ nodeId, treatment, event, effect, request }) => [nodeId, treatment, event, effect, request?.body]),
  ).toEqual([
    ['start', 'reused', 'triggered', 'pure', undefined],
    ['one', 'reused', 'next', 'write', undefined],
    ['set', 'reused', 'next', 'pure', undefined],
    ['two', 'run', 'next', 'write', '{"x":1}'],
    ['end', 'run', null, 'pure', undefined],
  ]);
});

describe('the idempotency key of a request that was sent before', () => {
  const first: HttpRequestRecord = {
    method: 'POST',
    url: 'https://x.example/',
    headers: [],
    body: '{ "x" : 1 }',
    encoding: 'utf8',
  };
  const recorded = (request: Partial<HttpRequestRecord> | null): RecordedRuns => ({
    request: () => (request ? { ...first, ...request } : undefined),
    clock: () => undefined,
  });
  const plain = line(call('one'));
  const send = async (vars: ChainInput['vars'], changes: Partial<ChainInput> = {}, sent = plain) => {
    const { steps } = await runChain(input(sent, { vars, ...changes }), effects());
    return { key: keyOf(steps[1]?.request), warnings: steps[1]?.warnings };
  };

  test('stays while the request stays, however its JSON was written down', async () => {
    const base = await send({ x: 1 });
    expect(await send({ x: 1 }, { recorded: recorded({}) })).toEqual(base);
    expect(base.warnings).toEqual([]);
  });

  test.each<[string, Partial<HttpRequestRecord>]>([
    ['body', { body: '{"x":2}' }],
    ['address', { url: 'https://x.example/other' }],
    ['method', { method: 'PUT' }],
  ])('is a new one, with a warning, when its %s is another', async (_what, changes) => {
    const base = await send({ x: 1 });
    const changed = await send({ x: 1 }, { recorded: recorded(changes) });
    expect(changed.key).not.toBe(base.key);
    expect(changed.warnings).toEqual([expect.stringContaining('new idempotency key')]);
    expect(await send({ x: 1 }, { recorded: recorded(changes) })).toEqual(changed);
  });

  test('that the flow sets itself is kept, with a warning', async () => {
    const own = line(
      node('one', 'httpCall', { url: 'https://x.example/', headers: { 'Idempotency-Key': 'k' }, body: {} }),
    );
    const { key, warnings } = await send({}, { recorded: recorded({}) }, own);
    expect([key, warnings]).toEqual(['k', [expect.stringContaining('of its own')]]);
  });

  test('is shown in the preview; what is not known yet is not called a change', () => {
    const { steps } = dryRunChain(input(plain, { vars: { x: 2 }, recorded: recorded({}) }));
    expect(steps[1]?.warnings).toEqual([expect.stringContaining('new idempotency key')]);
    const unknown = line(
      node('get', 'httpCall', { method: 'GET', url: 'https://x.example/', saveAs: 'x' }),
      call('one'),
    );
    const guessed = dryRunChain(input(unknown, { recorded: recorded({}) }));
    expect(guessed.steps.at(-1)?.warnings).toEqual([expect.stringContaining('vars.x is known only once')]);
  });
});

test('a script is given the clock of its step', async () => {
  const clocks: unknown[] = [];
  const scripts: ScriptRunner = {
    run: async (_code, { vars }, options) => {
      clocks.push(options?.clock);
      return { ok: true, value: null, vars };
    },
    close: async () => undefined,
  };
  const clock: ScriptClock = { at: 5, seed: 6 };
  const recorded: RecordedRuns = {
    request: () => undefined,
    clock: (nodeId, iteration) => (nodeId === 's' && iteration === 0 ? clock : undefined),
  };
  await runChain(input(line(node('s', 'customScript', { code: '' })), { recorded }), effects({ scripts }));
  await runChain(input(line(node('s', 'customScript', { code: '' }))), effects({ scripts }));
  expect(clocks).toEqual([clock, undefined]);
});
