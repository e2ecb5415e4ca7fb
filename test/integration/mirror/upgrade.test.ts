/** A mirror of an older version: what it holds is projected anew by today's rules, once. */
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { createIngest } from '../../../electron/core/mirror/ingest.ts';
import { migrate, newestVersion } from '../../../electron/core/mirror/migrations/index.ts';
import { mirrorFile, openMirror } from '../../../electron/core/mirror/open.ts';
import { readsPacked } from '../../../electron/core/mirror/packing/unpacking.ts';
import { projectAnewIfDue } from '../../../electron/core/mirror/rebuild.ts';
import type { Opening } from '../../../shared/domain/opening.ts';
import { receivedAt } from '../../fixtures/events/envelope.ts';
import { webhookAttempted } from '../../fixtures/events/webhook-attempted.ts';
import { temporaryFolder } from '../../fixtures/folder.ts';
import { chance } from '../../fixtures/random.ts';
import { mirrorForTest } from './mirror.ts';
import { randomEvents } from './random-events.ts';

function olderMirror(version: number): string {
  const folder = temporaryFolder();
  const db = new Database(mirrorFile(folder));
  migrate(db, version);
  db.exec("INSERT INTO source (uri) VALUES ('//old')");
  const bytes = Buffer.from(JSON.stringify(webhookAttempted('m1', 1)));
  db.prepare("INSERT INTO event VALUES (1, 1, 'old', 'c1', 'webhook.attempted', ?, ?)").run(receivedAt, bytes);
  // A row of the old rules, which a rebuild throws away.
  db.exec(`INSERT INTO call (id, connection_id, call_id, dialect, ended_at, ended_at_assumed, webhooks, chains)
    VALUES (7, 'c1', 'stale', 'altur', 1, 0, 'none', 'none')`);
  db.close();
  return folder;
}

const ingest = (opening: (opening: Opening) => void = () => {}) =>
  createIngest({ opening, changed: () => {}, copied: () => {}, damaged: () => {}, streamState: () => {} });

test('version 4 becomes rows of today at the first opening, and is left alone at the next', async () => {
  const folder = olderMirror(4);
  const first = ingest();
  expect(first.open(folder)).toMatchObject({ ok: true });
  await first.close();

  const mirror = mirrorForTest({ folder });
  expect(mirror.value('PRAGMA user_version')).toBe(newestVersion);
  expect(mirror.rows('SELECT call_id FROM call')).toEqual([]);
  expect(mirror.rows('SELECT message_id, host, incident FROM webhook_message')).toEqual([
    { message_id: 'm1', host: 'crm.example.com:443', incident: 1 },
  ]);
  expect(mirror.rows('SELECT * FROM pending_work')).toEqual([]);
  mirror.db.exec(`UPDATE webhook_message SET host = 'mark'`);
  mirror.close();

  const told: Opening[] = [];
  const again = ingest((opening) => told.push(opening));
  expect(again.open(folder)).toMatchObject({ ok: true });
  expect(told).toEqual([]);
  await again.close();
  expect(mirrorForTest({ folder }).value('SELECT host FROM webhook_message')).toBe('mark');
});

/** Of version 4, in their order. */
const eventColumns = 'seq, source_id, event_id, connection_id, type, received_at, bytes';

test('what an older version received becomes the rows that today would have made of it', async () => {
  const today = mirrorForTest();
  const events = randomEvents(chance(41), 300);
  for (let at = 0; at < events.length; at += 16) today.commit(...events.slice(at, at + 16));
  const expected = today.projections();
  const folder = temporaryFolder();
  const db = new Database(mirrorFile(folder));
  migrate(db, 4);
  db.exec(`ATTACH '${mirrorFile(today.folder)}' AS today`);
  readsPacked(db);
  const copy = (table: string, from = table) =>
    db.exec(`INSERT INTO ${table} SELECT ${from === table ? '*' : eventColumns} FROM today.${from}`);
  copy('source');
  copy('event', 'ledger');
  copy('dead_letter');
  db.close();

  const told: Opening[] = [];
  const upgraded = ingest((opening) => told.push(opening));
  expect(upgraded.open(folder)).toMatchObject({ ok: true });
  expect(told[0]).toEqual({ done: 0, of: today.value('SELECT count(*) FROM ledger') });
  await upgraded.close();
  expect(mirrorForTest({ folder }).projections()).toEqual(expected);
});

test('a disk too full for it leaves the older rows, and it is done at the next opening', () => {
  const folder = olderMirror(4);
  const { db, close } = openMirror(folder);
  onTestFinished(close);
  const filler = db.prepare(
    "INSERT INTO event (seq, source_id, event_id, connection_id, type, received_at, bytes) VALUES (?, 1, ?, 'c1', 'webhook.attempted', ?, ?)",
  );
  for (let seq = 2; seq < 60; seq += 1)
    filler.run(seq, `e${seq}`, receivedAt, Buffer.from(JSON.stringify(webhookAttempted(`m${seq}`, 1))));
  const before = db.pragma('page_count', { simple: true });
  db.pragma(`max_page_count = ${before}`);
  expect(() => projectAnewIfDue(db)).toThrow(/full/);
  const stale = () => db.prepare('SELECT call_id FROM call').pluck().all();
  expect(stale()).toEqual(['stale']);
  db.pragma('max_page_count = 1000000');
  projectAnewIfDue(db);
  expect(stale()).toEqual([]);
  expect(db.prepare('SELECT count(*) FROM webhook_message').pluck().get()).toBe(59);
});

test('a mirror without events has nothing to do', () => {
  expect(mirrorForTest().rows('SELECT * FROM pending_work')).toEqual([]);
});
