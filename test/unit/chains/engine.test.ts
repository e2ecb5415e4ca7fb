import { describe, expect, test, vi } from 'vitest';
import { runChain } from '../../../electron/core/chains/engine.ts';
import { effectOf } from '../../../electron/core/chains/nodes/index.ts';
import type { ScriptRunner } from '../../../electron/core/chains/types.ts';
import type { SendInput } from '../../../electron/core/delivery/types.ts';
import type { JsonObject } from '../../../shared/domain/chain.ts';
import { effects, flowOf, input, line, node, senderOf } from './support.ts';

const call = (config: JsonObject = {}, on: Record<string, string> = {}) =>
  node('call', 'httpCall', { url: 'https://crm.example/calls', ...config }, on);
const ids = (steps: { nodeId: string }[]) => steps.map(({ nodeId }) => nodeId);

describe('a run', () => {
  test('goes from the trigger to the end, and records each step with the vars it met', async () => {
    const flow = line(
      node('a', 'setVar', { name: 'x', value: 1 }),
      node('b', 'setVar', { name: 'y', value: '{{vars.x}}' }),
      node('end', 'end'),
    );
    const result = await runChain(input(flow, { vars: { kept: true } }), effects());
    expect(result).toMatchObject({
      status: 'succeeded',
      vars: { kept: true, x: 1, y: 1 },
      startedAt: 1_700_000_000_000,
    });
    expect(result.steps.map(({ nodeId, event, varsBefore }) => [nodeId, event, varsBefore])).toEqual([
      ['start', 'triggered', { kept: true }],
      ['a', 'next', { kept: true }],
      ['b', 'next', { kept: true, x: 1 }],
      ['end', null, { kept: true, x: 1, y: 1 }],
    ]);
  });

  test('does not touch the snapshot it was given', async () => {
    const vars: JsonObject = { x: 0, deep: { y: 1 } };
    const flow = line(node('a', 'setVar', { vars: { x: 1, deep: '{{vars.x}}' } }));
    await runChain(input(flow, { vars }), effects());
    expect(vars).toEqual({ x: 0, deep: { y: 1 } });
  });

  test.each([
    ['the trigger that fired', 'hangup', 'h'],
    ['the other one', 'onCallEnd', 'o'],
  ] as const)('begins at %s', async (_what, trigger, first) => {
    const flow = flowOf([node('o', 'onCallEnd'), node('h', 'hangup')]);
    expect(ids((await runChain(input(flow, { trigger }), effects())).steps)).toEqual([first]);
  });

  test('begins at the only trigger when the flow names it differently', async () => {
    const result = await runChain(input(flowOf([node('x', 'log', { message: '' }), node('h', 'hangup')])), effects());
    expect(ids(result.steps)).toEqual(['h']);
  });

  test('without a trigger it fails and says so', async () => {
    const result = await runChain(input(flowOf([node('x', 'end')])), effects());
    expect(result).toMatchObject({
      status: 'failed',
      steps: [{ outcome: 'failed', error: { kind: 'flow', message: expect.stringContaining('onCallEnd') } }],
    });
  });

  test('fails by name at a node type nobody knows', async () => {
    const result = await runChain(input(line(node('x', 'faxMachine'), node('end', 'end'))), effects());
    expect(result.status).toBe('failed');
    expect(result.steps.at(-1)).toMatchObject({
      nodeId: 'x',
      outcome: 'failed',
      event: null,
      error: { kind: 'unsupported', message: expect.stringContaining('faxMachine') },
    });
  });

  test.each(['constructor', '__proto__', 'toString', ''])('a type called %j is unknown too', async (type) => {
    expect((await runChain(input(line(node('x', type))), effects())).status).toBe('failed');
  });

  test('an edge to nowhere fails the run; an emptied edge ends it', async () => {
    const nowhere = await runChain(input(line(node('x', 'log', { message: 'm' }, { next: 'gone' }))), effects());
    expect(nowhere).toMatchObject({ status: 'failed' });
    expect(nowhere.steps.at(-1)?.error).toMatchObject({ kind: 'flow', message: expect.stringContaining('"gone"') });
    const emptied = await runChain(input(line(node('x', 'log', { message: 'm' }, { next: '' }))), effects());
    expect(emptied).toMatchObject({ status: 'succeeded' });
  });

  test('an edge called like a method of objects is no edge', async () => {
    const flow = flowOf([
      node('start', 'onCallEnd', {}, { triggered: 'b' }),
      node('b', 'branch', { cases: [], else: 'constructor' }),
    ]);
    const result = await runChain(input(flow), effects());
    expect(result).toMatchObject({ status: 'succeeded' });
    expect(result.steps.at(-1)?.event).toBeNull();
  });

  test('a circle is stopped after a thousand steps, each with its iteration', async () => {
    const flow = flowOf([
      node('start', 'onCallEnd', {}, { triggered: 'a' }),
      node('a', 'log', { message: 'a' }, { next: 'b' }),
      node('b', 'log', { message: 'b' }, { next: 'a' }),
    ]);
    const { status, steps } = await runChain(input(flow), effects());
    expect(status).toBe('failed');
    expect(steps).toHaveLength(1_001);
    expect(steps.at(-1)?.error?.kind).toBe('limit');
    expect(
      steps
        .filter(({ nodeId }) => nodeId === 'b')
        .map(({ iteration }) => iteration)
        .slice(0, 3),
    ).toEqual([0, 1, 2]);
  });

  test('it is stopped after two minutes, and no request may wait for longer than what is left of them', async () => {
    let now = 0;
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => now);
    const waits: number[] = [];
    const sender = senderOf({ status: 200 });
    const slow = {
      ...sender,
      send: (request: SendInput) => {
        waits.push(request.timeoutMs);
        now += 55_000;
        return sender.send(request);
      },
    };
    const slowCall = (id: string) => node(id, 'httpCall', { url: 'https://x.example', timeoutMs: 60_000 });
    const { status, steps } = await runChain(
      input(line(slowCall('a'), slowCall('b'), slowCall('c'), slowCall('d'))),
      effects({ sender: slow }),
    );
    clock.mockRestore();
    expect(status).toBe('failed');
    expect(steps.at(-1)).toMatchObject({
      nodeId: 'd',
      error: { kind: 'limit', message: expect.stringContaining('120 s') },
    });
    expect(waits).toEqual([60_000, 60_000, 10_000]);
  });

  test('a stop signal ends it before the next node', async () => {
    const controller = new AbortController();
    const sender = senderOf({ status: 200 });
    const send = sender.send;
    sender.send = async (request) => {
      controller.abort();
      return send(request);
    };
    const result = await runChain(
      input(line(call(), node('after', 'end'))),
      effects({ sender, signal: controller.signal }),
    );
    expect(result.status).toBe('failed');
    expect(result.steps.at(-1)).toMatchObject({ nodeId: 'after', outcome: 'failed', error: { kind: 'aborted' } });
    expect(sender.sent[0]?.signal).toBe(controller.signal);
  });

  test('a fault of an effect fails the step, not the program', async () => {
    const sender = senderOf();
    sender.send = () => Promise.reject(new Error('wires cut'));
    const result = await runChain(input(line(call())), effects({ sender }));
    expect(result.steps.at(-1)).toMatchObject({
      outcome: 'failed',
      error: { kind: 'other', message: expect.stringContaining('wires cut') },
    });
  });
});

describe('httpCall', () => {
  test('sends what it renders', async () => {
    const sender = senderOf({ status: 200 });
    const config: JsonObject = {
      method: 'put',
      url: 'https://crm.example/calls/{{event.from}}?to={{event.to}}',
      headers: { 'X-From': 'tel {{event.from}}', 'X-Number': 5 },
      body: { from: '{{event.from}}', vars: '{{vars}}', text: 'n={{vars.n}}' },
      timeoutMs: 1_234,
    };
    const allow = [{ host: 'crm.example', ranges: ['private' as const] }];
    await runChain(
      input(line(call(config)), { vars: { n: 7 }, allow, extraHeaders: [['Aftercall-Replay', 'op-1']] }),
      effects({ sender }),
    );
    expect(sender.sent).toHaveLength(1);
    const [request] = sender.sent;
    expect(request).toMatchObject({
      method: 'PUT',
      url: 'https://crm.example/calls/%2B4930123?to=%2B4930456',
      timeoutMs: 1_234,
      allow,
    });
    expect(JSON.parse(request?.body.toString() ?? '')).toEqual({ from: '+4930123', vars: { n: 7 }, text: 'n=7' });
    expect(request?.headers).toEqual([
      ['X-From', 'tel +4930123'],
      ['X-Number', '5'],
      ['Content-Type', 'application/json'],
      ['Idempotency-Key', expect.stringMatching(/^[0-9a-f]{32}$/)],
      ['Aftercall-Replay', 'op-1'],
    ]);
  });

  test('the idempotency key is the same in every replay, and another for another call, node or iteration', async () => {
    const keys = async (changes: Parameters<typeof input>[1], id = 'call') => {
      const sender = senderOf({ status: 200 });
      const flow = line(
        { ...call(), id },
        node(
          'again',
          'branch',
          { cases: [{ if: { left: '{{vars.integrationStatus}}', op: 'eq', right: 200 }, event: 'back' }] },
          { back: id },
        ),
      );
      const controller = new AbortController();
      const send = sender.send;
      sender.send = (request) => {
        if (sender.sent.length === 1) controller.abort();
        return send(request);
      };
      await runChain(input(flow, changes), effects({ sender, signal: controller.signal }));
      return sender.sent.map(({ headers }) => headers.find(([name]) => name === 'Idempotency-Key')?.[1]);
    };
    const [first, second] = await keys({});
    expect(second).not.toBe(first);
    expect(await keys({ replay: { isReplay: true, runId: 'r', operationId: 'o' }, vars: { other: 1 } })).toEqual([
      first,
      second,
    ]);
    expect(new Set([first, second, ...(await keys({ callId: 'call-2' })), ...(await keys({}, 'other'))]).size).toBe(6);
  });

  test('a flow cannot overwrite the marker of a replay', async () => {
    const sender = senderOf({ status: 200 });
    const flow = line(call({ headers: { 'AFTERCALL-replay': 'no' } }));
    await runChain(input(flow, { extraHeaders: [['aftercall-replay', '1']] }), effects({ sender }));
    const markers = sender.sent[0]?.headers.filter(([name]) => /^aftercall-replay$/i.test(name));
    expect(markers).toEqual([['aftercall-replay', '1']]);
  });

  test('a configured idempotency key is kept, a read gets none', async () => {
    const sender = senderOf({ status: 200 });
    await runChain(input(line(call({ headers: { 'idempotency-key': 'own-{{event.from}}' } }))), effects({ sender }));
    await runChain(input(line(call({ method: 'GET', body: { dropped: true } }))), effects({ sender }));
    const [own, read] = sender.sent;
    expect(own?.headers.filter(([name]) => /^idempotency-key$/i.test(name))).toEqual([
      ['idempotency-key', 'own-+4930123'],
    ]);
    expect(read?.headers).toEqual([]);
    expect(read?.body).toHaveLength(0);
  });

  test.each<[string, JsonObject, string, string | undefined]>([
    ['JSON', { body: { a: 1 } }, '{"a":1}', 'application/json'],
    ['JSON written as text', { body: '{"a":"{{vars.quote}}"}' }, '{"a":"\\""}', 'application/json'],
    ['plain text', { body: 'said {{vars.quote}}' }, 'said "', 'text/plain; charset=utf-8'],
    [
      'a form',
      {
        body: { a: '{{vars.quote}}', b: 2, c: null },
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      },
      'a=%22&b=2&c=',
      undefined,
    ],
    [
      'a form written as text',
      { body: 'a={{vars.quote}}', headers: { 'Content-Type': 'application/x-www-form-urlencoded' } },
      'a=%22',
      undefined,
    ],
    [
      'a vendor’s JSON',
      { body: '["{{vars.quote}}"]', headers: { 'content-type': 'application/vnd.crm+json' } },
      '["\\""]',
      undefined,
    ],
    ['nothing', {}, '', undefined],
    ['null', { body: null }, '', undefined],
  ])('a body of %s', async (_what, config, body, type) => {
    const sender = senderOf({ status: 200 });
    await runChain(input(line(call(config)), { vars: { quote: '"' } }), effects({ sender }));
    expect(sender.sent[0]?.body.toString()).toBe(body);
    expect(sender.sent[0]?.headers.find(([name]) => name === 'Content-Type' && !config.headers)?.[1]).toBe(type);
  });

  test.each([
    [{ status: 201, body: '{"id":7}', type: 'application/json' }, { id: 7 }],
    [{ status: 200, body: '{"id":7}' }, { id: 7 }],
    [{ status: 200, body: '{"id":7}', type: 'text/plain' }, '{"id":7}'],
    [{ status: 200, body: '{"id":', type: 'application/json' }, '{"id":'],
    [{ status: 200, body: '[1', truncated: true }, '[1'],
    [{ status: 204, body: '' }, ''],
    [{ status: 200, body: '['.repeat(201) + ']'.repeat(201) }, '['.repeat(201) + ']'.repeat(201)],
  ])('saveAs keeps the answer %j', async (answer, value) => {
    const result = await runChain(input(line(call({ saveAs: 'crm' }))), effects({ sender: senderOf(answer) }));
    expect(result.vars).toEqual({ integrationStatus: answer.status, integrationOk: true, crm: value });
    expect(result.steps.at(-1)).toMatchObject({ output: value, response: { status: answer.status } });
  });

  test('a failure leaves by the error edge, with its status in the vars', async () => {
    const flow = flowOf([
      node('start', 'onCallEnd', {}, { triggered: 'call' }),
      call({}, { success: 'good', error: 'bad' }),
      node('good', 'end'),
      node('bad', 'log', { message: 'status {{vars.integrationStatus}} {{vars.integrationOk}}' }),
    ]);
    const result = await runChain(input(flow), effects({ sender: senderOf({ status: 503 }) }));
    expect(ids(result.steps)).toEqual(['start', 'call', 'bad']);
    expect(result).toMatchObject({ status: 'succeeded' });
    expect(result.steps[1]).toMatchObject({
      outcome: 'failed',
      event: 'error',
      error: { kind: 'http', message: expect.stringContaining('503') },
    });
    expect(result.steps[2]?.output).toBe('status 503 false');
  });

  test.each([
    [{ status: 500 }, 'failed', 'http'],
    [{ status: 302 }, 'failed', 'http'],
    [{ kind: 'timeout', message: 'late' } as const, 'unknown', 'timeout'],
    [{ kind: 'reset', message: 'gone' } as const, 'unknown', 'reset'],
    [{ kind: 'blocked', message: 'no' } as const, 'failed', 'blocked'],
    [{ kind: 'connect', message: 'no' } as const, 'failed', 'connect'],
  ])('without an error edge %j ends the run: %s', async (answer, outcome, kind) => {
    const sender = senderOf(answer);
    const result = await runChain(input(line(call(), node('after', 'end'))), effects({ sender }));
    expect(result.status).toBe('failed');
    expect(result.steps.at(-1)).toMatchObject({ nodeId: 'call', outcome, event: null, error: { kind } });
    expect(sender.sent).toHaveLength(1);
  });

  test.each<[string, JsonObject, string]>([
    ['a missing path', { url: 'https://a/{{vars.gone}}' }, 'vars.gone'],
    ['a line break in a header', { headers: { 'X-A': '{{vars.bad}}' } }, 'vars.bad'],
    ['a host that a value tries to change', { url: 'https://{{vars.bad}}/' }, 'vars.bad'],
    ['a wrong field', { url: 5 }, 'config.url'],
    ['a header that is an object', { headers: { a: {} } }, 'config.headers'],
    ['a timeout without end', { timeoutMs: 1e9 }, 'config.timeoutMs'],
  ])('%s sends nothing and names the place', async (_what, config, place) => {
    const sender = senderOf({ status: 200 });
    const result = await runChain(input(line(call(config)), { vars: { bad: 'x\r\ny' } }), effects({ sender }));
    expect(result.status).toBe('failed');
    expect(result.steps.at(-1)?.error?.message).toContain(place);
    expect(sender.sent).toHaveLength(0);
  });
});

describe('setVar', () => {
  test('sets one or several, each seeing the vars before it', async () => {
    const flow = line(
      node('a', 'setVar', { name: 'a', value: ['{{event.from}}'] }),
      node('b', 'setVar', { vars: { a: 'new', b: '{{vars.a}}' } }),
    );
    expect((await runChain(input(flow), effects())).vars).toEqual({ a: 'new', b: ['+4930123'] });
  });

  test('a var called __proto__ pollutes nothing', async () => {
    const config = JSON.parse('{"vars":{"__proto__":{"polluted":true}}}') as JsonObject;
    const { vars } = await runChain(
      input(line(node('a', 'setVar', config), node('b', 'setVar', { name: '__proto__', value: 1 }))),
      effects(),
    );
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(Object.getPrototypeOf(vars)).toBe(Object.prototype);
  });

  test.each<[JsonObject]>([[{}], [{ name: 'a' }], [{ value: 1 }], [{ name: '', value: 1 }], [{ vars: [] }]])(
    '%j is refused',
    async (config) => {
      const result = await runChain(input(line(node('a', 'setVar', config))), effects());
      expect(result.steps.at(-1)?.error).toMatchObject({
        kind: 'flow',
        message: expect.stringContaining('"a" (setVar)'),
      });
    },
  );
});

describe('branch', () => {
  const vars: JsonObject = { n: 5, five: '5', text: 'hello', list: [1, 'a'], none: null, empty: '', no: {}, yes: true };
  const taken = async (condition: JsonObject) => {
    const flow = line(
      node('b', 'branch', { cases: [{ if: condition, event: 'yes' }], else: 'no' }, { yes: 'y', no: 'n' }),
      node('y', 'end'),
      node('n', 'end'),
    );
    const { steps } = await runChain(input(flow, { vars }), effects());
    return steps.at(1)?.error?.kind ?? steps.at(1)?.event;
  };

  test.each<[JsonObject, string]>([
    [{ left: '{{vars.n}}', op: 'eq', right: 5 }, 'yes'],
    [{ left: '{{vars.n}}', op: 'eq', right: '5' }, 'yes'],
    [{ left: '{{vars.five}}', op: 'eq', right: 5 }, 'yes'],
    [{ left: '{{vars.five}}', op: 'eq', right: '5' }, 'yes'],
    [{ left: '{{vars.n}}', op: 'eq', right: 'five' }, 'no'],
    [{ left: '{{vars.n}}', op: 'ne', right: 6 }, 'yes'],
    [{ left: '{{vars.yes}}', op: 'eq', right: true }, 'yes'],
    [{ left: '{{vars.yes}}', op: 'eq', right: 'true' }, 'no'],
    [{ left: '{{vars.none}}', op: 'eq', right: null }, 'yes'],
    [{ left: '{{vars.none}}', op: 'eq', right: 0 }, 'no'],
    [{ left: { a: 1, b: 2 }, op: 'eq', right: { b: 2, a: 1 } }, 'yes'],
    [{ left: '{{vars.n}}', op: 'gt', right: 4 }, 'yes'],
    [{ left: '{{vars.n}}', op: 'gt', right: 5 }, 'no'],
    [{ left: '{{vars.n}}', op: 'gte', right: 5 }, 'yes'],
    [{ left: '{{vars.n}}', op: 'lt', right: '10' }, 'yes'],
    [{ left: '{{vars.n}}', op: 'lte', right: 4 }, 'no'],
    [{ left: '{{vars.text}}', op: 'gt', right: 'abc' }, 'yes'],
    [{ left: '{{vars.text}}', op: 'gt', right: 5 }, 'no'],
    [{ left: '{{vars.text}}', op: 'lte', right: 5 }, 'no'],
    [{ left: '{{vars.text}}', op: 'contains', right: 'ell' }, 'yes'],
    [{ left: '{{vars.list}}', op: 'contains', right: 'a' }, 'yes'],
    [{ left: '{{vars.list}}', op: 'contains', right: 'b' }, 'no'],
    [{ left: '{{vars.text}}', op: 'startsWith', right: 'he' }, 'yes'],
    [{ left: '{{vars.text}}', op: 'endsWith', right: 'he' }, 'no'],
    [{ left: '{{vars.n}}', op: 'in', right: [4, 5] }, 'yes'],
    [{ left: '{{vars.n}}', op: 'in', right: 5 }, 'no'],
    [{ left: '{{vars.n}}', op: 'exists' }, 'yes'],
    [{ left: '{{vars.none}}', op: 'exists' }, 'no'],
    [{ left: '{{vars.gone}}', op: 'exists' }, 'no'],
    [{ left: '{{vars.gone}}', op: 'empty' }, 'yes'],
    [{ left: '{{vars.empty}}', op: 'empty' }, 'yes'],
    [{ left: '{{vars.no}}', op: 'empty' }, 'yes'],
    [{ left: '{{vars.n}}', op: 'empty' }, 'no'],
    [{ left: '{{vars.gone}}', op: 'eq', right: 1 }, 'template'],
    [{ left: '{{nonsense}}', op: 'exists' }, 'template'],
    [{ left: 1, op: 'matches', right: '.*' }, 'flow'],
  ])('%j: %s', async (condition, event) => {
    expect(await taken(condition)).toBe(event);
  });

  test('the first case that holds wins', async () => {
    const cases = ['a', 'b'].map((event) => ({ if: { left: 1, op: 'eq', right: 1 }, event }));
    const { steps } = await runChain(input(line(node('x', 'branch', { cases }, { a: '', b: '' }))), effects());
    expect(steps.at(1)?.event).toBe('a');
  });
});

describe('runFlow', () => {
  const inner = flowOf(
    [
      node('in', 'start', {}, { next: 'set' }),
      node('set', 'setVar', { name: 'got', value: '{{vars.given}}' }, { next: 'out' }),
      node('out', 'end'),
    ],
    'inner',
  );
  const runIt = node('run', 'runFlow', { flowId: 'inner', vars: { given: '{{event.from}}' } });

  test('runs the other flow whole, its steps under its own node, on the same vars', async () => {
    const result = await runChain(
      input(line(runIt, node('after', 'end')), { flowById: (id) => (id === 'inner' ? inner : undefined) }),
      effects(),
    );
    expect(result).toMatchObject({ status: 'succeeded', vars: { given: '+4930123', got: '+4930123' } });
    expect(ids(result.steps)).toEqual(['start', 'run', 'run/in', 'run/set', 'run/out', 'after']);
  });

  test('fails when the flow is not there, and when it fails inside', async () => {
    const missing = await runChain(input(line(runIt)), effects());
    expect(missing.steps.at(-1)?.error?.message).toContain('"inner"');
    const broken = flowOf([node('x', 'faxMachine')], 'inner');
    const failed = await runChain(input(line(runIt, node('after', 'end')), { flowById: () => broken }), effects());
    expect(failed.status).toBe('failed');
    expect(ids(failed.steps)).toEqual(['start', 'run', 'run/x']);
    expect(failed.steps[1]).toMatchObject({ outcome: 'failed', error: { kind: 'unsupported' } });
  });

  test('a flow that calls itself is stopped', async () => {
    const self = line(node('run', 'runFlow', { flowId: 'flow' }));
    const result = await runChain(input(self, { flowById: () => self }), effects());
    expect(result).toMatchObject({ status: 'failed' });
    expect(result.steps.at(-1)?.error).toMatchObject({ kind: 'limit', message: expect.stringContaining('8 deep') });
    expect(result.steps.length).toBeLessThan(30);
  });
});

describe('customScript', () => {
  const scripts = (run: ScriptRunner['run']) => ({ run, close: async () => undefined });

  test('gets event and vars, and leaves vars and a value', async () => {
    const seen: unknown[] = [];
    const runner = scripts(async (code, given, limits) => {
      seen.push(code, given, limits);
      return { ok: true, value: 3, vars: { a: 2 } };
    });
    const flow = line(node('s', 'customScript', { code: 'return 3', saveAs: 'three', timeoutMs: 77 }));
    const result = await runChain(input(flow, { vars: { a: 1 } }), effects({ scripts: runner }));
    expect(seen).toEqual(['return 3', { event: { from: '+4930123', to: '+4930456' }, vars: { a: 1 } }, { timeMs: 77 }]);
    expect(result).toMatchObject({ status: 'succeeded', vars: { a: 2, three: 3 } });
  });

  test('an error of the script ends the run', async () => {
    const runner = scripts(async () => ({ ok: false, error: { kind: 'script', message: 'line 3' } }));
    const result = await runChain(input(line(node('s', 'customScript', { code: 'x' }))), effects({ scripts: runner }));
    expect(result).toMatchObject({ status: 'failed' });
    expect(result.steps.at(-1)?.error).toEqual({ kind: 'script', message: 'line 3' });
  });
});

describe('nodes this machine does not perform', () => {
  test.each(['say', 'playAudio', 'record', 'holdCall', 'gather', 'dial', 'transfer', 'queue', 'voicemail'])(
    '%s is passed over with a warning',
    async (type) => {
      const { status, steps } = await runChain(input(line(node('x', type), node('end', 'end'))), effects());
      expect(status).toBe('succeeded');
      expect(steps[1]).toMatchObject({ outcome: 'skipped', event: 'next', warnings: [expect.stringContaining(type)] });
    },
  );

  test('a carrier node leaves by its only edge, whatever its name', async () => {
    const flow = line(node('x', 'gather', {}, {}), node('end', 'end'));
    const gather = flow.nodes[1];
    if (gather) gather.on = { timeout: 'end', error: 'start' };
    expect((await runChain(input(flow), effects())).steps.map(({ event }) => event)).toEqual([
      'triggered',
      'timeout',
      null,
    ]);
  });

  test.each(['sendEmail', 'sendSms', 'alert', 'dbInsert'])('%s fails: the platform alone can do it', async (type) => {
    const { status, steps } = await runChain(input(line(node('x', type), node('end', 'end'))), effects());
    expect(status).toBe('failed');
    expect(steps.at(-1)).toMatchObject({
      outcome: 'failed',
      error: { kind: 'unsupported', message: expect.stringContaining('platform only') },
    });
  });
});

test.each([
  [call({ method: 'GET' }), 'read'],
  [call({ method: 'head' }), 'read'],
  [call({ method: 'POST' }), 'write'],
  [call({}), 'write'],
  [call({ method: 'DELETE' }), 'write'],
  [call({ method: '{{vars.m}}' }), 'unknown'],
  [call({ url: 5 }), 'unknown'],
  [node('x', 'setVar'), 'pure'],
  [node('x', 'customScript'), 'pure'],
  [node('x', 'branch'), 'pure'],
  [node('x', 'say'), 'pure'],
  [node('x', 'sendEmail'), 'write'],
  [node('x', 'dbInsert'), 'write'],
  [node('x', 'runFlow'), 'unknown'],
  [node('x', 'faxMachine'), 'unknown'],
])('the effect of %j is %s', (subject, effect) => {
  expect(effectOf(subject)).toBe(effect);
});
