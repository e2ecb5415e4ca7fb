/** The ledger's promises: every event once, its bytes as they came, a batch wholly or not at all, and nothing lost to a full disk. */
import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { callEnded } from '../../fixtures/events/call-ended.ts';
import { bytesOf, envelope, frame, receivedAt } from '../../fixtures/events/envelope.ts';
import { webhookAttempted } from '../../fixtures/events/webhook-attempted.ts';
import { connectionId, mirrorForTest } from './mirror.ts';

const position = { epoch: 'e1', sequence: '00000000000000000007' };

test('an event is kept once, told by source and id together', () => {
  const mirror = mirrorForTest();
  const first = callEnded('altur', 'call-1', {}, { id: 'same' });
  const done = mirror.commit(
    first,
    first,
    callEnded('altur', 'call-2', {}, { id: 'same', source: '//other/platform' }),
    callEnded('altur', 'call-3', {}, { id: 'another' }),
  );
  expect(done).toMatchObject({ added: 3, duplicates: 1, deadLetters: 0 });
  expect(mirror.commit(first)).toMatchObject({ added: 0, duplicates: 1 });
  expect(mirror.rows('SELECT event_id, uri FROM event JOIN source ON source.id = source_id ORDER BY seq')).toEqual([
    { event_id: 'same', uri: '//test/events' },
    { event_id: 'same', uri: '//other/platform' },
    { event_id: 'another', uri: '//test/events' },
  ]);
  expect(mirror.rows('SELECT call_id FROM call ORDER BY id')).toEqual([
    { call_id: 'call-1' },
    { call_id: 'call-2' },
    { call_id: 'call-3' },
  ]);
});

test('a duplicate changes no row, whatever it says', () => {
  const mirror = mirrorForTest();
  mirror.commit(callEnded('replicer', 'call-1', {}, { id: 'e' }), webhookAttempted('m1', 1, {}, { id: 'w' }));
  const before = mirror.projections();
  mirror.commit(
    callEnded('replicer', 'call-1', { summary: 'another' }, { id: 'e' }),
    webhookAttempted('m1', 1, {}, { id: 'w' }),
  );
  expect(mirror.projections()).toEqual(before);
});

test('ids that differ only in unpaired surrogates are different events', () => {
  const mirror = mirrorForTest();
  const one = JSON.stringify(callEnded('altur', 'call-1', {}, { id: 'PLACE' })).replace('PLACE', '\\ud800');
  const two = JSON.stringify(callEnded('altur', 'call-2', {}, { id: 'PLACE' })).replace('PLACE', '\\ud801');
  expect(mirror.commit(one, two, one)).toMatchObject({ added: 2, duplicates: 1 });
});

test('the bytes are kept exactly: blanks, key order, duplicate keys, long digits, escapes', () => {
  const mirror = mirrorForTest();
  const text =
    '{ "type":"call.ended","specversion":"1.0",\n\t"id":"odd","source":"s", "data":{"event_type":"on_call_end","id":12345678901234567890,' +
    '"n":1.0e2,"z":"\\u00e9é","z":"second","id":12345678901234567891}}';
  mirror.commit(text);
  expect(mirror.value<Buffer>('SELECT bytes FROM ledger').toString('utf8')).toBe(text);
  expect(mirror.read.event(1)).toEqual({
    seq: 1,
    eventId: 'odd',
    type: 'call.ended',
    source: 's',
    receivedAt,
    bytes: Buffer.byteLength(text),
    text,
    truncated: false,
  });
  // JSON's usual reading: the last of several keys counts. The id is beyond 2^53 and still digit for digit.
  expect(mirror.value('SELECT call_id FROM call')).toBe('12345678901234567891');
});

test('an event of more than 4 MiB is shown cut and marked, and kept whole', () => {
  const mirror = mirrorForTest();
  const event = envelope('call.ended', { event_type: 'on_call_end', id: 'big', note: 'x'.repeat(5 << 20) });
  mirror.commit(event);
  const shown = mirror.read.event(1);
  expect(shown?.truncated).toBe(true);
  expect(shown?.text.length).toBe(4 << 20);
  expect(shown?.bytes).toBe(bytesOf(event).length);
  expect(mirror.value<Buffer>('SELECT bytes FROM ledger').equals(bytesOf(event))).toBe(true);
});

test('events, rows, numbers and position are committed together', () => {
  const mirror = mirrorForTest();
  mirror.commitAt(position, callEnded('altur', 'call-1'), webhookAttempted('m1', 1));
  expect(mirror.writer.position(connectionId)).toEqual(position);
  expect(mirror.rows('SELECT metric, value FROM rollup WHERE bucket = 0')).toEqual([
    { metric: 'calls', value: 1 },
    { metric: 'incidents open', value: 1 },
    { metric: 'messages failed', value: 1 },
  ]);
});

test('a failure in the middle of a batch leaves nothing of it, and the same batch can be given again', () => {
  const mirror = mirrorForTest();
  mirror.commitAt({ epoch: 'e1', sequence: '00000000000000000001' }, callEnded('altur', 'call-0'));
  const before = { rows: mirror.projections(), position: mirror.writer.position(connectionId) };
  const batch = ['no json', callEnded('altur', 'call-1', {}, { source: '//new/source' }), webhookAttempted('m1', 1)];
  mirror.db.exec(
    `CREATE TEMP TRIGGER refuse BEFORE UPDATE ON stream_position BEGIN SELECT raise(ABORT, 'refused'); END`,
  );
  expect(() => mirror.commitAt(position, ...batch)).toThrow('refused');
  expect({ rows: mirror.projections(), position: mirror.writer.position(connectionId) }).toEqual(before);
  expect(mirror.value('SELECT count(*) FROM event')).toBe(1);
  expect(mirror.value('SELECT count(*) FROM source')).toBe(1);
  expect(mirror.value('SELECT count(*) FROM dead_letter')).toBe(0);

  mirror.db.exec('DROP TRIGGER refuse');
  expect(mirror.commitAt(position, ...batch)).toMatchObject({ added: 2, duplicates: 0, deadLetters: 1 });
  expect(mirror.value("SELECT value FROM rollup WHERE metric = 'calls' AND bucket = 0")).toBe(2);
  expect(mirror.writer.position(connectionId)?.sequence).toBe(position.sequence);
});

test('a projection that throws costs its own event alone', () => {
  const mirror = mirrorForTest();
  mirror.db.exec(
    `CREATE TEMP TRIGGER refuse BEFORE INSERT ON webhook_attempt WHEN new.seq = 2 BEGIN SELECT raise(ABORT, 'broken'); END`,
  );
  const done = mirror.commitAt(
    position,
    callEnded('altur', 'call-1'),
    webhookAttempted('m1', 1),
    webhookAttempted('m2', 1),
    callEnded('altur', 'call-2'),
  );
  expect(done).toMatchObject({ added: 4, deadLetters: 1 });
  expect(mirror.rows('SELECT event_seq, code, reason FROM dead_letter')).toEqual([
    { event_seq: 2, code: 'invalid', reason: 'Could not be projected: SqliteError: broken' },
  ]);
  // The message the broken attempt had begun is gone again, and so is its number.
  expect(mirror.rows('SELECT message_id FROM webhook_message')).toEqual([{ message_id: 'm2' }]);
  expect(mirror.value("SELECT value FROM rollup WHERE metric = 'messages failed'")).toBe(1);
  expect(mirror.writer.position(connectionId)?.sequence).toBe(position.sequence);
});

test('a full disk throws, commits nothing, and takes the same batch once there is room', () => {
  const mirror = mirrorForTest();
  mirror.commit(callEnded('altur', 'call-0'));
  const pages = mirror.db.pragma('page_count', { simple: true });
  mirror.db.pragma(`max_page_count = ${pages}`);
  const batch = Array.from({ length: 50 }, (_, n) =>
    callEnded('altur', `call-full-${n}`, { note: 'x'.repeat(4000) }, { source: '//full/disk' }),
  );
  expect(() => mirror.commitAt(position, ...batch)).toThrow(expect.objectContaining({ code: 'SQLITE_FULL' }));
  expect(mirror.value('SELECT count(*) FROM event')).toBe(1);
  expect(mirror.value('SELECT count(*) FROM call')).toBe(1);
  expect(mirror.value('SELECT count(*) FROM dead_letter')).toBe(0);
  expect(mirror.writer.position(connectionId)).toBe(null);
  expect(mirror.db.inTransaction).toBe(false);

  mirror.db.pragma('max_page_count = 1073741823');
  expect(mirror.commitAt(position, ...batch)).toMatchObject({ added: 50, duplicates: 0, deadLetters: 0 });
  expect(mirror.value("SELECT value FROM rollup WHERE metric = 'calls' AND bucket = 0")).toBe(51);
  expect(mirror.writer.position(connectionId)?.sequence).toBe(position.sequence);
  expect(mirror.value('SELECT count(*) FROM source')).toBe(2);
});

test('what this machine did waits for the disk, and is not recorded twice', () => {
  const mirror = mirrorForTest();
  const event = JSON.parse(JSON.stringify(webhookAttempted('m1', 1, {}, { source: 'aftercall://machine/x' })));
  mirror.db.pragma(`max_page_count = ${mirror.db.pragma('page_count', { simple: true })}`);
  event.data.request.body = randomBytes(100_000).toString('hex');
  const round = { done: [{ connectionId, zone: 'UTC', events: [JSON.stringify(event)] }], begin: [] };
  expect(() => mirror.writer.round(round)).toThrow();
  mirror.db.pragma('max_page_count = 1073741823');
  expect(mirror.writer.round(round)).toMatchObject({ committed: [{ added: 1 }] });
  expect(mirror.writer.round(round)).toMatchObject({ committed: [{ added: 0, duplicates: 1 }] });
  expect(mirror.value('SELECT local FROM webhook_attempt')).toBe(1);
});

test('a gap is kept with both positions, and the stream goes on from where the platform can', () => {
  const mirror = mirrorForTest();
  mirror.commitAt(position, callEnded('altur', 'call-1'));
  mirror.writer.recordGap(
    {
      connectionId,
      at: receivedAt,
      fromEpoch: 'e1',
      fromPosition: position.sequence,
      toEpoch: 'e2',
      toPosition: '00000000000000000100',
      why: 'no longer kept',
    },
    { epoch: 'e2', sequence: null },
  );
  expect(mirror.writer.position(connectionId)).toEqual({ epoch: 'e2', sequence: null });
  expect(mirror.read.gaps()).toEqual([
    {
      id: 1,
      connectionId,
      at: receivedAt,
      fromEpoch: 'e1',
      fromPosition: position.sequence,
      toEpoch: 'e2',
      toPosition: '00000000000000000100',
      why: 'no longer kept',
    },
  ]);
});

test('an event too big to receive is stepped over as a dead letter that says where', () => {
  const mirror = mirrorForTest();
  mirror.writer.stepOver(connectionId, position, 'larger than allowed');
  mirror.writer.stepOver(connectionId, position, 'larger than allowed');
  expect(mirror.rows('SELECT code, reason, position, size, bytes FROM dead_letter')).toEqual([
    { code: 'too large', reason: 'larger than allowed', position: position.sequence, size: 0, bytes: null },
  ]);
  expect(mirror.writer.position(connectionId)?.sequence).toBe(position.sequence);
});

test('a frame says its position only in twenty digits', () => {
  expect(frame(envelope('call.ended', {}, { sequence: '00000000000000000042' }))).toMatchObject({
    kind: 'event',
    sequence: '00000000000000000042',
  });
  for (const sequence of [42, '42', null, '0000000000000000004x']) {
    expect(frame(envelope('call.ended', {}, { sequence }))).toMatchObject({ kind: 'event', sequence: null });
  }
});
