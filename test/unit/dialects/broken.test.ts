/** Payloads that are wrong: what the id cannot be, wrong types everywhere, absurd dates, hostile text. None of them may throw. */
import { describe, expect, it } from 'vitest';
import { readers } from '../../../electron/core/dialects/index.ts';
import { type BuiltInDialect, dialects } from '../../../shared/domain/call.ts';
import { type Payload, problem, read, sample, sampleWith } from './fixture.ts';

const idPath: Record<BuiltInDialect, string> = {
  callkaro: 'data.callSid',
  replicer: 'data.callId',
  altur: 'id',
  flow: 'callId',
  ivr: 'callId',
};

describe.each(dialects)('%s', (dialect) => {
  const id = idPath[dialect].replace('data.', '');

  it.each([
    [undefined, `\`${id}\`, the id of the call, is missing`],
    [null, `\`${id}\`, the id of the call, is missing`],
    ['', `\`${id}\`, the id of the call, is empty`],
    ['   ', `\`${id}\`, the id of the call, is empty`],
    [{}, `\`${id}\`, the id of the call, is an object`],
    [true, `\`${id}\`, the id of the call, is true or false`],
    [1.5, `\`${id}\`, the id of the call, is not a whole number`],
    [2 ** 60, `\`${id}\`, the id of the call, is not a whole number`],
    ['x'.repeat(201), `\`${id}\`, the id of the call, is longer than 200 characters`],
  ])('refuses %j for an id', (value, why) => {
    expect(problem(dialect, sampleWith(dialect, { [idPath[dialect]]: value }))).toBe(why);
  });

  it.each([null, undefined, 'text', 5, [], true])('refuses %j for a payload', (payload) => {
    expect(problem(dialect, payload)).toMatch(/^the payload is /);
  });

  const wrong: unknown[] = [
    7.5,
    'word',
    '',
    true,
    [],
    [1, null, 'x', {}],
    {},
    { a: { b: [null] } },
    null,
    -1,
    1e308,
    'x'.repeat(5000),
  ];
  it.each(paths(sample(dialect)).filter((path) => path !== idPath[dialect] && path !== 'data'))(
    'reads the call whatever `%s` is',
    (path) => {
      for (const value of wrong) {
        const call = read(dialect, sampleWith(dialect, { [path]: value }));
        expect(call.callId).toBe(read(dialect, sample(dialect)).callId);
        expectSane(call);
      }
    },
  );

  it('leaves a prototype alone', () => {
    const text = JSON.stringify(sample(dialect)).replace(
      '{',
      '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},',
    );
    read(dialect, JSON.parse(text));
    expect(({} as Payload).polluted).toBeUndefined();
  });
});

/** Dotted paths of every field of the payload, those inside lists left out. */
function paths(payload: Payload, prefix = ''): string[] {
  return Object.entries(payload).flatMap(([key, value]) => [
    `${prefix}${key}`,
    ...(typeof value === 'object' && value !== null && !Array.isArray(value)
      ? paths(value as Payload, `${prefix}${key}.`)
      : []),
  ]);
}

function expectSane(call: ReturnType<typeof read>): void {
  for (const value of [call.startedAt, call.endedAt, call.durationMs, call.cost])
    expect(value === null || Number.isFinite(value)).toBe(true);
  for (const value of [call.startedAt, call.endedAt])
    if (value !== null) expect(new Date(value).getUTCFullYear()).toBeGreaterThan(1989);
  for (const value of [call.from, call.to, call.customerNumber, call.status, call.reason, call.summary])
    expect(value === null || (typeof value === 'string' && value !== '')).toBe(true);
  expect(() => structuredClone(call)).not.toThrow();
}

it.each([
  ['a number where text belongs', 'replicer', { 'data.summary': 5 }, 'summary', '`summary` was a number, ignored'],
  ['text where a number belongs', 'replicer', { 'data.duration': '240' }, null, '`duration` was a text, ignored'],
  [
    'text where yes or no belongs',
    'callkaro',
    { 'data.conversion_status': 'yes' },
    'success',
    '`conversion_status` was a text, ignored',
  ],
  ['a list where an object belongs', 'replicer', { 'data.metadata': [] }, 'metadata', '`metadata` was a list, ignored'],
  ['an object where a list belongs', 'altur', { transcript: {} }, 'transcript', '`transcript` was an object, ignored'],
  ['a nested field', 'altur', { 'assistant.id': [] }, 'agentId', '`assistant.id` was a list, ignored'],
  [
    'a number among tags',
    'altur',
    { 'campaign_user.tags': ['a', 3] },
    null,
    '`campaign_user.tags` held a number, ignored',
  ],
  ['a word that is no mood', 'replicer', { 'data.sentiment': 'meh' }, 'sentiment', '`sentiment` was "meh", ignored'],
  [
    'a script for a link',
    'callkaro',
    { 'data.call_link': 'javascript:alert(1)' },
    'link',
    '`call_link` was not a web address, ignored',
  ],
  [
    'a file for a recording',
    'altur',
    { recording_url: 'file:///etc/passwd' },
    'recordingUrl',
    '`recording_url` was not a web address, ignored',
  ],
  [
    'a negative duration',
    'callkaro',
    { 'data.call_duration': -3 },
    'durationMs',
    '`call_duration` was not between nothing and a day, ignored',
  ],
  [
    'an endless duration',
    'ivr',
    { 'event.durationMs': 1e12 },
    'durationMs',
    '`event.durationMs` was not between nothing and a day, ignored',
  ],
  [
    'a name too long to be one',
    'replicer',
    { 'data.agentName': 'x'.repeat(2001) },
    'agentName',
    '`agentName` was longer than 2000 characters, ignored',
  ],
] as const)('remarks on %s', (_, dialect, changes, field, remark) => {
  const call = read(dialect, sampleWith(dialect, changes));
  expect(call.remarks).toContain(remark);
  if (field) expect(call[field]).toBeNull();
});

it.each([
  ['9999-12-31T23:59:59Z', '`started_at` was not between the years 1990 and 2099, ignored'],
  ['0000-01-01T00:00:00Z', '`started_at` was not between the years 1990 and 2099, ignored'],
  ['1970-01-01T00:00:00Z', '`started_at` was not between the years 1990 and 2099, ignored'],
  ['2100-01-01 00:00:00', '`started_at` was not between the years 1990 and 2099, ignored'],
  ['-000001-01-01T00:00:00Z', '`started_at` was not a time, ignored'],
  ['+275760-09-13T00:00:00Z', '`started_at` was not a time, ignored'],
  ['2026-02-30T10:00:00Z', '`started_at` was not a time, ignored'],
  ['2026-02-30T10:00:00.000Z', '`started_at` was not a time, ignored'],
  ['2026-11-21T24:00:00.000Z', '`started_at` was not a time, ignored'],
  ['2026-13-01T10:00:00.000Z', '`started_at` was not a time, ignored'],
  ['2026-13-01T10:00:00Z', '`started_at` was not a time, ignored'],
  ['2026-01-01T25:00:00Z', '`started_at` was not a time, ignored'],
  ['Invalid date', '`started_at` was not a time, ignored'],
  [1_700_000_000, '`started_at` was a number, ignored'],
  [Number.NaN, '`started_at` was a number, ignored'],
])('ignores %j for a time', (value, remark) => {
  const call = read(
    'altur',
    sampleWith('altur', { started_at: value, created_at: undefined, duration: undefined, billed_duration: undefined }),
  );
  expect(call.startedAt).toBeNull();
  expect(call.remarks).toContain(remark);
});

it.each([Number.NaN, Number.POSITIVE_INFINITY, -5, 0, 1e20])('ignores the epoch time %d', (value) => {
  expect(read('ivr', sampleWith('ivr', { 'event.timestamp': value, startedAt: undefined })).endedAt).toBeNull();
});

it('replaces lone surrogates in every text', () => {
  const broken = JSON.parse(JSON.stringify(sample('altur')).replaceAll(/é|í|¿/g, '\\ud800'));
  broken.campaign_user.extracted_data = { '\ud800': ['\udfff', { '\ud800': '\ud800' }] };
  const call = read('altur', broken);
  expect(JSON.stringify(call)).not.toMatch(/\\ud[89a-f]/i);
  expect(call.extracted).toEqual([{ key: '\ufffd', value: ['\ufffd', { '\ufffd': '\ufffd' }], comment: null }]);
  expect(call.transcript?.[0]?.text).toContain('\ufffd');
});

it('keeps a `__proto__` key of custom data as a plain key', () => {
  const metadata = JSON.parse('{"__proto__": {"admin": true}, "a": 1}');
  const call = read('replicer', sampleWith('replicer', { 'data.metadata': metadata }));
  expect(Object.keys(call.metadata ?? {})).toEqual(['__proto__', 'a']);
  expect(call.metadata?.admin).toBeUndefined();
});

it('refuses custom data nested to overflow the stack', () => {
  const deep = JSON.parse(`${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`);
  const call = read('replicer', sampleWith('replicer', { 'data.metadata': deep }));
  expect(call.metadata).toBeNull();
  expect(call.remarks).toContain('`metadata` was nested more than 64 levels deep, ignored');
});

it('does not fill the page with remarks', () => {
  const details = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`k${index}`, { comment: 1 }]));
  const call = read('callkaro', sampleWith('callkaro', { 'data.post_call_detail': details }));
  expect(call.remarks.length).toBeLessThanOrEqual(41);
  expect(call.remarks.at(-1)).toBe('more fields could not be understood');
});

it('answers for every kind of value and never throws', () => {
  const values = [
    null,
    undefined,
    0,
    '',
    'x',
    [],
    [[]],
    {},
    { data: {} },
    { data: null },
    { event: 'call_ended', data: 3 },
    new Map(),
    Symbol('s'),
    10n,
    () => 1,
  ];
  for (const reader of readers) {
    for (const value of values) {
      expect(typeof reader.recognises(value)).toBe('boolean');
      expect(reader.normalise(value, { zone: 'UTC' }).ok).toBe(false);
    }
  }
});
