import { describe, expect, test } from 'vitest';
import { dryRunChain } from '../../../electron/core/chains/dry-run.ts';
import { mask } from '../../../electron/core/delivery/headers.ts';
import type { JsonObject } from '../../../shared/domain/chain.ts';
import { flowOf, input, line, node } from './support.ts';

const call = (config: JsonObject = {}, id = 'call') =>
  node(id, 'httpCall', { url: 'https://crm.example/calls', ...config });
const last = (steps: ReturnType<typeof dryRunChain>['steps']) => steps.at(-1);

describe('a dry run', () => {
  test('shows every node with its effect and the edge it assumes', () => {
    const flow = line(node('set', 'setVar', { name: 'x', value: 1 }), node('say', 'say'), call(), node('end', 'end'));
    const { steps } = dryRunChain(input(flow));
    expect(steps.map(({ nodeId, effect, treatment, event }) => [nodeId, effect, treatment, event])).toEqual([
      ['start', 'pure', 'run', 'triggered'],
      ['set', 'pure', 'run', 'next'],
      ['say', 'pure', 'skipped', 'next'],
      ['call', 'write', 'run', 'next'],
      ['end', 'pure', 'run', null],
    ]);
  });

  test('renders requests with secrets masked in address, headers and body', () => {
    const config: JsonObject = {
      url: 'https://user:pw@crm.example/c/{{event.from}}?api_key=abc&q={{vars.q}}',
      headers: { Authorization: 'Bearer abc', 'X-Api-Key': 'abc', 'X-Plain': 'seen' },
      body: { password: 'abc', nested: [{ token: 'abc', key: 5 }], from: '{{event.from}}' },
    };
    const { request } = last(dryRunChain(input(line(call(config)), { vars: { q: 'a b' } })).steps) ?? {};
    expect(request).toMatchObject({
      method: 'POST',
      url: `https://${mask}@crm.example/c/%2B4930123?api_key=${mask}&q=a%20b`,
    });
    expect(request?.headers).toEqual(
      expect.arrayContaining([
        ['Authorization', `Bearer ${mask}`],
        ['X-Api-Key', mask],
        ['X-Plain', 'seen'],
        ['Idempotency-Key', expect.stringMatching(/^[0-9a-f]{32}$/)],
      ]),
    );
    expect(JSON.parse(request?.body ?? '')).toEqual({
      password: mask,
      nested: [{ token: mask, key: 5 }],
      from: '+4930123',
    });
    expect(JSON.stringify(request)).not.toContain('abc');
  });

  test('a body without secrets is shown to the letter', () => {
    const body = '{"n": 12345678901234567890, "a":1, "a":2}';
    expect(last(dryRunChain(input(line(call({ body })))).steps)?.request?.body).toBe(body);
  });

  test('what only an answer can tell is shown as such, with a warning, and not as an error', () => {
    const use = call(
      {
        url: 'https://crm.example/c/{{vars.crm.id}}',
        body: { id: '{{vars.crm.id}}', text: 'id {{vars.crm.id}}' },
        headers: { 'X-Id': '{{vars.crm.id}}' },
      },
      'use',
    );
    const { steps } = dryRunChain(input(line(call({ saveAs: 'crm' }), use), { vars: { crm: { id: 'stale' } } }));
    expect(last(steps)).toMatchObject({
      nodeId: 'use',
      error: null,
      warnings: ['vars.crm is known only once the nodes before this one have run.'],
    });
    expect(last(steps)?.request).toMatchObject({
      url: 'https://crm.example/c/<vars.crm.id>',
      body: '{"id":"<vars.crm.id>","text":"id <vars.crm.id>"}',
    });
    expect(last(steps)?.request?.headers).toContainEqual(['X-Id', '<vars.crm.id>']);
  });

  test('an unknown address is not called a wrong one', () => {
    for (const url of ['{{vars.crm.url}}', 'https://{{vars.crm.host}}/x', '{{vars.crm.url}}/x']) {
      const { steps } = dryRunChain(input(line(call({ saveAs: 'crm' }), call({ url }, 'use'))));
      expect(last(steps)).toMatchObject({ nodeId: 'use', error: null });
    }
  });

  test('a var set again is known again', () => {
    const { steps } = dryRunChain(
      input(
        line(
          call({ saveAs: 'x' }),
          node('set', 'setVar', { name: 'x', value: 'mine' }),
          call({ body: { x: '{{vars.x}}' } }, 'use'),
        ),
      ),
    );
    expect(last(steps)).toMatchObject({ warnings: [], request: { body: '{"x":"mine"}' } });
  });

  test('scripts are not run: vars they may set are unknown, the others as they are', () => {
    const flow = line(
      node('s', 'customScript', { code: 'vars.made = 1' }),
      call({ body: { made: '{{vars.made}}', kept: '{{vars.kept}}' } }, 'use'),
    );
    const { steps } = dryRunChain(input(flow, { vars: { kept: 1 } }));
    expect(steps.find(({ nodeId }) => nodeId === 's')?.warnings[0]).toContain('not run');
    expect(last(steps)?.request?.body).toBe('{"made":"<vars.made>","kept":1}');
  });

  test('a path that nothing sets is an error, and nothing after it is shown', () => {
    const { steps } = dryRunChain(input(line(call({ body: { x: '{{vars.gone}}' } }), node('end', 'end'))));
    expect(last(steps)).toMatchObject({
      nodeId: 'call',
      event: null,
      request: null,
      error: { kind: 'template', message: expect.stringContaining('vars.gone') },
    });
  });

  test.each<[string, JsonObject, string]>([
    ['an inside address', { url: 'http://127.0.0.1:99/' }, 'loopback'],
    ['an inside address in disguise', { url: 'http://0x7f000001/' }, 'loopback'],
    ['a scheme nobody sends to', { url: 'file:///etc/passwd' }, 'http and https'],
    ['no address', { url: 'crm/calls' }, 'not a complete web address'],
    ['a header that cannot be', { headers: { 'X A': '1' } }, 'name of a header'],
  ])('%s is refused in the plan already', (_what, config, words) => {
    expect(last(dryRunChain(input(line(call(config)))).steps)?.error).toMatchObject({
      kind: 'blocked',
      message: expect.stringContaining(words),
    });
  });

  test('an allowance lets it pass', () => {
    const allow = [{ host: '127.0.0.1:99', ranges: ['loopback' as const] }];
    expect(last(dryRunChain(input(line(call({ url: 'http://127.0.0.1:99/' })), { allow })).steps)?.error).toBeNull();
  });

  test('a branch takes the edge its values lead to; an unknown value makes it an assumption', () => {
    const branch = node(
      'b',
      'branch',
      { cases: [{ if: { left: '{{vars.crm.id}}', op: 'eq', right: 7 }, event: 'yes' }] },
      { yes: 'end', else: 'end' },
    );
    const known = dryRunChain(input(line(branch, node('end', 'end')), { vars: { crm: { id: 7 } } })).steps[1];
    expect(known).toMatchObject({ event: 'yes', warnings: [] });
    const unknown = dryRunChain(input(line(call({ saveAs: 'crm' }), branch, node('end', 'end')))).steps[2];
    expect(unknown?.event).toBe('else');
    expect(unknown?.warnings.join(' ')).toContain('"else" is assumed');
  });

  test('a flow that is called is shown node by node', () => {
    const inner = flowOf([node('in', 'start', {}, { next: 'c' }), call({ body: '{{vars.given}}' }, 'c')], 'inner');
    const flow = line(node('run', 'runFlow', { flowId: 'inner', vars: { given: { a: 1 } } }), node('end', 'end'));
    const { steps } = dryRunChain(input(flow, { flowById: () => inner }));
    expect(steps.map(({ nodeId }) => nodeId)).toEqual(['start', 'run', 'run/in', 'run/c', 'end']);
    expect(steps[3]?.request?.body).toBe('{"a":1}');
  });

  test.each([
    ['an unknown type', 'faxMachine', 'faxMachine'],
    ['what only the platform can do', 'sendEmail', 'platform only'],
    ['a wrong configuration', 'setVar', 'name and value'],
  ])('%s is an error on its node', (_what, type, words) => {
    expect(last(dryRunChain(input(line(node('x', type), node('end', 'end')))).steps)).toMatchObject({
      nodeId: 'x',
      error: { message: expect.stringContaining(words) },
    });
  });

  test('circles, missing triggers, missing nodes and calls without end are errors, not endless', () => {
    const circle = flowOf([
      node('start', 'onCallEnd', {}, { triggered: 'a' }),
      node('a', 'log', { message: '' }, { next: 'a' }),
    ]);
    const self = line(node('run', 'runFlow', { flowId: 'flow' }));
    for (const [flow, kind] of [
      [circle, 'limit'],
      [flowOf([]), 'flow'],
      [flowOf([node('start', 'onCallEnd', {}, { triggered: 'gone' })]), 'flow'],
      [self, 'limit'],
    ] as const) {
      const { steps } = dryRunChain(input(flow, { flowById: () => self }));
      expect(steps.length).toBeLessThanOrEqual(1_001);
      expect(steps.find(({ error }) => error)?.error?.kind).toBe(kind);
    }
  });

  test('absurdly nested configuration is an error, not a crash', () => {
    let body: JsonObject = {};
    for (let at = 0; at < 20_000; at++) body = { body };
    expect(last(dryRunChain(input(line(call({ body })))).steps)?.error?.kind).toBe('template');
  });
});
