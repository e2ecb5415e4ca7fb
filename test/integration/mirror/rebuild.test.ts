/** Whatever arrives in whatever order: the numbers are those of the rows, and the ledger gives the same rows again. */
import { describe, expect, test } from 'vitest';
import { rebuildProjections } from '../../../electron/core/mirror/rebuild.ts';
import type { DeliveryState } from '../../../shared/domain/call.ts';
import { callEnded } from '../../fixtures/events/call-ended.ts';
import { receivedAt } from '../../fixtures/events/envelope.ts';
import { webhookAttempted } from '../../fixtures/events/webhook-attempted.ts';
import { chance } from '../../fixtures/random.ts';
import { mirrorForTest, type TestMirror } from './mirror.ts';
import { randomEvents } from './random-events.ts';

/** Commits the events in batches of random size. */
function fill(mirror: TestMirror, seed: number, count: number): void {
  const random = chance(seed);
  const events = randomEvents(random, count);
  for (let at = 0; at < events.length; ) {
    const size = 1 + random.below(20);
    mirror.commit(...events.slice(at, at + size));
    at += size;
  }
}

const counted = (mirror: TestMirror): Record<string, number> => {
  const numbers: Record<string, number> = {};
  const count = (key: string) => {
    numbers[key] = (numbers[key] ?? 0) + 1;
  };
  for (const _ of mirror.rows('SELECT id FROM call')) count('calls 0');
  for (const { state } of mirror.rows<{ state: string }>('SELECT state FROM webhook_message'))
    count(`messages ${state} 0`);
  for (const { state } of mirror.rows<{ state: string }>('SELECT state FROM chain_run WHERE root IS NULL'))
    count(`runs ${state} 0`);
  for (const _ of mirror.rows(`SELECT id FROM incident WHERE state = 'open'`)) count('incidents open 0');
  return numbers;
};

const rolledUp = (mirror: TestMirror): Record<string, number> =>
  Object.fromEntries(
    mirror
      .rows<{ metric: string; bucket: number; value: number }>('SELECT * FROM rollup')
      .map(({ metric, bucket, value }) => [`${metric} ${bucket}`, value]),
  );

/** The worst of the rows a call's column sums up. */
function worstOf(mirror: TestMirror, sql: string, call: { connection_id: string; call_id: string }): DeliveryState {
  const states = new Set(
    mirror.rows<{ state: DeliveryState }>(sql, call.connection_id, call.call_id).map((r) => r.state),
  );
  const order: DeliveryState[] = ['failed', 'pending', 'recovered', 'succeeded'];
  return order.find((state) => states.has(state)) ?? 'none';
}

describe.each([1, 2, 3, 4, 5, 6, 7, 8])('after a random stream (seed %i)', (seed) => {
  const count = 400;

  test('every number is that of its rows, every call stands as its messages and runs do, nothing is unaccounted for', () => {
    const mirror = mirrorForTest();
    fill(mirror, seed, count);
    expect(rolledUp(mirror)).toEqual(counted(mirror));

    for (const call of mirror.rows<{ connection_id: string; call_id: string; webhooks: string; chains: string }>(
      'SELECT * FROM call',
    )) {
      const messages = 'SELECT state FROM webhook_message WHERE connection_id = ? AND call_id = ?';
      const runs = 'SELECT state FROM chain_run WHERE connection_id = ? AND call_id = ? AND root IS NULL';
      expect([call.call_id, call.webhooks]).toEqual([call.call_id, worstOf(mirror, messages, call)]);
      expect([call.call_id, call.chains]).toEqual([call.call_id, worstOf(mirror, runs, call)]);
    }

    // Every incident counts its members as they stand.
    const members = mirror.rows<{ incident: number; state: string }>(
      `SELECT incident, state FROM webhook_message WHERE incident IS NOT NULL
       UNION ALL SELECT incident, state FROM chain_run WHERE incident IS NOT NULL`,
    );
    for (const { id, ...incident } of mirror.rows<Record<'id' | 'total' | 'open' | 'pending', number>>(
      'SELECT id, total, open, pending, state FROM incident',
    )) {
      const own = members.filter((member) => member.incident === id);
      const open = own.filter(({ state }) => state === 'failed' || state === 'pending').length;
      expect(incident).toEqual({
        total: own.length,
        open,
        pending: own.filter(({ state }) => state === 'pending').length,
        state: open > 0 ? 'open' : 'closed',
      });
    }
    // The hours of endpoints are those of the attempts that count.
    expect(
      mirror.rows(
        `SELECT hour, outcome, sum(n) AS n, max(last_at) AS last FROM endpoint_hour GROUP BY 1, 2 ORDER BY 1, 2`,
      ),
    ).toEqual(
      mirror.rows(`SELECT started_at / 3600000 * 3600000 AS hour, outcome, count(*) AS n, max(started_at) AS last
        FROM webhook_attempt WHERE counts = 1 GROUP BY 1, 2 ORDER BY 1, 2`),
    );
    // So are those of incidents: tries that failed, and originals that did.
    expect(mirror.rows('SELECT incident, sum(n) AS n FROM incident_hour GROUP BY 1 ORDER BY 1')).toEqual(
      mirror.rows(`SELECT incident, count(*) AS n FROM (SELECT incident FROM webhook_attempt UNION ALL SELECT incident FROM chain_run)
        WHERE incident IS NOT NULL GROUP BY 1 ORDER BY 1`),
    );
    // Whoever follows a call carries its names.
    for (const table of ['webhook_message', 'chain_run'])
      expect(
        mirror.rows(`SELECT m.id FROM ${table} m JOIN call c ON c.connection_id = m.connection_id AND c.call_id = m.call_id
          WHERE (m.agent IS NOT coalesce(c.agent_name, c.agent_id) OR m.campaign IS NOT c.campaign)
          ${table === 'chain_run' ? 'AND m.root IS NULL' : ''}`),
      ).toEqual([]);

    const projected = new Set<number>(
      ['call_event', 'webhook_attempt', 'chain_run', 'chain'].flatMap((table) =>
        mirror
          .rows<{ seq: number }>(`SELECT ${table === 'chain_run' ? 'id' : 'seq'} AS seq FROM ${table}`)
          .map((r) => r.seq),
      ),
    );
    const dead = new Set(
      mirror.rows<{ event_seq: number }>('SELECT event_seq FROM dead_letter').map((r) => r.event_seq),
    );
    const lost = mirror
      .rows<{ seq: number; type: string }>('SELECT seq, type FROM event')
      // A flow published again, an endpoint told of again and a run told again replace or repeat what is there.
      .filter(
        ({ seq, type }) => ['call.ended', 'webhook.attempted'].includes(type) && !projected.has(seq) && !dead.has(seq),
      );
    expect(lost).toEqual([]);
    expect(mirror.rows(`SELECT reason FROM dead_letter WHERE reason LIKE 'Could not be projected%'`)).toEqual([]);
  });

  test('the ledger gives the same rows in every projection', () => {
    const mirror = mirrorForTest();
    fill(mirror, seed, count);
    const before = mirror.projections();
    const letters = mirror.rows('SELECT * FROM dead_letter ORDER BY id');
    const { projected } = rebuildProjections(mirror.db);
    expect(mirror.projections()).toEqual(before);
    expect(mirror.rows('SELECT * FROM dead_letter ORDER BY id')).toEqual(letters);
    const open = mirror.value<number>('SELECT count(*) FROM dead_letter WHERE event_seq IS NOT NULL');
    expect(projected).toBe(mirror.value<number>('SELECT count(*) FROM event') - open);
  });
});

test.each([21, 22, 23])(
  'what was understood only later gives the same rows again, in its later place (seed %i)',
  (seed) => {
    const mirror = mirrorForTest();
    mirror.db.exec(`CREATE TEMP TRIGGER no_try BEFORE INSERT ON webhook_attempt WHEN new.seq % 3 = 0 BEGIN SELECT raise(ABORT, 'no'); END;
    CREATE TEMP TRIGGER no_run BEFORE INSERT ON chain_run WHEN new.id % 4 = 0 BEGIN SELECT raise(ABORT, 'no'); END;
    CREATE TEMP TRIGGER no_call BEFORE INSERT ON call_event WHEN new.seq % 5 = 0 BEGIN SELECT raise(ABORT, 'no'); END`);
    fill(mirror, seed, 200);
    const letters = mirror.writer.openDeadLetters();
    mirror.db.exec('DROP TRIGGER no_try; DROP TRIGGER no_run');
    mirror.writer.retryDeadLetters(letters.filter((id) => id % 2 === 0));
    fill(mirror, seed + 100, 200);
    mirror.db.exec('DROP TRIGGER no_call');
    const { resolved } = mirror.writer.retryDeadLetters(mirror.writer.openDeadLetters());
    expect(resolved).toBeGreaterThan(20);
    expect(rolledUp(mirror)).toEqual(counted(mirror));
    const before = mirror.projections();
    expect(before.incident?.length).toBeGreaterThan(3);
    rebuildProjections(mirror.db);
    expect(mirror.projections()).toEqual(before);
  },
);

test.each([31, 32, 33])('how events come in batches makes no difference to any row (seed %i)', (seed) => {
  const inOne = mirrorForTest();
  const oneByOne = mirrorForTest();
  const events = randomEvents(chance(seed), 300);
  inOne.commit(...events);
  for (const event of events) oneByOne.commit(event);
  expect(oneByOne.projections()).toEqual(inOne.projections());
});

test('the calls of a random stream are many enough to mean something', () => {
  const mirror = mirrorForTest();
  fill(mirror, 1, 400);
  const states = mirror.rows('SELECT DISTINCT state FROM webhook_message UNION SELECT DISTINCT state FROM chain_run');
  expect(states.map((row) => Object.values(row as object)[0])).toEqual(['failed', 'pending', 'recovered', 'succeeded']);
  expect(mirror.value('SELECT count(*) FROM call')).toBe(12);
  expect(mirror.value<number>('SELECT count(DISTINCT code) FROM dead_letter')).toBe(5);
});

test('a zone corrected later counts when the rows are made anew', () => {
  const mirror = mirrorForTest({ zone: 'UTC' });
  const connection = {
    id: 'c1',
    name: 'P',
    kind: 'stream' as const,
    url: 'ws://p',
    zone: 'UTC',
    enabled: true,
    allow: [],
  };
  mirror.writer.saveConnection(connection, 'tester', 'connection added');
  mirror.commit(callEnded('callkaro', 'call-1', { time: '2026-03-02 18:45:30' }));
  expect(mirror.value('SELECT started_at FROM call')).toBe(Date.UTC(2026, 2, 2, 18, 45, 30));
  mirror.writer.saveConnection({ ...connection, zone: 'Asia/Kolkata' }, 'tester', 'connection changed');
  rebuildProjections(mirror.db);
  expect(mirror.value('SELECT started_at FROM call')).toBe(Date.UTC(2026, 2, 2, 13, 15, 30));
});

test('what operators did is not touched', () => {
  const mirror = mirrorForTest();
  mirror.commit(callEnded('altur', 'call-1'));
  mirror.writer.audit({ at: 1, actor: 'tester', action: 'looked', subject: 'call', detail: {} });
  const before = mirror.rows('SELECT * FROM audit');
  rebuildProjections(mirror.db);
  expect(mirror.rows('SELECT * FROM audit')).toEqual(before);
});

test('readers see the old rows until the new ones are complete, also when it fails halfway', () => {
  const mirror = mirrorForTest();
  fill(mirror, 9, 100);
  const before = mirror.projections();
  mirror.db.exec(`INSERT INTO pending_work VALUES ('project anew');
    CREATE TEMP TRIGGER refuse BEFORE DELETE ON pending_work BEGIN SELECT raise(ABORT, 'halfway'); END`);
  expect(() => rebuildProjections(mirror.db)).toThrow('halfway');
  mirror.db.exec('DROP TRIGGER refuse');
  expect(mirror.projections()).toEqual(before);
});

test('it tells how far it is, of every event there is', () => {
  const mirror = mirrorForTest();
  fill(mirror, 9, 600);
  const told: [number, number][] = [];
  rebuildProjections(mirror.db, receivedAt, (...far) => told.push(far));
  const events = mirror.value('SELECT count(*) FROM ledger');
  expect(told[0]).toEqual([0, events]);
  expect(told.at(-1)).toEqual([events, events]);
  expect(told.length).toBeGreaterThan(2);
});

describe('when the rules have changed since', () => {
  /** Stands for an older version that could not read the message's first try. */
  const withDeadTry = () => {
    const mirror = mirrorForTest();
    mirror.db.exec(
      `CREATE TEMP TRIGGER refuse BEFORE INSERT ON webhook_attempt WHEN new.seq = 1 BEGIN SELECT raise(ABORT, 'no'); END`,
    );
    mirror.commit(webhookAttempted('m1', 1), callEnded('altur', 'call-1'));
    return mirror;
  };

  test('what can be read now is no dead letter any more', () => {
    const mirror = withDeadTry();
    mirror.db.exec('DROP TRIGGER refuse');
    expect(rebuildProjections(mirror.db, receivedAt)).toMatchObject({ projected: 2 });
    expect(mirror.rows('SELECT event_seq, resolved_at FROM dead_letter')).toEqual([
      { event_seq: 1, resolved_at: receivedAt },
    ]);
    expect(mirror.writer.retryDeadLetters(mirror.writer.openDeadLetters())).toMatchObject({ tried: 0 });
    expect(mirror.value('SELECT webhooks FROM call')).toBe('failed');
  });

  test('what cannot be read any more becomes a dead letter, and is in no list', () => {
    const mirror = mirrorForTest();
    mirror.commit(webhookAttempted('m1', 1), callEnded('altur', 'call-1'));
    mirror.db.exec(
      `CREATE TEMP TRIGGER refuse BEFORE INSERT ON webhook_attempt WHEN new.seq = 1 BEGIN SELECT raise(ABORT, 'no'); END`,
    );
    rebuildProjections(mirror.db);
    expect(mirror.read.deadLettersPage({ limit: 5 }).rows).toMatchObject([
      { eventSeq: 1, code: 'invalid', reason: 'Could not be projected: SqliteError: no', type: 'webhook.attempted' },
    ]);
    expect(mirror.value('SELECT count(*) FROM webhook_message')).toBe(0);
    mirror.db.exec('DROP TRIGGER refuse');
    expect(mirror.writer.retryDeadLetters(mirror.writer.openDeadLetters())).toMatchObject({ tried: 1, resolved: 1 });
    expect(mirror.value('SELECT webhooks FROM call')).toBe('failed');
  });
});
