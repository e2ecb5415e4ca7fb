/** Retention of whole rows: a call goes with all that is its, sums keep their past, nothing comes again, and a rebuild gives what is there. */
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { rebuildProjections } from '../../../electron/core/mirror/rebuild.ts';
import type { RowStep } from '../../../electron/core/mirror/retention/drop-rows.ts';
import { createIndexer } from '../../../electron/core/mirror/search/indexer.ts';
import { searchFile } from '../../../electron/core/mirror/search/open.ts';
import { callEnded } from '../../fixtures/events/call-ended.ts';
import { chainRan, replayOf } from '../../fixtures/events/chain-ran.ts';
import { endpointUpdated } from '../../fixtures/events/endpoint-updated.ts';
import { frame, receivedAt } from '../../fixtures/events/envelope.ts';
import { answer, webhookAttempted } from '../../fixtures/events/webhook-attempted.ts';
import { chance } from '../../fixtures/random.ts';
import { mirrorForTest, type TestMirror } from './mirror.ts';
import { randomEvents } from './random-events.ts';

const day = 86_400_000;

/** Every step there is; answers with what each of them did. */
function dropRows(mirror: TestMirror, how: Partial<RowStep> = {}) {
  const steps = [];
  for (let after = 0; ; ) {
    const done = mirror.writer.dropRows({ before: receivedAt + 1, at: receivedAt, keepMarked: true, after, ...how });
    if (done.seen === 0) return steps;
    steps.push(done);
    after = done.reached;
  }
}

const commitAt = (mirror: TestMirror, at: number, ...events: unknown[]) =>
  mirror.writer.commit({
    connectionId: 'c1',
    zone: 'UTC',
    received: events.map((event) => frame(event, at)),
    position: null,
    local: true,
  });

function fill(mirror: TestMirror, seed: number, count: number, at = receivedAt): void {
  const random = chance(seed);
  const events = randomEvents(random, count);
  for (let from = 0; from < events.length; ) {
    const size = 1 + random.below(20);
    commitAt(mirror, at, ...events.slice(from, from + size));
    from += size;
  }
}

const sums = ['call_hour', 'share', 'endpoint_hour', 'incident_hour'];

test.each([1, 2, 3, 4, 5, 6, 7, 8])(
  'whatever went, a rebuild gives the rows that are there, with events in between and after (seed %i)',
  (seed) => {
    const mirror = mirrorForTest();
    fill(mirror, seed, 150, receivedAt - 3 * day);
    fill(mirror, seed + 100, 60, receivedAt - 2 * day);
    const before = mirror.value<number>('SELECT count(*) FROM event');
    let steps = 0;
    for (const age of [2.5, 2.5, 1, 0]) {
      // Not always all of it, so that a moment lies between two others.
      const done = mirror.writer.dropRows({
        before: receivedAt - age * day,
        at: receivedAt,
        keepMarked: true,
        after: 0,
      });
      if (done.dropped > 0) steps += 1;
      fill(mirror, seed + 200 + steps, 40);
      const now = mirror.projections();
      rebuildProjections(mirror.db);
      expect(mirror.projections()).toEqual(now);
    }
    expect(steps).toBeGreaterThan(1);
    expect(mirror.value<number>('SELECT count(*) FROM event')).toBeLessThan(before + 4 * 45);
    dropRows(mirror);
    const now = mirror.projections();
    rebuildProjections(mirror.db);
    expect(mirror.projections()).toEqual(now);
    expect(mirror.db.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(mirror.rows('PRAGMA foreign_key_check')).toEqual([]);
    expect(mirror.value('SELECT count(*) FROM pack WHERE id NOT IN (SELECT pack FROM event)')).toBe(0);
    expect(mirror.value('SELECT count(*) FROM ledger WHERE length(bytes) IS NOT size')).toBe(0);
  },
);

/** A call with a failed message, its platform's run and a replay of it, received `age` days ago. */
function callWithAll(mirror: TestMirror, name: string, age: number, recording: string | null = null): void {
  const time = new Date(receivedAt - age * day).toISOString();
  commitAt(
    mirror,
    receivedAt - age * day,
    callEnded('altur', name, { recording_url: recording }, { id: `${name}-e`, time }),
    webhookAttempted(`${name}-m`, 1, { callId: name, response: answer(503, '{"error":"down"}') }, { id: `${name}-a` }),
    chainRan(`${name}-r`, { callId: name, status: 'failed' }, { id: `${name}-c` }),
    chainRan(
      `${name}-p`,
      { callId: name, status: 'failed', operation: replayOf(`${name}-r`) },
      { id: `${name}-d`, source: 'aftercall://machine/test' },
    ),
  );
}

const tablesOfCalls = ['call', 'call_event', 'webhook_message', 'webhook_attempt', 'chain_run'];
const counts = (mirror: TestMirror) =>
  Object.fromEntries(
    [...tablesOfCalls, 'event'].map((table) => [table, mirror.value<number>(`SELECT count(*) FROM ${table}`)]),
  );

test('a call that is old enough goes with its messages, runs, replays and events; a younger one and what is set up stay', () => {
  const mirror = mirrorForTest();
  commitAt(mirror, receivedAt - 40 * day, endpointUpdated());
  callWithAll(mirror, 'young', 5);
  const young = counts(mirror);
  const other = mirrorForTest();
  commitAt(other, receivedAt - 40 * day, endpointUpdated());
  callWithAll(other, 'old', 30);
  callWithAll(other, 'young', 5);
  const charts = Object.fromEntries(sums.map((table) => [table, other.rows(`SELECT * FROM ${table}`)]));
  const [done] = dropRows(other, { before: receivedAt - 20 * day });
  expect(done).toMatchObject({ dropped: 4 });
  expect(counts(other)).toEqual(young);
  expect(other.rows('SELECT call_id FROM call')).toEqual([{ call_id: 'young' }]);
  // The charts keep their past.
  expect(Object.fromEntries(sums.map((table) => [table, other.rows(`SELECT * FROM ${table}`)]))).toEqual(charts);
  expect(other.rows('SELECT calls, messages, runs, events, highest FROM dropped')).toEqual([
    { calls: 1, messages: 1, runs: 2, events: 4, highest: 5 },
  ]);
});

test('an incident keeps its name, its past and its members; what stood open only in what went is open no more', () => {
  const mirror = mirrorForTest();
  callWithAll(mirror, 'old', 30);
  callWithAll(mirror, 'young', 5);
  const before = mirror.rows<{ id: number; kind: string }>('SELECT id, kind, total, open FROM incident ORDER BY id');
  expect(before).toMatchObject([
    { total: 2, open: 2 },
    { total: 2, open: 2 },
  ]);
  dropRows(mirror, { before: receivedAt - 20 * day });
  const after = mirror.rows<{ id: number; state: string }>('SELECT id, total, open, state FROM incident ORDER BY id');
  expect(after).toEqual(before.map(({ id }) => ({ id, total: 2, open: 1, state: 'open' })));
  // The same cause once more is the same incident.
  callWithAll(mirror, 'again', 1);
  expect(mirror.rows('SELECT id, total FROM incident ORDER BY id')).toEqual(before.map(({ id }) => ({ id, total: 3 })));
  dropRows(mirror, { before: receivedAt - 2 * day });
  expect(mirror.value('SELECT sum(open) FROM incident')).toBe(2);
});

test('calls that somebody marked or noted something of stay, unless they are to go too; then what was said of them goes', () => {
  const mirror = mirrorForTest();
  for (const name of ['reviewed', 'noted', 'plain']) callWithAll(mirror, name, 30);
  callWithAll(mirror, 'newest', 1);
  const key = (name: string) => mirror.value<number>('SELECT id FROM call WHERE call_id = ?', name);
  mirror.writer.reviews.change(key('reviewed'), { flagged: true }, 'Nora', receivedAt);
  mirror.writer.notes.add(key('noted'), 'Ring back.', 'Nora', receivedAt);
  const before = receivedAt - 20 * day;
  dropRows(mirror, { before });
  expect(mirror.rows('SELECT call_id FROM call ORDER BY id').map((row) => row.call_id)).toEqual([
    'reviewed',
    'noted',
    'newest',
  ]);
  const audited = mirror.value('SELECT count(*) FROM audit');
  dropRows(mirror, { before, keepMarked: false });
  expect(mirror.rows('SELECT call_id FROM call')).toEqual([{ call_id: 'newest' }]);
  for (const table of ['review', 'note', 'review_log'])
    expect(mirror.value(`SELECT count(*) FROM ${table}`), table).toBe(0);
  expect(mirror.value('SELECT count(*) FROM audit')).toBe(audited);
});

test('what comes again after it was dropped stays away, also after a restart; what is new of the same call comes in', () => {
  const mirror = mirrorForTest();
  callWithAll(mirror, 'old', 30);
  callWithAll(mirror, 'young', 5);
  dropRows(mirror, { before: receivedAt - 20 * day });
  const again = (on: TestMirror) =>
    on.commit(callEnded('altur', 'old', {}, { id: 'old-e', time: '2026-10-02T12:00:00Z' })).duplicates;
  const before = counts(mirror);
  expect(again(mirror)).toBe(1);
  expect(counts(mirror)).toEqual(before);
  const { folder } = mirror;
  mirror.close();
  const next = mirrorForTest({ folder });
  expect(again(next)).toBe(1);
  expect(next.commit(webhookAttempted('late', 1, { callId: 'old' }))).toMatchObject({ added: 1 });
});

test('the newest event stays, so that no key is given twice; so does what nobody could read, and what is being sent', () => {
  const mirror = mirrorForTest();
  mirror.commit({ ...callEnded('altur', 'unread'), data: { shape: 'unknown' } });
  callWithAll(mirror, 'busy', 30);
  callWithAll(mirror, 'newest', 30);
  const message = mirror.value<number>(`SELECT id FROM webhook_message WHERE message_id = 'busy-m'`);
  mirror.db.exec(`INSERT INTO operation (number, id, kind, mode, executor, state, name, actor, request, hash, created_at)
    VALUES (1, 'o', 'resend', 'same', 'console', 'running', 'R-1', 'Nora', '{}', '', 0)`);
  mirror.db.exec(`INSERT INTO operation_item (id, operation_id, position, connection_id, target_kind, target, target_id, state)
    VALUES ('i', 'o', 0, 'c1', 'message', ${message}, 'busy-m', 'running')`);
  dropRows(mirror);
  expect(mirror.rows('SELECT call_id FROM call')).toEqual([{ call_id: 'busy' }, { call_id: 'newest' }]);
  expect(mirror.value('SELECT count(*) FROM dead_letter')).toBe(1);
  mirror.db.exec(`UPDATE operation_item SET state = 'succeeded'`);
  dropRows(mirror);
  expect(mirror.rows('SELECT call_id FROM call')).toEqual([{ call_id: 'newest' }]);
});

test('a step is short and all or nothing; a call with very many messages goes in several', () => {
  const mirror = mirrorForTest();
  commitAt(mirror, receivedAt - day, callEnded('replicer', 'many'));
  for (let n = 0; n < 10; n += 1)
    commitAt(
      mirror,
      receivedAt - day,
      ...Array.from({ length: 30 }, (_, m) => webhookAttempted(`m-${n}-${m}`, 1, { callId: 'many' })),
    );
  commitAt(mirror, receivedAt, callEnded('replicer', 'newest'));
  mirror.db.exec(`CREATE TEMP TRIGGER refuse BEFORE INSERT ON dropped BEGIN SELECT raise(ABORT, 'pulled'); END`);
  const whole = [counts(mirror), mirror.projections()];
  expect(() => dropRows(mirror, { before: receivedAt })).toThrow('pulled');
  expect([counts(mirror), mirror.projections()]).toEqual(whole);
  mirror.db.exec('DROP TRIGGER refuse');
  const steps = dropRows(mirror, { before: receivedAt });
  expect(Math.max(...steps.map(({ dropped }) => dropped))).toBeLessThanOrEqual(101);
  expect(mirror.rows('SELECT call_id FROM call')).toEqual([{ call_id: 'newest' }]);
  expect(mirror.value('SELECT sum(calls) FROM dropped')).toBe(1);
});

test('the recordings of what went are named, so that the cache can let go of them', () => {
  const mirror = mirrorForTest();
  callWithAll(mirror, 'old', 30, 'https://example.com/old.mp3');
  callWithAll(mirror, 'young', 5, 'https://example.com/young.mp3');
  const [done] = dropRows(mirror, { before: receivedAt - 20 * day });
  expect(done?.recordings).toEqual([{ connectionId: 'c1', callId: 'old', url: 'https://example.com/old.mp3' }]);
  const slim = mirror.writer.drop({ what: 'transcripts', before: receivedAt, at: receivedAt });
  expect(slim.recordings).toEqual([{ connectionId: 'c1', callId: 'young', url: 'https://example.com/young.mp3' }]);
});

test('the search finds nothing of what went, in the index that is there and in a new one', () => {
  const mirror = mirrorForTest();
  commitAt(
    mirror,
    receivedAt - 30 * day,
    callEnded('altur', 'old', { transcript: [{ role: 'agent', content: 'rhubarb pie' }] }),
    webhookAttempted('m1', 1, { callId: 'old', response: answer(200, '{"said":"rhubarb"}') }),
  );
  commitAt(mirror, receivedAt, callEnded('altur', 'new', { transcript: [{ role: 'agent', content: 'rhubarb jam' }] }));
  const indexer = createIndexer(mirror.folder, 2);
  const index = () => {
    while (indexer.step());
  };
  index();
  const found = () =>
    mirror.read.callsPage({ show: 'all', text: 'rhubarb', limit: 5 }).rows.map(({ callId }) => callId);
  /** Rows of the index itself that hold the word. */
  const hits = () => {
    const search = new Database(searchFile(mirror.folder), { readonly: true });
    const stretches = search.prepare<[], number>('SELECT first FROM stretch').pluck().all();
    const rows = stretches.flatMap((first) =>
      ['calls', 'words'].flatMap((name) => {
        const table = `${name}_${first}`;
        return search.prepare(`SELECT rowid FROM ${table} WHERE ${table} MATCH 'rhubarb'`).all();
      }),
    );
    search.close();
    return rows.length;
  };
  expect([found(), hits()]).toEqual([['new', 'old'], 3]);
  dropRows(mirror, { before: receivedAt - 20 * day });
  index();
  expect([found(), hits()]).toEqual([['new'], 1]);
  mirror.writer.trimSearchDue(indexer.lateTo());
  expect(mirror.value('SELECT count(*) FROM search_due')).toBe(1);
  indexer.renew();
  index();
  expect(hits()).toBe(1);
  indexer.close();
});
