/** Events lie packed, and everybody reads them as they were received: packed, as an older version left them, or both in one mirror. */
import { randomBytes } from 'node:crypto';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { mirrorFile } from '../../../electron/core/mirror/open.ts';
import { decode, encode } from '../../../electron/core/mirror/packing/codecs.ts';
import { mostEvents, packer } from '../../../electron/core/mirror/packing/packer.ts';
import { readsPacked } from '../../../electron/core/mirror/packing/unpacking.ts';
import { rebuildProjections } from '../../../electron/core/mirror/rebuild.ts';
import type { Received } from '../../../electron/core/mirror/receive.ts';
import { createIndexer } from '../../../electron/core/mirror/search/indexer.ts';
import { receivedRun, wired } from '../../../electron/core/sources/intake/run-wire.ts';
import { callEnded } from '../../fixtures/events/call-ended.ts';
import { bytesOf, envelope, frame } from '../../fixtures/events/envelope.ts';
import { webhookAttempted } from '../../fixtures/events/webhook-attempted.ts';
import { chance } from '../../fixtures/random.ts';
import { mirrorForTest, type TestMirror } from './mirror.ts';
import { randomEvents } from './random-events.ts';

const received = (mirror: TestMirror): string[] =>
  mirror.rows<{ bytes: Buffer }>('SELECT bytes FROM ledger ORDER BY seq').map(({ bytes }) => bytes.toString('utf8'));

/** Puts every third event back to where versions without packs kept it. */
function leaveSomeUnpacked(mirror: TestMirror): void {
  const update = mirror.db.prepare('UPDATE event SET bytes = ?, pack = NULL, place = NULL, size = NULL WHERE seq = ?');
  for (const { seq, bytes } of mirror.rows<{ seq: number; bytes: Buffer }>('SELECT seq, bytes FROM ledger'))
    if (seq % 3 === 0) update.run(bytes, seq);
}

test('what was packed is read back byte for byte, in whatever batches it came', () => {
  const mirror = mirrorForTest();
  const events = randomEvents(chance(7), 200);
  for (let at = 0; at < events.length; at += 37) mirror.commit(...events.slice(at, at + 37));
  const known = new Map<string, string>();
  for (const event of events) {
    const item = frame(event);
    if (item.kind !== 'event') continue;
    const key = JSON.stringify([item.event.source, item.event.id]);
    if (!known.has(key)) known.set(key, item.bytes.toString('utf8'));
  }
  expect(received(mirror)).toEqual([...known.values()]);
  expect(mirror.value('SELECT sum(length(bytes)) FROM event')).toBe(0);
  const packed = mirror.value<number>('SELECT sum(length(bytes)) FROM pack');
  expect(packed).toBeLessThan(mirror.value<number>('SELECT sum(size) FROM ledger') / 3);
});

test('duplicates, and an event larger than a pack, leave those around them where they are', () => {
  const mirror = mirrorForTest();
  const call = callEnded('altur', 'call-1');
  const large = envelope('call.ended', {
    event_type: 'on_call_end',
    id: 'big',
    note: randomBytes(90_000).toString('hex'),
  });
  const attempt = webhookAttempted('m1', 1);
  expect(mirror.commit(call, call, large, call, attempt)).toMatchObject({ added: 3, duplicates: 2 });
  expect(received(mirror)).toEqual([call, large, attempt].map((event) => bytesOf(event).toString('utf8')));
});

test('a transaction that is rolled back leaves no pack, and the next one begins where it had', () => {
  const mirror = mirrorForTest();
  mirror.commit(callEnded('altur', 'call-1'));
  const before = mirror.rows('SELECT * FROM pack');
  const fails = () =>
    mirror.writer.commit({
      connectionId: 'c1',
      zone: 'UTC',
      received: [],
      position: null,
      alongside() {
        throw Object.assign(new Error('the disk is full'), { code: 'SQLITE_FULL' });
      },
    });
  expect(fails).toThrow('full');
  expect(mirror.rows('SELECT * FROM pack')).toEqual(before);
  const next = callEnded('altur', 'call-2');
  mirror.commit(next);
  expect(received(mirror).at(-1)).toBe(bytesOf(next).toString('utf8'));
});

test('packed and unpacked events give the same rows, details, exports and words', () => {
  const mirror = mirrorForTest();
  const events = randomEvents(chance(19), 300);
  for (let at = 0; at < events.length; at += 64) mirror.commit(...events.slice(at, at + 64));
  const seqs = mirror.rows<{ seq: number }>('SELECT seq FROM event').map(({ seq }) => seq);
  const look = () => ({
    raw: seqs.map((seq) => mirror.read.event(seq)),
    exported: mirror.read.ledgerPage(0, 1000),
    letters: mirror.rows<{ id: number }>('SELECT id FROM dead_letter').map(({ id }) => mirror.read.deadLetter(id)),
    calls: mirror.rows<{ id: number }>('SELECT id FROM call').map(({ id }) => mirror.read.call(id)),
    messages: mirror.rows<{ id: number }>('SELECT id FROM webhook_message').map(({ id }) => mirror.read.message(id)),
  });
  const before = look();
  const rows = mirror.projections();
  leaveSomeUnpacked(mirror);
  expect(look()).toEqual(before);
  rebuildProjections(mirror.db);
  expect(mirror.projections()).toEqual(rows);
  const indexer = createIndexer(mirror.folder);
  let steps = 0;
  while (indexer.step() && steps < 100) steps += 1;
  indexer.close();
  expect(steps).toBeGreaterThan(0);
});

test('a codec that is not known is refused rather than guessed', () => {
  expect(() => decode(99, Buffer.from('x'))).toThrow('codec 99');
  const bytes = randomBytes(200);
  const { codec, packed } = encode(bytes);
  expect(decode(codec, packed).equals(bytes)).toBe(true);
});

test('a damaged pack is an error, never other bytes', () => {
  const { codec, packed } = encode(bytesOf(callEnded('altur', 'call-1')));
  expect(() => decode(codec, packed.subarray(0, packed.length >> 1))).toThrow();
});

test('a pack that is dropped has no bytes any more, also for whoever has just read it', () => {
  const mirror = mirrorForTest();
  mirror.commit(callEnded('altur', 'call-1'), callEnded('altur', 'call-2'));
  const bytes = () => mirror.rows<{ bytes: Buffer | null }>('SELECT bytes FROM ledger').map((row) => row.bytes);
  expect(bytes().every((each) => Buffer.isBuffer(each))).toBe(true);
  mirror.db.exec('DELETE FROM pack');
  expect(bytes()).toEqual([null, null]);
});

test('the bytes of a pack are handed over once for all of its events, of more packs than are kept', () => {
  const mirror = mirrorForTest();
  for (let pack = 0; pack < 6; pack += 1)
    mirror.commit(...Array.from({ length: 4 }, (_, call) => callEnded('altur', `call-${pack}-${call}`)));
  const view = mirror.value<string>(`SELECT sql FROM sqlite_schema WHERE name = 'ledger'`);
  const handedOver = (seqs: readonly number[]): number => {
    const db = new Database(mirrorFile(mirror.folder), { readonly: true });
    readsPacked(db);
    let times = 0;
    db.function('handed_over', (bytes: unknown) => {
      if (Buffer.isBuffer(bytes)) times += 1;
      return bytes;
    });
    db.exec(
      view.replace('CREATE VIEW', 'CREATE TEMP VIEW').replace(/\(SELECT p\.bytes FROM[^)]*\)/, 'handed_over($&)'),
    );
    const one = db.prepare<[number], Buffer>('SELECT bytes FROM ledger WHERE seq = ?').pluck();
    const read = seqs.map((seq) => String(one.get(seq)));
    db.close();
    expect(read.sort()).toEqual(received(mirror).sort());
    return times;
  };
  const seqs = mirror.rows<{ seq: number }>('SELECT seq FROM event ORDER BY seq').map(({ seq }) => seq);
  expect(handedOver(seqs)).toBe(6);
  // Back and forth between more packs than are kept, each is handed over anew.
  expect(handedOver(seqs.toSorted((one, other) => (one % 4) - (other % 4) || one - other))).toBe(24);
});

test('ids of packs that were dropped are not given again', () => {
  const mirror = mirrorForTest();
  mirror.commit(callEnded('altur', 'call-1'));
  mirror.db.exec('DELETE FROM pack');
  expect(packer(mirror.db).next(1).pack).toBe(2);
});

describe('what is packed ahead of its commit', () => {
  const calls = (from: number, count: number) =>
    Array.from({ length: count }, (_, n) => callEnded('altur', `call-${from + n}`));

  /** Received, with what the intake has made of them, a run at a time. */
  function receivedAhead(events: unknown[], packed = true) {
    const items: Received[] = [];
    for (let at = 0; at < events.length; at += mostEvents) {
      const run = events.slice(at, at + mostEvents).map((event) => frame(event));
      const bytes = Buffer.concat(run.map((item) => item.bytes));
      const heads = `[${run.map((item) => wired(item, undefined).head).join()}]`;
      items.push(...receivedRun({ bytes, packed: packed ? encode(bytes) : null, heads, said: [] }));
    }
    return items;
  }
  const commit = (mirror: TestMirror, items: readonly Received[]) =>
    mirror.writer.commit({ connectionId: 'c1', zone: 'UTC', received: items, position: null });

  test('is written as it is, and what is not packed is packed by the commit', () => {
    const mirror = mirrorForTest();
    const events = calls(0, 2 * mostEvents + 5);
    const first = receivedAhead(events.slice(0, mostEvents));
    const others = receivedAhead(events.slice(mostEvents), false);
    expect(commit(mirror, [...first, ...others])).toMatchObject({ added: events.length });
    expect(received(mirror)).toEqual(events.map((event) => bytesOf(event).toString('utf8')));
    expect(mirror.rows('SELECT bytes FROM pack').length).toBe(3);
    const run = first[0]?.kind === 'event' ? first[0].run : undefined;
    expect(mirror.value<Buffer>('SELECT bytes FROM pack ORDER BY id LIMIT 1')).toEqual(run?.packed?.packed);
  });

  test('is packed anew without an event that was known already', () => {
    const mirror = mirrorForTest();
    const [known, ...others] = calls(0, mostEvents);
    mirror.commit(known);
    const items = receivedAhead([...others.slice(0, 9), known, ...others.slice(9)]);
    expect(commit(mirror, items)).toMatchObject({ added: others.length, duplicates: 1 });
    expect(received(mirror)).toEqual([known, ...others].map((event) => bytesOf(event).toString('utf8')));
    const last = mirror.rows<{ codec: number; bytes: Buffer }>('SELECT codec, bytes FROM pack ORDER BY id').at(-1);
    const kept = last && decode(last.codec, last.bytes).toString('utf8');
    expect(kept).toBe(others.map((event) => bytesOf(event).toString('utf8')).join(''));
  });

  test('leaves nothing behind when all of it was known', () => {
    const mirror = mirrorForTest();
    const events = calls(0, mostEvents);
    mirror.commit(...events);
    const packs = mirror.rows('SELECT * FROM pack');
    expect(commit(mirror, receivedAhead(events))).toMatchObject({ added: 0, duplicates: mostEvents });
    expect(mirror.rows('SELECT * FROM pack')).toEqual(packs);
  });
});
