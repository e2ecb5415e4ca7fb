/** What cannot be understood is kept with its bytes and the reason, counted, and read once more when asked. */
import { describe, expect, test } from 'vitest';
import { rebuildProjections } from '../../../electron/core/mirror/rebuild.ts';
import { callEnded } from '../../fixtures/events/call-ended.ts';
import { chainRan } from '../../fixtures/events/chain-ran.ts';
import { endpointUpdated } from '../../fixtures/events/endpoint-updated.ts';
import { envelope, receivedAt } from '../../fixtures/events/envelope.ts';
import { webhookAttempted } from '../../fixtures/events/webhook-attempted.ts';
import { mirrorForTest, type TestMirror } from './mirror.ts';

const retryAll = ({ writer }: TestMirror) => writer.retryDeadLetters(writer.openDeadLetters());

const letters = (mirror: TestMirror) => mirror.read.deadLettersPage({ limit: 50 }).rows;

const cases: [string, unknown, { code: string; reason: RegExp; type: string | null; inLedger: boolean }][] = [
  ['no JSON', '{"specversion":', { code: 'unreadable', reason: /^Not JSON: /, type: null, inLedger: false }],
  ['nothing at all', '', { code: 'unreadable', reason: /^Not JSON: /, type: null, inLedger: false }],
  [
    'a number',
    '7',
    { code: 'not a cloudevent', reason: /^Not a CloudEvent: the message: /, type: null, inLedger: false },
  ],
  [
    'an empty id',
    envelope('call.ended', {}, { id: '' }),
    { code: 'not a cloudevent', reason: /^Not a CloudEvent: id: /, type: null, inLedger: false },
  ],
  [
    'another version of CloudEvents',
    envelope('call.ended', {}, { specversion: '0.3' }),
    { code: 'not a cloudevent', reason: /specversion/, type: null, inLedger: false },
  ],
  [
    'an unknown type',
    envelope('call.rang', {}),
    { code: 'unknown type', reason: /“call.rang”/, type: 'call.rang', inLedger: true },
  ],
  [
    'the name of what every object inherits',
    envelope('__proto__', {}),
    { code: 'unknown type', reason: /“__proto__”/, type: '__proto__', inLedger: true },
  ],
  [
    'a payload of no known shape',
    envelope('call.ended', { hello: 1 }),
    { code: 'unknown dialect', reason: /shape/, type: 'call.ended', inLedger: true },
  ],
  [
    'no payload',
    envelope('call.ended', undefined),
    { code: 'unknown dialect', reason: /shape/, type: 'call.ended', inLedger: true },
  ],
  [
    'an unknown dialect for an unknown shape',
    envelope('call.ended', { hello: 1 }, { dialect: 'klingon' }),
    { code: 'unknown dialect', reason: /shape/, type: 'call.ended', inLedger: true },
  ],
  [
    'a stated dialect that the payload is not',
    envelope('call.ended', { hello: 1 }, { dialect: 'altur' }),
    { code: 'invalid', reason: /`id`, the id of the call, is missing/, type: 'call.ended', inLedger: true },
  ],
  [
    'a call without an id',
    callEnded('replicer', null),
    { code: 'invalid', reason: /`callId`, the id of the call, is missing/, type: 'call.ended', inLedger: true },
  ],
  [
    'a try before the year 1990',
    webhookAttempted('m1', 1, { startedAt: '1970-01-01T00:00:00Z' }),
    { code: 'invalid', reason: /^startedAt: not a time/, type: 'webhook.attempted', inLedger: true },
  ],
  [
    'a try without a zone',
    webhookAttempted('m1', 1, { startedAt: '2026-11-01T10:00:00' }),
    { code: 'invalid', reason: /^startedAt: not a time/, type: 'webhook.attempted', inLedger: true },
  ],
  [
    'a run of more than a day',
    chainRan('run-1', { durationMs: 1e9 }),
    { code: 'invalid', reason: /^durationMs: /, type: 'chain.ran', inLedger: true },
  ],
  [
    'an endpoint without a name',
    endpointUpdated({ id: '' }),
    { code: 'invalid', reason: /^id: /, type: 'endpoint.updated', inLedger: true },
  ],
  [
    'a flow of nothing',
    envelope('flow.published', null),
    { code: 'invalid', reason: /^data: /, type: 'flow.published', inLedger: true },
  ],
];

test.each(cases)('%s is kept with its reason', (_name, event, { code, reason, type, inLedger }) => {
  const mirror = mirrorForTest();
  const done = mirror.commit(event, callEnded('altur', 'call-after'));
  expect(done).toMatchObject({ added: inLedger ? 2 : 1, deadLetters: 1 });
  expect(done.topics).toContain('deadLetters');
  const [letter] = letters(mirror);
  const text = typeof event === 'string' ? event : JSON.stringify(event);
  expect(letter).toEqual({
    id: 1,
    connectionId: 'c1',
    at: receivedAt,
    code,
    reason: expect.stringMatching(reason),
    position: null,
    eventSeq: inLedger ? 1 : null,
    type,
    bytes: Buffer.byteLength(text),
    retried: 0,
    resolvedAt: null,
  });
  expect(mirror.read.deadLetter(1)).toMatchObject({ text, truncated: false });
  // What comes after it is not held up.
  expect(mirror.rows('SELECT call_id FROM call')).toEqual([{ call_id: 'call-after' }]);
  expect(mirror.read.figures()).toMatchObject({ deadLetters: 1, perConnection: { c1: { deadLetters: 1 } } });
});

test('a wrong statement of the dialect does not hide a payload whose shape is known', () => {
  const mirror = mirrorForTest();
  mirror.commit(
    callEnded('replicer', 'call-1', {}, { dialect: 'altur' }),
    callEnded('altur', 'call-2', {}, { dialect: 'x' }),
  );
  expect(mirror.rows('SELECT dialect FROM call ORDER BY id')).toEqual([{ dialect: 'replicer' }, { dialect: 'altur' }]);
});

test('frames are told apart by their bytes: the same ones are kept once per connection', () => {
  const mirror = mirrorForTest();
  expect(mirror.commit('broken', 'broken', 'Broken')).toMatchObject({ deadLetters: 2 });
  expect(mirror.commit('broken')).toMatchObject({ deadLetters: 0 });
  mirror.writer.commit({
    connectionId: 'c2',
    zone: 'UTC',
    received: [{ kind: 'unreadable', bytes: Buffer.from('broken'), receivedAt, code: 'unreadable', reason: 'r' }],
    position: null,
  });
  expect(letters(mirror).map(({ connectionId }) => connectionId)).toEqual(['c2', 'c1', 'c1']);
});

test('bytes that are no text are kept as they are', () => {
  const mirror = mirrorForTest();
  const bytes = Buffer.from([0x7b, 0xff, 0x00, 0xfe]);
  mirror.writer.commit({
    connectionId: 'c1',
    zone: 'UTC',
    received: [{ kind: 'unreadable', bytes, receivedAt, code: 'unreadable', reason: 'r' }],
    position: null,
  });
  expect(mirror.value<Buffer>('SELECT bytes FROM dead_letter').equals(bytes)).toBe(true);
});

test('a list longer than a page goes on where it stopped', () => {
  const mirror = mirrorForTest();
  mirror.commit(...Array.from({ length: 5 }, (_, n) => `broken ${n}`));
  const first = mirror.read.deadLettersPage({ limit: 2 });
  const second = mirror.read.deadLettersPage({ limit: 2, cursor: first.next });
  const third = mirror.read.deadLettersPage({ limit: 2, cursor: second.next });
  expect([first, second, third].map(({ rows }) => rows.map(({ id }) => id))).toEqual([[5, 4], [3, 2], [1]]);
  expect([first.total, third.next]).toEqual([{ count: 5, exact: true }, undefined]);
});

describe('retry', () => {
  /** Stands for an older version that could not read messages. */
  function unread(): TestMirror {
    const mirror = mirrorForTest();
    mirror.db.exec(`CREATE TEMP TRIGGER refuse BEFORE INSERT ON webhook_message BEGIN SELECT raise(ABORT, 'old'); END`);
    mirror.commit(callEnded('altur', 'call-1'), webhookAttempted('m1', 1), webhookAttempted('m2', 1), 'broken');
    return mirror;
  }

  test('what still cannot be read stays, counted once more, with today’s reason', () => {
    const mirror = unread();
    mirror.db.exec('DROP TRIGGER refuse');
    mirror.db.exec(`CREATE TEMP TRIGGER refuse BEFORE INSERT ON webhook_message BEGIN SELECT raise(ABORT, 'new'); END`);
    expect(retryAll(mirror)).toMatchObject({ tried: 2, resolved: 0 });
    expect(mirror.rows('SELECT reason, retried, resolved_at FROM dead_letter WHERE event_seq IS NOT NULL')).toEqual([
      { reason: 'Could not be projected: SqliteError: new', retried: 1, resolved_at: null },
      { reason: 'Could not be projected: SqliteError: new', retried: 1, resolved_at: null },
    ]);
    expect(mirror.value('SELECT count(*) FROM webhook_attempt')).toBe(0);
    expect(mirror.rows("SELECT * FROM rollup WHERE metric LIKE 'messages%'")).toEqual([]);
  });

  test('what can be read now appears, is resolved, and is not tried again', () => {
    const mirror = unread();
    mirror.db.exec('DROP TRIGGER refuse');
    const { tried, resolved, topics } = retryAll(mirror);
    expect({ tried, resolved }).toEqual({ tried: 2, resolved: 2 });
    expect([...topics].sort()).toEqual(['calls', 'deadLetters', 'endpoints', 'incidents', 'webhooks']);
    expect(letters(mirror).map(({ code }) => code)).toEqual(['unreadable']);
    expect(mirror.rows('SELECT message_id, state FROM webhook_message')).toEqual([
      { message_id: 'm1', state: 'failed' },
      { message_id: 'm2', state: 'failed' },
    ]);
    expect(mirror.value('SELECT webhooks FROM call')).toBe('failed');
    expect(mirror.value("SELECT value FROM rollup WHERE metric = 'messages failed'")).toBe(2);
    expect(retryAll(mirror)).toMatchObject({ tried: 0, resolved: 0 });
    expect(mirror.writer.retryDeadLetters([1, 2, 3])).toMatchObject({ tried: 0, resolved: 0 });
  });

  test('only the named ones are tried; unknown numbers are passed over', () => {
    const mirror = unread();
    mirror.db.exec('DROP TRIGGER refuse');
    const second = mirror.value<number>('SELECT id FROM dead_letter WHERE event_seq = 3');
    expect(mirror.writer.retryDeadLetters([second, 4711])).toMatchObject({ tried: 1, resolved: 1 });
    expect(mirror.rows('SELECT message_id FROM webhook_message')).toEqual([{ message_id: 'm2' }]);
  });

  test('a time without zone is read in the zone the connection has now', () => {
    const mirror = mirrorForTest();
    const connection = {
      id: 'c1',
      name: 'P',
      kind: 'stream' as const,
      url: 'ws://p',
      zone: 'Asia/Kolkata',
      enabled: true,
      allow: [],
    };
    mirror.db.exec(`CREATE TEMP TRIGGER refuse BEFORE INSERT ON call BEGIN SELECT raise(ABORT, 'old'); END`);
    mirror.commit(callEnded('callkaro', 'call-1', { time: '2026-03-02 18:45:30' }));
    mirror.db.exec('DROP TRIGGER refuse');
    mirror.writer.saveConnection(connection, 'tester', 'connection added');
    retryAll(mirror);
    expect(mirror.value('SELECT started_at FROM call')).toBe(Date.UTC(2026, 2, 2, 13, 15, 30));
  });

  test('what was understood only after newer events keeps its place, and its keys, in a rebuild', () => {
    const mirror = unread();
    mirror.db.exec('DROP TRIGGER refuse');
    mirror.commit(webhookAttempted('m1', 2));
    retryAll(mirror);
    mirror.commit(webhookAttempted('m2', 2));
    const before = mirror.projections();
    expect(mirror.rows('SELECT id, message_id FROM webhook_message ORDER BY id')).toEqual([
      { id: 3, message_id: 'm2' },
      { id: 4, message_id: 'm1' },
    ]);
    rebuildProjections(mirror.db);
    expect(mirror.projections()).toEqual(before);
  });
});

test('those of one batch stand in the order they came in, whether they are events or not', () => {
  const mirror = mirrorForTest();
  mirror.commit(envelope('call.rang', {}), 'no json', callEnded('altur', 'call-1'), envelope('call.sang', {}), '7');
  const codes = letters(mirror).map(({ code }) => code);
  expect(codes.toReversed()).toEqual(['unknown type', 'unreadable', 'unknown type', 'not a cloudevent']);
});
