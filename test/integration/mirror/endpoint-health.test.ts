import { describe, expect, onTestFinished, test } from 'vitest';
import { openReadable } from '../../../electron/core/mirror/open.ts';
import { endpointReaders } from '../../../electron/core/mirror/readers/endpoints.ts';
import type { WebhookAttemptedData } from '../../../shared/stream/events.ts';
import { endpointUpdated } from '../../fixtures/events/endpoint-updated.ts';
import { answer, webhookAttempted } from '../../fixtures/events/webhook-attempted.ts';
import { mirrorForTest, type TestMirror } from './mirror.ts';

const hourMs = 3_600_000;
/** Half past, so that an hour's edge is near on neither side. */
const now = Date.UTC(2026, 5, 10, 12, 30);
const key = { connectionId: 'c1', endpointId: 'crm' };

const at = (minutesAgo: number) => new Date(now - minutesAgo * 60_000).toISOString();
const ok = { response: answer(200) };
const timeout = { response: null, error: { kind: 'timeout', message: 'late' } } as const;

let next = 0;
/** A message of its own, tried once. */
const tried = (minutesAgo: number, how: Partial<WebhookAttemptedData> = {}) => {
  next += 1;
  return webhookAttempted(`m-${next}`, 1, { startedAt: at(minutesAgo), ...how });
};

const detail = ({ read }: TestMirror) => {
  const found = read.endpointDetail(key, now);
  if (!found) throw new Error('no endpoint');
  return found;
};

describe('the health of an endpoint', () => {
  test('tells the last 24 hours, and when it last went well and badly', () => {
    const mirror = mirrorForTest();
    mirror.commit(
      endpointUpdated(),
      tried(2000, ok),
      tried(300, { ...ok, durationMs: 100 }),
      tried(200, { ...ok, durationMs: 100 }),
      tried(100, { ...ok, durationMs: 1000 }),
      tried(50, { durationMs: 100 }),
    );
    const { health } = detail(mirror);
    expect(health).toMatchObject({
      attempts: 4,
      succeeded: 3,
      lastSuccessAt: Date.parse(at(100)),
      lastFailureAt: Date.parse(at(50)),
      failuresInARow: 1,
      breaker: 'closed',
    });
    expect(health.p50Ms).toBeGreaterThan(90);
    expect(health.p50Ms).toBeLessThan(110);
    expect(health.p95Ms).toBeGreaterThan(900);
    expect(health.p95Ms).toBeLessThan(1100);
  });

  test('is the same in the list', () => {
    const mirror = mirrorForTest();
    mirror.commit(endpointUpdated(), tried(10, ok), tried(5));
    const [listed] = mirror.read.storedEndpoints(now);
    const { hours: _hours, errors: _errors, ...whole } = detail(mirror);
    expect(listed).toEqual(whole);
  });

  test('of one that was never tried says so', () => {
    const mirror = mirrorForTest();
    mirror.commit(endpointUpdated());
    expect(detail(mirror).health).toEqual({
      attempts: 0,
      succeeded: 0,
      p50Ms: null,
      p95Ms: null,
      lastSuccessAt: null,
      lastFailureAt: null,
      failuresInARow: 0,
      breaker: 'closed',
    });
  });

  test('counts failures since the last success whoever made them, and whatever message they were of', () => {
    const mirror = mirrorForTest();
    mirror.commit(
      endpointUpdated(),
      tried(90),
      webhookAttempted('long', 1, { startedAt: at(80) }),
      tried(70, ok),
      tried(60, timeout),
      tried(50, { response: answer(400) }),
      webhookAttempted('long', 2, { startedAt: at(40), trigger: 'manual' }),
    );
    expect(detail(mirror).health.failuresInARow).toBe(3);
  });

  test('counts up to a hundred of them', () => {
    const mirror = mirrorForTest();
    mirror.commit(endpointUpdated(), tried(500, ok), ...Array.from({ length: 130 }, (_, n) => tried(400 - n)));
    expect(detail(mirror).health.failuresInARow).toBe(100);
  });

  test('knows what another connection sent to an endpoint of the same id apart', () => {
    const mirror = mirrorForTest();
    mirror.commit(endpointUpdated(), tried(5));
    mirror.writer.commit({ connectionId: 'c2', zone: 'UTC', received: [], position: null });
    mirror.db.prepare("UPDATE webhook_message SET connection_id = 'c2'").run();
    expect(detail(mirror).health.failuresInARow).toBe(0);
  });

  test.each([
    ['nine transient failures', 9, 1, 'closed'],
    ['ten, the last a moment ago', 10, 0.2, 'held'],
    ['ten, the last a minute ago', 10, 1, 'trying'],
    ['thirty, the last a minute ago', 30, 1, 'held'],
    ['thirty, the last a quarter of an hour ago', 30, 15, 'trying'],
  ])('holds bulk items after %s', (_what, failures, minutesAgo, breaker) => {
    const mirror = mirrorForTest();
    mirror.commit(
      endpointUpdated(),
      ...Array.from({ length: failures }, (_, n) => tried(minutesAgo + (failures - 1 - n) / 100)),
    );
    expect(detail(mirror).health.breaker).toBe(breaker);
  });

  test('does not hold them for failures that would not pass', () => {
    const mirror = mirrorForTest();
    mirror.commit(
      endpointUpdated(),
      ...Array.from({ length: 20 }, (_, n) => tried(1 - n / 100, { response: answer(422) })),
    );
    expect(detail(mirror).health).toMatchObject({ failuresInARow: 20, breaker: 'closed' });
  });
});

describe('the week of an endpoint', () => {
  test('has every hour, oldest first, with what was tried in it', () => {
    const mirror = mirrorForTest();
    mirror.commit(endpointUpdated(), tried(5, ok), tried(6), tried(65, timeout), tried(60 * 24 * 9, ok));
    const { hours } = detail(mirror);
    expect(hours).toHaveLength(168);
    expect(hours.map((hour) => hour.at)).toEqual(hours.map((_, n) => (hours[0]?.at ?? 0) + n * hourMs));
    expect(hours.at(-1)).toMatchObject({ at: now - 30 * 60_000, succeeded: 1, failed: 1, unknown: 0 });
    expect(hours.at(-2)).toMatchObject({ succeeded: 0, failed: 0, unknown: 1 });
    expect(hours.at(-1)?.p50Ms).toBeGreaterThan(100);
    expect(hours[0]).toEqual({
      at: now - 30 * 60_000 - 167 * hourMs,
      succeeded: 0,
      failed: 0,
      unknown: 0,
      p50Ms: null,
      p95Ms: null,
    });
  });

  test('says what failures ended with, the most frequent first, ten at most', () => {
    const mirror = mirrorForTest();
    mirror.commit(
      endpointUpdated(),
      tried(10),
      tried(9),
      tried(8, { response: null, error: { kind: 'dns', message: 'no such name' } }),
      tried(7, ok),
      ...Array.from({ length: 12 }, (_, n) => tried(20 + n, { response: answer(400 + n) })),
    );
    const { errors } = detail(mirror);
    expect(errors).toHaveLength(10);
    expect(errors[0]).toEqual({ cause: '500', count: 2, lastAt: Date.parse(at(9)) });
    expect(errors[1]).toEqual({ cause: 'dns', count: 1, lastAt: Date.parse(at(8)) });
  });
});

test('an endpoint that was only sent to is known, one of a removed connection is not listed', () => {
  const mirror = mirrorForTest();
  mirror.commit(tried(5));
  expect(mirror.read.storedEndpoints(now)).toMatchObject([
    { ...key, name: 'CRM', announced: { scheme: null, enabled: true } },
  ]);
  const connection = {
    id: 'c1',
    name: 'P',
    kind: 'stream',
    url: 'ws://a/',
    zone: 'UTC',
    enabled: true,
    allow: [],
  } as const;
  mirror.writer.saveConnection({ ...connection, allow: [] }, 'me', 'connection added');
  mirror.writer.removeConnection('c1', 'me');
  expect(mirror.read.storedEndpoints(now)).toEqual([]);
  expect(mirror.read.storedEndpoint('c1', 'crm')).not.toBeNull();
  expect(mirror.read.endpointDetail({ ...key, endpointId: 'nobody' }, now)).toBeNull();
});

test('every number of it is found by a key, however much there is', () => {
  const mirror = mirrorForTest();
  mirror.commit(endpointUpdated(), tried(5));
  const db = openReadable(mirror.folder);
  onTestFinished(() => void db.close());
  const prepare = db.prepare.bind(db);
  const plans: string[][] = [];
  db.prepare = (sql: string) => {
    if (/endpoint_hour|JOIN webhook_attempt a ON a.message = m.id\s+WHERE a.counts/.test(sql)) {
      const explained = prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`);
      plans.push(explained.all(...[...sql.matchAll(/\?/g)].map(() => 1)).map(({ detail }) => detail));
    }
    return prepare(sql);
  };
  endpointReaders(db);
  expect(plans).toHaveLength(4);
  const reads = plans.flat().filter((line) => /^(SEARCH|SCAN)/.test(line));
  const byKey =
    /^SEARCH (endpoint_hour USING PRIMARY KEY \(connection_id=\? AND endpoint_id=\?|webhook_message USING (COVERING )?INDEX message_endpoint \(endpoint_id=\?|a USING INDEX attempt_message \(message=\?)/;
  // What the subqueries give is bounded.
  for (const line of reads) if (!/^SCAN (m|\(subquery)/.test(line)) expect(line).toMatch(byKey);
});
