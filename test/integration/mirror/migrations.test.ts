/** From every older schema to the newest, a step at a time, wholly or not at all. */
import Database from 'better-sqlite3';
import { describe, expect, onTestFinished, test } from 'vitest';
import { migrate, migrations, newestVersion } from '../../../electron/core/mirror/migrations/index.ts';
import { mirrorFile } from '../../../electron/core/mirror/open.ts';
import { callEnded } from '../../fixtures/events/call-ended.ts';
import { bytesOf, receivedAt } from '../../fixtures/events/envelope.ts';
import { temporaryFolder } from '../../fixtures/folder.ts';
import { mirrorForTest } from './mirror.ts';

/** A mirror file as a version left it. */
function fileOf(version: number): { folder: string; db: Database.Database } {
  const folder = temporaryFolder();
  const db = new Database(mirrorFile(folder));
  onTestFinished(() => void db.close());
  migrate(db, version);
  return { folder, db };
}

const tables = (db: Database.Database): string[] =>
  db
    .prepare<[], string>(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
    )
    .pluck()
    .all();

const schema = (db: Database.Database): unknown[] =>
  db.prepare('SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name').all();

const version = (db: Database.Database): unknown => db.pragma('user_version', { simple: true });

/** What each step adds. */
const added: Record<number, string[]> = {
  1: ['connection', 'dead_letter', 'event', 'gap', 'machine', 'source', 'stream_position'],
  2: [
    'call',
    'call_event',
    'chain',
    'chain_run',
    'chain_step',
    'endpoint',
    'rollup',
    'transcript',
    'webhook_attempt',
    'webhook_message',
  ],
  3: ['audit', 'operation', 'operation_item'],
  4: ['operation_count'],
  5: ['endpoint_hour', 'endpoint_setting', 'incident', 'incident_hour', 'pending_work', 'saved_view'],
  7: ['call_hour', 'note', 'review', 'review_log', 'review_queue', 'score_card', 'search_due', 'setting', 'share'],
  8: ['import_job', 'mapping'],
  9: ['pack', 'retention', 'upkeep'],
  10: [
    'dropped',
    'gone',
    'past_call_hour',
    'past_endpoint',
    'past_endpoint_hour',
    'past_incident',
    'past_incident_hour',
    'past_share',
    'run_again',
  ],
};

test('steps are numbered without a hole, from 1', () => {
  expect(migrations.map((step) => step.version)).toEqual(migrations.map((_, index) => index + 1));
  expect(newestVersion).toBe(migrations.length);
});

describe.each(migrations.map((step) => step.version))('step %i', (number) => {
  test('adds its tables to those of the version before, and counts the version up', () => {
    const { db } = fileOf(number - 1);
    const before = tables(db);
    migrate(db, number);
    expect(version(db)).toBe(number);
    expect(tables(db).filter((name) => !before.includes(name))).toEqual(added[number] ?? []);
  });

  test('interrupted halfway, it leaves the version before, and can be done again', () => {
    const { db } = fileOf(number - 1);
    const last = added[number]?.at(-1);
    if (last === undefined) return;
    // The step's last table is in its way, so that it fails after the others are made.
    const created = [...(migrations[number - 1]?.sql ?? '').matchAll(/CREATE TABLE (\w+)/g)].at(-1)?.[1] ?? last;
    db.exec(`CREATE TABLE ${created} (in_the_way)`);
    const before = schema(db);
    expect(() => migrate(db)).toThrow(`table ${created} already exists`);
    expect(version(db)).toBe(number - 1);
    expect(schema(db)).toEqual(before);
    db.exec(`DROP TABLE ${created}`);
    migrate(db);
    expect(version(db)).toBe(newestVersion);
  });
});

test.each(Array.from({ length: newestVersion + 1 }, (_, older) => older))(
  'version %i becomes what a new mirror is',
  (older) => {
    const { db } = fileOf(older);
    migrate(db);
    const { db: fresh } = fileOf(newestVersion);
    expect(schema(db)).toEqual(schema(fresh));
    expect(version(db)).toBe(newestVersion);
  },
);

test('opening an older mirror brings it up to date and keeps what it held', () => {
  const { folder, db } = fileOf(1);
  const bytes = bytesOf(callEnded('altur', 'call-1', {}, { id: 'old' }));
  db.exec("INSERT INTO source (uri) VALUES ('//old')");
  db.prepare("INSERT INTO event VALUES (1, 1, 'old', 'c1', 'call.ended', ?, ?)").run(receivedAt, bytes);
  db.exec("INSERT INTO stream_position VALUES ('c1', 'e1', '00000000000000000009', NULL)");
  const machine = db.prepare('SELECT id FROM machine').pluck().get();
  db.close();
  const mirror = mirrorForTest({ folder });
  expect(mirror.value<Buffer>('SELECT bytes FROM ledger').equals(bytes)).toBe(true);
  expect(mirror.writer.position('c1')).toEqual({ epoch: 'e1', sequence: '00000000000000000009' });
  expect(mirror.value('SELECT id FROM machine')).toBe(machine);
  mirror.commit(callEnded('altur', 'call-2'));
  expect(mirror.rows('SELECT call_id FROM call')).toEqual([{ call_id: 'call-2' }]);
});

test('a mirror that is up to date is not written to', () => {
  const { db } = fileOf(newestVersion);
  const before = db.pragma('data_version', { simple: true });
  const changes = db.prepare('SELECT total_changes() AS n').pluck().get();
  migrate(db);
  expect([
    db.pragma('data_version', { simple: true }),
    db.prepare('SELECT total_changes() AS n').pluck().get(),
  ]).toEqual([before, changes]);
});

test('a newer version than this one knows is refused before anything is done', () => {
  const { db } = fileOf(newestVersion);
  db.pragma(`user_version = ${newestVersion + 5}`);
  expect(() => migrate(db)).toThrow(
    `The mirror was written by a newer Aftercall (schema ${newestVersion + 5}; this version knows ${newestVersion}).`,
  );
});
