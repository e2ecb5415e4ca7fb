/**
 * Whatever a platform sends: no exception, no event lost, nothing that stalls. Every input is in the ledger or among the dead letters,
 * and everything the console can ask afterwards is answered.
 */
import { describe, expect, test } from 'vitest';
import { rebuildProjections } from '../../../electron/core/mirror/rebuild.ts';
import { receive } from '../../../electron/core/mirror/receive.ts';
import { dialects } from '../../../shared/domain/call.ts';
import { callEnded } from '../../fixtures/events/call-ended.ts';
import { chainRan, failedStep, flowPublished, replayOf } from '../../fixtures/events/chain-ran.ts';
import { endpointUpdated } from '../../fixtures/events/endpoint-updated.ts';
import { envelope, type Loose, minute } from '../../fixtures/events/envelope.ts';
import { webhookAttempted } from '../../fixtures/events/webhook-attempted.ts';
import { spending } from '../../fixtures/spent.ts';
import { mirrorForTest, type TestMirror } from './mirror.ts';

const counts = (mirror: TestMirror) => ({
  events: mirror.value<number>('SELECT count(*) FROM event'),
  frames: mirror.value<number>('SELECT count(*) FROM dead_letter WHERE event_seq IS NULL'),
});

/** Asks for everything there is, as somebody who opens every page would. */
function readAll({ read, rows }: TestMirror): void {
  const ids = (sql: string) => rows<{ id: number }>(sql).map(({ id }) => id);
  for (const id of ids('SELECT id FROM call')) {
    expect(read.call(id)?.id).toBe(id);
    read.callMessages(id);
    read.callRuns(id);
  }
  for (const id of ids('SELECT id FROM webhook_message')) expect(read.message(id)?.timeline.length).toBeGreaterThan(0);
  for (const id of ids('SELECT id FROM chain_run')) expect(read.run(id)?.original.runId).toEqual(expect.any(String));
  for (const id of ids('SELECT id FROM dead_letter')) expect(read.deadLetter(id)?.reason).not.toBe('');
  for (const id of ids('SELECT seq AS id FROM event')) expect(read.event(id)?.seq).toBe(id);
  read.callsPage({ limit: 200, show: 'all' });
  read.messagesPage({ limit: 200, show: 'all' });
  read.runsPage({ limit: 200, show: 'all' });
  read.chainList();
  read.newestFlows('c1');
  read.figures();
}

/** Commits in batches; every input must be accounted for, and the rows must be those a rebuild gives. */
function survives(mirror: TestMirror, inputs: readonly unknown[]): void {
  for (let at = 0; at < inputs.length; at += 64) mirror.commitAt(null, ...inputs.slice(at, at + 64));
  const { events, frames } = counts(mirror);
  expect(events + frames).toBe(inputs.length);
  const lost = mirror.value(
    `SELECT count(*) FROM event WHERE type IN ('call.ended', 'webhook.attempted') AND seq NOT IN (
       SELECT seq FROM call_event UNION SELECT seq FROM webhook_attempt
       UNION SELECT event_seq FROM dead_letter WHERE event_seq IS NOT NULL)`,
  );
  expect(lost).toBe(0);
  readAll(mirror);
  expect({}).not.toHaveProperty('polluted');
}

const wrong: unknown[] = [null, 12345, -1.5, 'word', [], {}, true, [null], { a: { b: [] } }, 'x'.repeat(20_000)];

/** The value with each of its parts, in turn, replaced by each wrong thing. */
function* variants(value: unknown): Generator<unknown> {
  yield* wrong;
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries())
      for (const other of variants(item)) yield value.map((kept, at) => (at === index ? other : kept));
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      for (const other of variants(item)) yield { ...value, [key]: other };
      yield Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));
    }
  }
}

const samples: [string, () => Loose][] = [
  ...dialects.map((dialect): [string, () => Loose] => [`call.ended (${dialect})`, () => callEnded(dialect, 'call-1')]),
  [
    'webhook.attempted',
    () => webhookAttempted('m1', 1, { nextAttemptAt: minute(9), timing: null, operation: replayOf('m1') }),
  ],
  ['chain.ran', () => chainRan('run-1', { steps: [failedStep()] })],
  ['chain.ran (replay)', () => chainRan('replay-1', { operation: replayOf('run-1') })],
  ['flow.published', () => flowPublished()],
  ['endpoint.updated', () => endpointUpdated()],
];

describe.each(samples)('%s', (_name, sample) => {
  test('with any field of any wrong type is kept, and read or dead-lettered', () => {
    const mirror = mirrorForTest();
    const { data, type } = sample();
    const inputs = [...variants(data)].map((other) => envelope(String(type), other));
    expect(inputs.length).toBeGreaterThan(40);
    survives(mirror, inputs);
    const before = mirror.projections();
    rebuildProjections(mirror.db);
    expect(mirror.projections()).toEqual(before);
  });

  test('with absurd times is kept, and nothing is dated outside the years 1990 to 2100', () => {
    const mirror = mirrorForTest();
    const absurd = [
      '0000-00-00',
      '9999-12-31T23:59:59Z',
      '-271821-04-20T00:00:00Z',
      '+275760-09-13T00:00:00.000Z',
      '',
      'yesterday',
      '2026-02-30T25:61:61Z',
      '1970-01-01T00:00:00Z',
      1e300,
      -1e300,
      1e21,
      0,
      '2026-11-01T10:00:00+99:99',
    ];
    const { data, type, time } = sample();
    if (typeof data !== 'object' || data === null) throw new Error('no data');
    const inputs = absurd.flatMap((at) => [
      envelope(String(type), replaceTimes(data, at)),
      envelope(String(type), data, { time: at }),
      ...(time === undefined ? [] : [envelope(String(type), { ...data, timestamp: at, time: at })]),
    ]);
    survives(mirror, inputs);
    const dates = mirror.rows<{ at: number }>(
      `SELECT ended_at AS at FROM call UNION ALL SELECT started_at FROM call WHERE started_at IS NOT NULL
       UNION ALL SELECT started_at FROM webhook_attempt UNION ALL SELECT started_at FROM chain_run`,
    );
    for (const { at } of dates) {
      expect(at).toBeGreaterThanOrEqual(Date.UTC(1990, 0));
      expect(at).toBeLessThan(Date.UTC(2100, 0));
    }
  });
});

/** Every field whose sample value looks like a time, at any depth. */
function replaceTimes(value: unknown, at: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => replaceTimes(item, at));
  if (typeof value === 'string') return /^\d{4}-\d\d-\d\d[T ]/.test(value) ? at : value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, replaceTimes(item, at)]));
}

test('an envelope with any attribute of any wrong type is kept', () => {
  const mirror = mirrorForTest();
  const { data, ...attributes } = callEnded('altur', 'call-1', {}, { sequence: '0', prevsequence: '0', epoch: 'e' });
  const inputs = Object.keys(attributes).flatMap((key) =>
    wrong.map((other, n) => ({ ...attributes, id: `id-${key}-${n}`, [key]: other, data, only: `${key} ${n}` })),
  );
  // Equal ids of one source are one event, so the attribute `id` itself is left out of the count.
  survives(
    mirror,
    inputs.filter(({ only }) => !only.startsWith('id ')),
  );
});

const call = (id: string, rest = '') =>
  `{"specversion":"1.0","id":"${id}","source":"s","type":"call.ended","data":{"event_type":"on_call_end","id":"call-${id}"${rest}}}`;

test('unpaired surrogates, control characters and foreign scripts stay what they are', () => {
  const mirror = mirrorForTest();
  const odd = ['\\ud800', '\\udfff\\ud800', '\\u0000', 'a\\u0000b', '\\u202e', '\\ufeff', '🙂', '\\u0008\\u001b[31m'];
  survives(
    mirror,
    odd.flatMap((text, n) => [
      call(
        `t${n}`,
        `,"status":"${text}","phone_number_to":"${text}","campaign_user":{"name":"${text}","extracted_data":{"${text}":"${text}"}},"transcript":[{"sent_by":"user","content":"${text}x"}]`,
      ),
      `{"specversion":"1.0","id":"${text}${n}","source":"${text}","type":"${text}"}`,
      `{"specversion":"1.0","id":"w${n}","source":"s","type":"webhook.attempted","data":${JSON.stringify(
        webhookAttempted('MARK', 1).data,
      ).replaceAll('MARK', `${text}${n}`)}}`,
    ]),
  );
  const name = (n: number) =>
    mirror.value<string | null>('SELECT customer_name FROM call WHERE call_id = ?', `call-t${n}`);
  expect([name(0), name(2), name(3), name(6)]).toEqual(['\ufffd', '\u0000', 'a\u0000b', '🙂']);
  expect(mirror.read.callsPage({ limit: 50, show: 'all', text: '🙂' }).rows.map(({ callId }) => callId)).toEqual([
    'call-t6',
  ]);
});

test('keys that name what objects inherit are keys like any other', () => {
  const mirror = mirrorForTest();
  const hostile =
    '"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"toString":1,"hasOwnProperty":2';
  const step = JSON.stringify(failedStep()).replace('"varsBefore":{}', `"varsBefore":{${hostile}}`);
  survives(mirror, [
    call('p1', `,${hostile},"campaign_user":{"extracted_data":{${hostile}},"context":{${hostile}}}`),
    `{${hostile},"specversion":"1.0","id":"p2","source":"__proto__","type":"constructor","data":{${hostile}}}`,
    JSON.stringify(chainRan('run-p'))
      .replace('"vars":{', `"vars":{${hostile},`)
      .replace(/"steps":\[.*?\],"status"/, `"steps":[${step}],"status"`),
    JSON.stringify(flowPublished())
      .replace('"config":{}', `"config":{${hostile}}`)
      .replace('"on":{}', '"on":{"__proto__":"end"}'),
    JSON.stringify(endpointUpdated()).replace('"data":{', `"data":{${hostile},`),
    JSON.stringify(webhookAttempted('__proto__', 1)).replace('"data":{', `"data":{${hostile},`),
  ]);
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect(mirror.read.call(1)?.extracted.map(({ key }) => key)).toEqual([
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
  ]);
  expect(mirror.read.messagesPage({ limit: 5, show: 'all' }).rows).toMatchObject([{ messageId: '__proto__' }]);
});

test('numbers beyond 2^53 are kept digit for digit, as ids and as values', () => {
  const mirror = mirrorForTest();
  survives(mirror, [
    call('n1').replace('"call-n1"', '90071992547409931'),
    call('n2').replace('"call-n2"', '-90071992547409931'),
    call(
      'n3',
      ',"campaign_user":{"extracted_data":{"order":123456789012345678901234567890,"small":7,"float":1.5,"text":"[12345678901234567890]"}}',
    ),
    call('n4', ',"phone_number_to":4915112345678901234567'),
  ]);
  expect(mirror.rows<{ call_id: string }>('SELECT call_id FROM call ORDER BY id').map((row) => row.call_id)).toEqual([
    '90071992547409931',
    '-90071992547409931',
    'call-n3',
    'call-n4',
  ]);
  expect(mirror.read.call(3)?.extracted).toEqual([
    { key: 'order', value: '123456789012345678901234567890', comment: null },
    { key: 'small', value: 7, comment: null },
    { key: 'float', value: 1.5, comment: null },
    { key: 'text', value: '[12345678901234567890]', comment: null },
  ]);
  expect(mirror.value('SELECT to_number FROM call WHERE id = 4')).toBe('4915112345678901234567');
});

test('of duplicate keys the last counts, as JSON readers have it, and all are kept in the bytes', () => {
  const mirror = mirrorForTest();
  const text = call('d1', ',"status":"first","status":"last","id":"call-last"');
  survives(mirror, [text]);
  expect(mirror.read.call(1)).toMatchObject({ callId: 'call-last', status: 'last' });
  expect(mirror.read.event(1)?.text).toBe(text);
});

describe('nesting of 100,000 levels', () => {
  const depth = 100_000;
  const lists = `${'['.repeat(depth)}${']'.repeat(depth)}`;
  const objects = `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
  const run = JSON.stringify(chainRan('run-deep', { vars: { deep: 'MARK' } }));
  test.each([
    ['a frame', lists],
    ['an attribute', call('deep').replace('"data"', `"deep":${lists},"data"`)],
    ['custom data', call('deep', `,"campaign_user":{"context":${objects}}`)],
    ['extracted data', call('deep', `,"campaign_user":{"extracted_data":{"x":${lists}}}`)],
    ['a transcript', call('deep', `,"transcript":${lists}`)],
    ['beside long digits', call('deep', `,"n":12345678901234567890,"deep":${lists}`)],
    ['the vars of a run', run.replace('"MARK"', objects)],
    ['the body of nothing known', `{"specversion":"1.0","id":"x","source":"s","type":"call.rang","data":${objects}}`],
  ])('in %s is kept', (_name, text) => {
    const mirror = mirrorForTest();
    survives(mirror, [text, call('after')]);
    expect(mirror.value("SELECT count(*) FROM call WHERE call_id = 'call-after'")).toBe(1);
  });
});

describe('a transcript of 10 MB', () => {
  const line = 'Agent: Guten Tag, was kann ich für Sie tun?\nCustomer: Ich möchte meinen Vertrag ändern.\n';
  const text = line.repeat(Math.ceil((10 << 20) / line.length));
  test.each([
    ['as one text', () => callEnded('replicer', 'call-1', { transcript: text })],
    ['as one line', () => callEnded('callkaro', 'call-1', { transcription: 'x'.repeat(10 << 20) })],
    ['as one line of colons', () => callEnded('callkaro', 'call-1', { transcription: 'a: '.repeat(3_500_000) })],
    ['as one line of digits', () => callEnded('callkaro', 'call-1', { transcription: '1'.repeat(10 << 20) })],
    [
      'as short lines of different names',
      () =>
        callEnded('replicer', 'call-1', {
          transcript: Array.from({ length: 700_000 }, (_, n) => `N${n}: hm`).join('\n'),
        }),
    ],
    [
      'as turns',
      () =>
        callEnded('altur', 'call-1', {
          transcript: Array.from({ length: 100_000 }, (_, n) => ({
            sent_by: 'user',
            content: `${n} ${'words '.repeat(15)}`,
          })),
        }),
    ],
    ['in the vars of a run', () => chainRan('run-1', { vars: { transcript: text } })],
  ])('%s is read in bounded time', (_name, make) => {
    const mirror = mirrorForTest();
    const event = make();
    const spent = spending();
    expect(mirror.commit(event)).toMatchObject({ added: 1, deadLetters: 0 });
    expect(spent()).toBeLessThan(5000);
    const turns = mirror.read.call(1)?.transcript ?? [];
    expect(turns.length).toBeGreaterThan(0);
    expect(turns.length).toBeLessThanOrEqual(20_000);
  });
});

test('frames that are no events are all accounted for, whatever they are', () => {
  const mirror = mirrorForTest();
  survives(mirror, [
    '',
    ' ',
    'null',
    '[]',
    '{}',
    '"text"',
    '0',
    'NaN',
    '{"specversion":"1.0"}',
    '\ufeff{}',
    '{"a":1}{"b":2}',
    '<xml/>',
    '\u0000',
  ]);
});

describe('nesting between what a thread can hand over and what JSON allows', () => {
  const vars = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
  const run = (levels: number) =>
    JSON.stringify(chainRan('run-1', { vars: { deep: 'MARK' } })).replace('"MARK"', vars(levels));

  test('up to what is projected can be cloned to another thread', () => {
    const mirror = mirrorForTest();
    mirror.commit(run(150));
    expect(structuredClone(mirror.read.run(1))?.original.runId).toBe('run-1');
  });

  test.each([201, 5000, 20_000])('%i levels are kept and dead-lettered', (levels) => {
    const mirror = mirrorForTest();
    mirror.commit(run(levels));
    expect(mirror.rows('SELECT code, reason, event_seq FROM dead_letter')).toEqual([
      { code: 'invalid', reason: 'Nested more than 200 deep.', event_seq: 1 },
    ]);
    expect(mirror.rows('SELECT id FROM chain_run')).toEqual([]);
    rebuildProjections(mirror.db);
    expect(mirror.rows('SELECT id FROM chain_run')).toEqual([]);
    expect(mirror.writer.retryDeadLetters(mirror.writer.openDeadLetters())).toMatchObject({ tried: 1, resolved: 0 });
  });

  test('brackets inside strings are no nesting', () => {
    const mirror = mirrorForTest();
    mirror.commit(chainRan('run-1', { vars: { text: `${'['.repeat(1000)}\\"${'{'.repeat(1000)}` } }));
    expect(mirror.rows('SELECT code FROM dead_letter')).toEqual([]);
  });
});

test('a platform cannot speak for this machine', () => {
  const mirror = mirrorForTest();
  const forged = envelope('webhook.attempted', {}, { source: 'aftercall://machine/0123456789abcdef' });
  const received = receive(Buffer.from(JSON.stringify(forged)), 1);
  mirror.writer.commit({ connectionId: 'c1', zone: 'UTC', received: [received], position: null });
  expect(counts(mirror)).toEqual({ events: 0, frames: 1 });
  expect(mirror.rows('SELECT code, reason FROM dead_letter')).toEqual([
    { code: 'invalid', reason: 'It claims to come from this machine.' },
  ]);
});
