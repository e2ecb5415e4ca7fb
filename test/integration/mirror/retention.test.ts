/** Retention: what is dropped is gone from the ledger and the search, all else stays as it is, and the ledger still gives the same rows. */
import { expect, test } from 'vitest';
import { rebuildProjections } from '../../../electron/core/mirror/rebuild.ts';
import { openSearchIndex } from '../../../electron/core/mirror/search/index-reader.ts';
import { createIndexer } from '../../../electron/core/mirror/search/indexer.ts';
import { messageFilter, runFilter } from '../../../shared/contract/filters.ts';
import type { Slimming } from '../../../shared/domain/upkeep.ts';
import { callEnded } from '../../fixtures/events/call-ended.ts';
import { chainRan, step } from '../../fixtures/events/chain-ran.ts';
import { frame, receivedAt } from '../../fixtures/events/envelope.ts';
import { answer, webhookAttempted } from '../../fixtures/events/webhook-attempted.ts';
import { chance } from '../../fixtures/random.ts';
import { mirrorForTest, type TestMirror } from './mirror.ts';
import { randomEvents } from './random-events.ts';

const at = receivedAt + 1;

/** Every step there is; answers with what each of them did. */
function drop(mirror: TestMirror, what: Slimming, before = at) {
  const steps = [];
  for (;;) {
    const done = mirror.writer.drop({ what, before, at });
    if (done.seen === 0) return steps;
    steps.push(done);
  }
}

function fill(mirror: TestMirror, seed: number, count = 400): void {
  const events = randomEvents(chance(seed), count);
  for (let from = 0; from < count; from += 23) mirror.commit(...events.slice(from, from + 23));
}

const texts = (mirror: TestMirror): string =>
  mirror.rows<{ bytes: Buffer }>('SELECT bytes FROM ledger ORDER BY seq').map(String).join('\n') +
  mirror
    .rows<{ bytes: Buffer }>('SELECT bytes FROM ledger ORDER BY seq')
    .map(({ bytes }) => bytes.toString('utf8'))
    .join('\n');

test.each([1, 2, 3, 4, 5, 6])('without their bodies events still give the very same rows (seed %i)', (seed) => {
  const mirror = mirrorForTest();
  fill(mirror, seed);
  const before = mirror.projections();
  const letters = mirror.rows('SELECT * FROM dead_letter ORDER BY id');
  const dropped = drop(mirror, 'bodies').reduce((sum, step) => sum + step.dropped, 0);
  expect(dropped).toBeGreaterThan(200);
  expect(mirror.projections()).toEqual(before);
  rebuildProjections(mirror.db);
  expect(mirror.projections()).toEqual(before);
  expect(mirror.rows('SELECT * FROM dead_letter ORDER BY id')).toEqual(letters);
});

test.each([11, 12, 13, 14])(
  'without transcripts only what was said is missing, and a rebuild agrees (seed %i)',
  (seed) => {
    const mirror = mirrorForTest();
    fill(mirror, seed);
    const before = mirror.projections();
    expect(before.transcript?.length).toBeGreaterThan(2);
    drop(mirror, 'transcripts');
    const after = mirror.projections();
    const { call: _, transcript: __, ...others } = before;
    expect(after).toMatchObject(others);
    expect(after.transcript).toEqual([]);
    expect(mirror.rows('SELECT id FROM call WHERE extracted IS NOT NULL OR recording_url IS NOT NULL')).toEqual([]);
    rebuildProjections(mirror.db);
    expect(mirror.projections()).toEqual(after);
  },
);

test.each([21, 22, 23])(
  'halfway, with new events in between, a rebuild gives the rows that are there (seed %i)',
  (seed) => {
    const mirror = mirrorForTest();
    fill(mirror, seed, 300);
    for (let n = 0; n < 3; n += 1) {
      mirror.writer.drop({ what: 'transcripts', before: at, at });
      mirror.writer.drop({ what: 'bodies', before: at, at });
      fill(mirror, seed + 100 + n, 60);
      const now = mirror.projections();
      rebuildProjections(mirror.db);
      expect(mirror.projections()).toEqual(now);
    }
  },
);

test('bodies, headers, variables and payloads leave the ledger; when, how long and how it ended stay', () => {
  const mirror = mirrorForTest();
  const secret = 'Sesame-open-up';
  mirror.commit(
    callEnded('replicer', 'call-1', { note: secret, summary: 'Kept.' }),
    webhookAttempted('m1', 1, {
      request: {
        method: 'POST',
        url: 'https://crm.example.com/hooks',
        headers: [['authorization', secret]],
        body: `{"said":"${secret}"}`,
      },
      response: answer(500, `{"error":"down","said":"${secret}"}`),
    }),
    chainRan('run-1', {
      vars: { said: secret },
      steps: [step({ varsBefore: { said: secret }, output: secret, response: answer(500, secret) })],
    }),
  );
  const sizes = mirror.read.message(2)?.timeline[0];
  expect(texts(mirror)).toContain(secret);
  drop(mirror, 'bodies');
  // The answer's first words are the cause of the incident.
  const attempt = mirror.read.message(2)?.timeline[0];
  expect(JSON.stringify([attempt?.request, attempt?.response])).not.toContain(secret);
  expect(attempt).toMatchObject({
    startedAt: sizes?.startedAt,
    durationMs: 120,
    explanation: sizes?.explanation,
    request: { headers: [], body: '', droppedBytes: sizes?.request.body.length },
    response: { status: 500, droppedBytes: sizes?.response?.body.length },
  });
  const run = mirror.read.run(3)?.original;
  expect(run).toMatchObject({ vars: {}, event: {}, incomplete: 'dropped' });
  expect(run?.trace[0]).toMatchObject({ varsBefore: {}, output: null, incomplete: 'dropped' });
  expect(
    mirror.rows<{ bytes: Buffer }>('SELECT bytes FROM ledger WHERE seq = 1').map((r) => r.bytes.toString())[0],
  ).not.toContain(secret);
  expect(mirror.rows('SELECT summary FROM call')).toEqual([{ summary: 'Kept.' }]);
});

test('only what is old enough goes, oldest first, in whole packs; younger events keep every byte', () => {
  const mirror = mirrorForTest();
  const commit = (age: number, name: string) =>
    mirror.writer.commit({
      connectionId: 'c1',
      zone: 'UTC',
      received: [
        frame(webhookAttempted(name, 1), receivedAt - age),
        frame(webhookAttempted(`${name}b`, 1), receivedAt - age),
      ],
      position: null,
    });
  commit(1000, 'old');
  commit(500, 'older');
  commit(10, 'young');
  drop(mirror, 'bodies', receivedAt - 100);
  expect(mirror.rows('SELECT seq FROM event WHERE bodies_dropped IS NOT NULL')).toEqual(
    [1, 2, 3, 4].map((seq) => ({ seq })),
  );
  expect(mirror.read.message(5)?.timeline[0]?.request.body).toBe('{"call":"call-1"}');
  drop(mirror, 'bodies', receivedAt);
  expect(mirror.rows('SELECT seq FROM event WHERE bodies_dropped IS NULL')).toEqual([]);
});

test('a step looks at few events, is all or nothing, and the next mirror goes on where it stood', () => {
  const mirror = mirrorForTest();
  mirror.commit(...Array.from({ length: 300 }, (_, n) => webhookAttempted(`m${n}`, 1)));
  mirror.db.exec(`CREATE TEMP TRIGGER refuse BEFORE INSERT ON retention BEGIN SELECT raise(ABORT, 'pulled'); END`);
  const packs = mirror.rows('SELECT * FROM pack');
  expect(() => mirror.writer.drop({ what: 'bodies', before: at, at })).toThrow('pulled');
  expect(mirror.rows('SELECT * FROM pack')).toEqual(packs);
  mirror.db.exec('DROP TRIGGER refuse');
  expect(mirror.writer.drop({ what: 'bodies', before: at, at }).seen).toBeLessThanOrEqual(64);
  const { folder } = mirror;
  mirror.close();
  const next = mirrorForTest({ folder });
  const steps = drop(next, 'bodies');
  expect(Math.max(...steps.map(({ seen }) => seen))).toBeLessThanOrEqual(64);
  expect(next.value('SELECT count(*) FROM event WHERE bodies_dropped IS NULL')).toBe(0);
  expect(next.value('SELECT count(*) FROM pack WHERE id NOT IN (SELECT pack FROM event)')).toBe(0);
  expect(next.value('SELECT count(*) FROM event WHERE pack NOT IN (SELECT id FROM pack)')).toBe(0);
});

test('what nobody could read yet is kept whole', () => {
  const mirror = mirrorForTest();
  mirror.commit({ ...callEnded('altur', 'call-1'), data: { shape: 'unknown', body: 'all of it' } });
  drop(mirror, 'transcripts');
  expect(texts(mirror)).toContain('all of it');
});

test('the search finds nothing that was dropped, in the index that is there and in a new one', () => {
  const mirror = mirrorForTest();
  mirror.commit(
    callEnded('altur', 'call-1', { transcript: [{ role: 'agent', content: 'rhubarb pie' }] }),
    webhookAttempted('m1', 1, { response: answer(200, '{"said":"rhubarb"}') }),
    chainRan('run-1', { vars: { said: 'rhubarb' } }),
  );
  const indexer = createIndexer(mirror.folder);
  const index = () => {
    while (indexer.step());
  };
  index();
  const search = openSearchIndex(mirror.folder, () => {});
  const found = () => [
    mirror.read.messagesPage({ ...messageFilter.parse({ show: 'all', body: 'rhubarb' }), limit: 5 }).rows.length,
    mirror.read.runsPage({ ...runFilter.parse({ show: 'all', body: 'rhubarb' }), limit: 5 }).rows.length,
    mirror.read.callsPage({ show: 'all', text: 'rhubarb', limit: 5 }).rows.length,
  ];
  expect(found()).toEqual([1, 1, 1]);
  drop(mirror, 'transcripts');
  index();
  expect(found()).toEqual([0, 0, 0]);
  indexer.renew();
  index();
  expect(found()).toEqual([0, 0, 0]);
  search.close();
  indexer.close();
});
