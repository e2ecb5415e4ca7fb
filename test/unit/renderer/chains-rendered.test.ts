import { describe, expect, it } from 'vitest';
import { explanation, faultOf, lineOf } from '../../../renderer/features/chains/explain.ts';
import { renderedConfig, renderedRequest, valuesAt } from '../../../renderer/features/chains/rendered.ts';
import type { Json, JsonObject, Step } from '../../../shared/domain/chain.ts';
import type { HttpRequestRecord } from '../../../shared/domain/webhook.ts';

const values = {
  event: { from: '+4930', callId: 'c 1' },
  vars: { name: 'Ada "A"', n: 42, list: [{ id: 7 }], text: 'a\nb', '__proto__.x': 1 },
  replay: { isReplay: true },
};

const sent = (body: Json | string, overrides: Partial<HttpRequestRecord> = {}): HttpRequestRecord => ({
  method: 'POST',
  url: 'https://crm.example/calls/c%201',
  headers: [
    ['X-Name', 'Ada "A"'],
    ['Content-Type', 'application/json'],
  ],
  body: typeof body === 'string' ? body : JSON.stringify(body),
  encoding: 'utf8',
  ...overrides,
});

const lines = (config: JsonObject, request: HttpRequestRecord | null) =>
  renderedRequest(config, request, values).map(({ at, template, sent, given }) => [
    at,
    template,
    sent,
    ...given.map(({ path, value }) => `${path}=${JSON.stringify(value)}`),
  ]);

describe('a request beside its template', () => {
  const config: JsonObject = {
    method: 'POST',
    url: 'https://crm.example/calls/{{event.callId}}',
    headers: { 'x-name': '{{vars.name}}' },
    body: {
      from: '{{event.from}}',
      n: '{{vars.n}}',
      deep: { 'a key': 'no. {{vars.list[0].id}}/{{vars.n}}' },
      kind: 'call',
    },
  };

  it('is told piece by piece, with the value of each path; what the engine added has no template', () => {
    const request = sent({ from: '+4930', n: 42, deep: { 'a key': 'no. 7/42' }, kind: 'call' });
    expect(lines(config, request)).toEqual([
      ['method', 'POST', 'POST'],
      [
        'address',
        'https://crm.example/calls/{{event.callId}}',
        'https://crm.example/calls/c%201',
        'event.callId="c 1"',
      ],
      ['header x-name', '{{vars.name}}', 'Ada "A"', 'vars.name="Ada \\"A\\""'],
      ['header Content-Type', null, 'application/json'],
      ['body.from', '"{{event.from}}"', '"+4930"', 'event.from="+4930"'],
      ['body.n', '"{{vars.n}}"', '42', 'vars.n=42'],
      ['body.deep["a key"]', '"no. {{vars.list[0].id}}/{{vars.n}}"', '"no. 7/42"', 'vars.list[0].id=7', 'vars.n=42'],
      ['body.kind', '"call"', '"call"'],
    ]);
  });

  it('says which path gave nothing when nothing was sent', () => {
    const broken = { ...config, headers: {}, body: { who: '{{vars.missing}}', own: '{{vars.constructor}}' } };
    expect(lines(broken, null).slice(1)).toEqual([
      ['address', 'https://crm.example/calls/{{event.callId}}', null, 'event.callId="c 1"'],
      ['body.who', '"{{vars.missing}}"', null, 'vars.missing=undefined'],
      ['body.own', '"{{vars.constructor}}"', null, 'vars.constructor=undefined'],
    ]);
  });

  it.each<[string, Json, string, unknown[][]]>([
    ['JSON written as text', '{"a": "{{vars.n}}"}', '{"a":"42"}', [['body.a', '"{{vars.n}}"', '"42"', 'vars.n=42']]],
    [
      'a form',
      { a: '{{vars.n}}' },
      'a=42&b=1',
      [
        ['body.a', '"{{vars.n}}"', '"42"', 'vars.n=42'],
        ['body.b', null, '"1"'],
      ],
    ],
    ['plain text', 'No. {{vars.n}}', 'No. 42', [['body', 'No. {{vars.n}}', 'No. 42', 'vars.n=42']]],
    [
      'text of several lines',
      'One\nNo. {{vars.n}}',
      'One\nNo. 42',
      [
        ['body, line 1', 'One', 'One'],
        ['body, line 2', 'No. {{vars.n}}', 'No. 42', 'vars.n=42'],
      ],
    ],
    [
      'a value that brings line breaks of its own',
      'One\n{{vars.text}}',
      'One\na\nb',
      [['body', 'One\n{{vars.text}}', 'One\na\nb', 'vars.text="a\\nb"']],
    ],
    ['a body of another shape than the template', { a: 1 }, '[1]', [['body', '{"a":1}', '[1]']]],
    [
      'an object put in as a whole',
      { a: '{{vars.list}}' },
      '{"a":[{"id":7}]}',
      [['body.a', '"{{vars.list}}"', '[{"id":7}]', 'vars.list=[{"id":7}]']],
    ],
    [
      'braces that are no template',
      { a: '{{ }} {{1+1}}' },
      '{"a":"x"}',
      [['body.a', '"{{ }} {{1+1}}"', '"x"', '=undefined', '1+1=undefined']],
    ],
  ])('reads %s', (_what, body, text, expected) => {
    expect(lines({ body }, sent(text, { headers: [] })).slice(2)).toEqual(expected);
  });

  it('stays short and quick with a body without end', () => {
    let deep: Json = '{{vars.n}}';
    for (let n = 0; n < 190; n += 1) deep = [deep];
    const wide = Object.fromEntries(Array.from({ length: 50_000 }, (_, n) => [`k${n}`, '{{vars.n}}']));
    expect(renderedRequest({ body: deep }, null, values).length).toBeLessThan(10);
    expect(renderedRequest({ body: wide }, null, values)).toHaveLength(400);
  });
});

it('other nodes show only what has templates, and keep the type of a whole one', () => {
  const config = { vars: { a: '{{vars.n}}', b: 'no. {{vars.n}}', c: 'plain', d: '{{vars.gone}}' } };
  expect(renderedConfig(config, values).map(({ at, sent }) => [at, sent])).toEqual([
    ['vars.a', '42'],
    ['vars.b', '"no. 42"'],
    ['vars.d', null],
  ]);
});

it('a call’s first run by this machine is no replay for its templates', () => {
  const ref = { id: 'o', itemId: 'i', mode: 'from start', actor: 'a', reason: null };
  const at = (root: string) =>
    valuesAt({ runId: 'own', event: {}, operation: { ...ref, root, parent: root } }, { varsBefore: {} }).replay;
  expect(at('own')).toEqual({ isReplay: false, runId: null, operationId: 'o' });
  expect(at('first')).toEqual({ isReplay: true, runId: 'first', operationId: 'o' });
});

describe('an error in plain words', () => {
  const failed = (kind: string, overrides: Partial<Step> = {}): Step => ({
    nodeId: 'n',
    type: 'httpCall',
    iteration: 0,
    varsBefore: {},
    request: null,
    response: null,
    output: null,
    event: null,
    outcome: 'failed',
    error: { kind, message: 'It went wrong.' },
    warnings: [],
    startedAt: 0,
    durationMs: 0,
    ...overrides,
  });
  const answered = (status: number): Partial<Step> => ({
    response: { status, headers: [], body: '', encoding: 'utf8', truncated: false },
  });

  it.each<[string, string, Partial<Step>, RegExp]>([
    ['dns', 'Name not found', {}, /nothing was sent/i],
    ['connect', 'No connection', {}, /nothing was sent/i],
    ['tls', 'TLS', {}, /nothing was sent/i],
    ['timeout', 'Timeout, outcome unknown', { outcome: 'unknown' }, /may have taken effect/],
    ['reset', 'Cut off, outcome unknown', { outcome: 'unknown' }, /may have taken effect/],
    ['blocked', 'Blocked here', {}, /guard/],
    ['http', 'Answer 404', answered(404), /same request will fail again/],
    ['http', 'Answer 422', answered(422), /did not accept this request/],
    ['http', 'Answer 503', answered(503), /may succeed later/],
    ['template', 'Template', {}, /input does not have/],
    ['script', 'Script', {}, /error of its own/],
    ['limit', 'Limit', {}, /limit was reached/],
    ['unsupported', 'Not possible here', {}, /platform can/],
    ['flow', 'Flow', {}, /flow itself is at fault/],
    ['constructor', 'Constructor', {}, /^$/],
  ])('%s is called %s and explained', (kind, word, overrides, plain) => {
    const step = failed(kind, overrides);
    expect(faultOf(step)).toBe(word);
    expect(explanation(step) ?? '').toMatch(plain);
  });

  it('names the line of the script', () => {
    expect(lineOf('The script failed in line 12: TypeError: x.')).toBe(12);
    expect(lineOf('It is inline 5 that failed')).toBeNull();
    expect(lineOf('It failed.')).toBeNull();
  });
});
