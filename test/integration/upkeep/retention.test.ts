/** What becomes too old goes in the background, oldest first; a setting that changes ends it; a mirror that outgrows its room sheds the oldest. */
import { expect, test } from 'vitest';
import { doubtOf, retain } from '../../../electron/core/upkeep/retention.ts';
import { defaultSettings } from '../../../shared/domain/settings.ts';
import type { DroppedRecording, UpkeepDone } from '../../../shared/domain/upkeep.ts';
import { callEnded } from '../../fixtures/events/call-ended.ts';
import { frame, receivedAt } from '../../fixtures/events/envelope.ts';
import { webhookAttempted } from '../../fixtures/events/webhook-attempted.ts';
import { mirrorForTest } from '../mirror/mirror.ts';

const day = 86_400_000;

/** A mirror with a hundred tries and a call for each of ten days, and what retention asks for around it. */
function around() {
  const mirror = mirrorForTest();
  for (let age = 10; age > 0; age -= 1) {
    const tries = Array.from({ length: 100 }, (_, n) => webhookAttempted(`m ${age} ${n}`, 1));
    const received = [
      ...tries,
      callEnded('altur', `call-${age}`, { recording_url: `https://example.com/${age}.mp3` }),
    ].map((event) => frame(event, receivedAt - age * day));
    mirror.writer.commit({ connectionId: 'c1', zone: 'UTC', received, position: null });
  }
  const noted: Omit<UpkeepDone, 'id'>[] = [];
  const forgotten: DroppedRecording[] = [];
  const told = { retention: { ...defaultSettings.retention }, used: 0, steps: 0, onStep: () => {} };
  const run = (signal = new AbortController().signal) =>
    retain(
      {
        settings: () => told.retention,
        drop: async (step) => {
          const done = mirror.writer.drop(step);
          told.steps += 1;
          told.used -= done.dropped;
          told.onStep();
          return { ...done, used: told.used };
        },
        dropRows: async (step) => {
          const done = mirror.writer.dropRows(step);
          told.steps += 1;
          told.used -= done.dropped;
          told.onStep();
          return { ...done, used: told.used };
        },
        forgetRecordings: (gone) => forgotten.push(...gone),
        note: async (done) => {
          noted.push(done);
        },
        now: () => receivedAt,
        pause: async () => {},
      },
      signal,
    );
  const slim = () => mirror.value<number>('SELECT count(*) FROM event WHERE bodies_dropped IS NOT NULL');
  const silent = () => mirror.value<number>('SELECT count(*) FROM event WHERE words_dropped IS NOT NULL');
  return { mirror, told, noted, forgotten, run, slim, silent };
}

test('off by default, it looks at nothing and tells nothing', async () => {
  const { told, noted, run, slim } = around();
  await run();
  expect([told.steps, noted, slim()]).toEqual([0, [], 0]);
});

test('bodies and transcripts go each at their age, once, and it is on record', async () => {
  const { told, noted, run, slim, silent } = around();
  told.retention = { ...told.retention, bodiesDays: 3, transcriptsDays: 7 };
  expect(await run()).toEqual({ transcripts: 303, bodies: 404, rows: 0 });
  expect([slim(), silent()]).toEqual([707, 303]);
  expect(noted).toMatchObject([
    { what: 'retention', problem: null, detail: '404 events lost their bodies, 303 events lost their transcripts' },
  ]);
  expect(await run()).toEqual({ transcripts: 0, bodies: 0, rows: 0 });
  expect(noted).toHaveLength(1);
});

test('a setting that is taken back ends it after the step that is under way', async () => {
  const { told, noted, run, slim } = around();
  told.retention = { ...told.retention, bodiesDays: 1 };
  told.onStep = () => {
    told.retention = { ...told.retention, bodiesDays: null };
  };
  await run();
  expect(told.steps).toBe(1);
  expect(slim()).toBeLessThanOrEqual(64);
  expect(noted).toHaveLength(1);
});

test('it ends with the engine, and goes on where it stood', async () => {
  const { told, run, slim } = around();
  told.retention = { ...told.retention, bodiesDays: 1 };
  const ending = new AbortController();
  told.onStep = () => ending.abort();
  await run(ending.signal);
  const first = slim();
  expect(first).toBeGreaterThan(0);
  await run();
  expect(slim()).toBe(909);
});

test('beyond its room the oldest go until it fits, bodies before transcripts', async () => {
  const { mirror, told, run, slim, silent } = around();
  told.retention = { ...told.retention, maxGb: 0.1 };
  told.used = 0.1e9 + 200;
  await run();
  expect(slim()).toBeGreaterThanOrEqual(200);
  expect(slim()).toBeLessThanOrEqual(264);
  expect(silent()).toBe(0);
  expect(mirror.value('SELECT max(seq) FROM event WHERE bodies_dropped IS NOT NULL')).toBe(slim());
  told.used = 0.1e9 - 1;
  const before = slim();
  await run();
  expect(slim()).toBe(before);
});

test('what would go is counted by halves, not by a look at every event', () => {
  const { mirror } = around();
  const would = (age: number) => mirror.read.wouldDrop('bodies', receivedAt - age * day).events;
  expect([would(11), would(10), would(9.5), would(3), would(0)]).toEqual([0, 0, 101, 707, 1010]);
  mirror.writer.drop({ what: 'bodies', before: receivedAt, at: receivedAt });
  expect(would(0)).toBeLessThan(1010);
  expect(mirror.read.wouldDrop('rows', receivedAt - 4.5 * day)).toEqual({ events: 606, calls: 6 });
});

test('whole calls go at their age, with what is cached of their recordings; beyond its room a mirror sheds them last', async () => {
  const { mirror, told, noted, forgotten, run } = around();
  mirror.commit(callEnded('altur', 'newest'));
  const calls = () => mirror.value<number>('SELECT count(*) FROM call');
  told.retention = { ...told.retention, rowsDays: 7 };
  expect(await run()).toMatchObject({ rows: 303 });
  expect(calls()).toBe(8);
  expect(forgotten.map(({ callId }) => callId)).toEqual(['call-10', 'call-9', 'call-8']);
  expect(noted).toMatchObject([{ detail: '303 events gone with their calls' }]);
  told.retention = { ...told.retention, rowsDays: null, maxGb: 0.1 };
  // More than all bodies and transcripts come to.
  told.used = 0.1e9 + 1600;
  await run();
  // All but what has just come.
  expect(mirror.value('SELECT count(*) FROM event WHERE words_dropped IS NULL')).toBe(1);
  expect(calls()).toBeLessThan(8);
  expect(mirror.value('SELECT max(seq) FROM event')).toBe(1011);
});

test('a clock that is a week ahead of whatever a platform told of is not believed, unless somebody says so', () => {
  const now = receivedAt;
  expect(doubtOf(now, now - 6 * day, null)).toBeNull();
  expect(doubtOf(now, now - 8 * day, null)).toEqual({ now, toldAt: now - 8 * day });
  // Behind, it drops too little, which is no harm.
  expect(doubtOf(now - 400 * day, now, null)).toBeNull();
  // It was believed yesterday, and dropped something: an archive goes on ageing.
  expect(doubtOf(now, now - 90 * day, now - day)).toBeNull();
  expect(doubtOf(now, null, null)).toBeNull();
});

test('what a clock that went back received lies behind what came before it, and goes no sooner', async () => {
  const { mirror, told, run } = around();
  const batch = (name: string, at: number) =>
    mirror.writer.commit({
      connectionId: 'c1',
      zone: 'UTC',
      received: [frame(callEnded('altur', name), at)],
      position: null,
    });
  batch('of 1970', 0);
  batch('newest', receivedAt);
  told.retention = { ...told.retention, rowsDays: 5, bodiesDays: 5 };
  await run();
  expect(mirror.rows('SELECT call_id FROM call ORDER BY id').map(({ call_id: id }) => id)).toEqual([
    'call-5',
    'call-4',
    'call-3',
    'call-2',
    'call-1',
    'of 1970',
    'newest',
  ]);
});
