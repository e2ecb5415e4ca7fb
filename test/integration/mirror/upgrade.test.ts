/** A mirror of an older version: what it holds is projected anew by today's rules, once. */
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { createIngest } from '../../../electron/core/mirror/ingest.ts';
import { migrate, newestVersion } from '../../../electron/core/mirror/migrations/index.ts';
import { mirrorFile } from '../../../electron/core/mirror/open.ts';
import { receivedAt } from '../../fixtures/events/envelope.ts';
import { webhookAttempted } from '../../fixtures/events/webhook-attempted.ts';
import { temporaryFolder } from '../../fixtures/folder.ts';
import { mirrorForTest } from './mirror.ts';

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

const ingest = () => createIngest({ changed: () => {}, streamState: () => {} });

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

  const again = ingest();
  expect(again.open(folder)).toMatchObject({ ok: true });
  await again.close();
  expect(mirrorForTest({ folder }).value('SELECT host FROM webhook_message')).toBe('mark');
});

test('a mirror without events has nothing to do', () => {
  expect(mirrorForTest().rows('SELECT * FROM pending_work')).toEqual([]);
});
