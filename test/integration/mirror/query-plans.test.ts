/** How SQLite goes about every query a screen can ask, without statistics, on a mirror that holds something. */
import { describe, expect, onTestFinished, test } from 'vitest';
import { openReadable, type Readable } from '../../../electron/core/mirror/open.ts';
import { callsByDigits, newestCalls } from '../../../electron/core/mirror/readers/calls.ts';
import { newestRuns } from '../../../electron/core/mirror/readers/chains.ts';
import { createReaders, type Readers } from '../../../electron/core/mirror/readers/index.ts';
import { newestMessages } from '../../../electron/core/mirror/readers/webhooks.ts';
import { chance } from '../../fixtures/random.ts';
import { mirrorForTest } from './mirror.ts';
import { randomEvents } from './random-events.ts';

/** SQL → its plan, a line each. */
const plans = new Map<string, string[]>();

/** Remembers the plan of everything that is prepared on the handle. */
function watched(db: Readable): Readable {
  const prepare = db.prepare.bind(db);
  db.prepare = (sql: string) => {
    const explained = prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`);
    const names = [...sql.matchAll(/@(\w+)/g)].map(([, name]) => [name, 1]);
    const positions = [...sql.matchAll(/\?/g)].map(() => 1);
    const rows = names.length > 0 ? explained.all(Object.fromEntries(names)) : explained.all(...positions);
    plans.set(
      sql,
      rows.map(({ detail }) => detail),
    );
    return prepare(sql);
  };
  return db;
}

const texts = [undefined, 'abc', '4567'];

function askEverything(read: Readers): void {
  for (const text of texts) {
    for (const show of ['all', 'failed webhooks', 'failed chains', 'recovered'] as const)
      read.callsPage({ limit: 50, show, text });
    for (const show of ['all', 'failed', 'pending', 'recovered', 'succeeded'] as const)
      read.messagesPage({ limit: 50, show, text });
    for (const show of ['all', 'failed', 'recovered', 'succeeded'] as const) read.runsPage({ limit: 50, show, text });
  }
  read.figures();
  read.auditPage({ limit: 50 });
  read.operationsPage({ limit: 50 });
  read.deadLettersPage({ limit: 50 });
}

function planned(): Map<string, string[]> {
  const mirror = mirrorForTest();
  const events = randomEvents(chance(11), 3000);
  for (let at = 0; at < events.length; at += 256) mirror.commit(...events.slice(at, at + 256));
  expect(mirror.rows("SELECT name FROM sqlite_schema WHERE name LIKE 'sqlite_stat%'")).toEqual([]);
  const db = watched(openReadable(mirror.folder));
  onTestFinished(() => void db.close());
  askEverything(createReaders(db));
  return plans;
}

/** Tables that grow with every call. */
const growing =
  /\b(event|call|call_event|transcript|webhook_message|webhook_attempt|chain_run|chain_step|rollup|operation|operation_item|audit|dead_letter)\b/;

/** Indexes that hold only what needs somebody; looking at all of one is looking at the list itself. */
const partial = /(call_webhooks_failed|call_chains_failed|call_recovered|operation_active|dead_letter_open)$/;

test('no query looks at all of a table that grows', () => {
  const scans = [...planned()].flatMap(([sql, lines]) =>
    lines
      .filter((line) => /^SCAN/.test(line) && growing.test(line.split(' USING')[0] ?? '') && !partial.test(line))
      // Verifying the audit is a reading of all of it, and made for that.
      .filter(() => !sql.includes('FROM audit ORDER BY id'))
      .map((line) => `${line}: ${sql}`),
  );
  expect(scans).toEqual([]);
});

describe('the newest page', () => {
  test.each([
    ['calls, all', newestCalls('all'), 'call_newest'],
    ['calls with failed webhooks', newestCalls('failed webhooks'), 'call_webhooks_failed'],
    ['calls with failed chains', newestCalls('failed chains'), 'call_chains_failed'],
    ['calls recovered', newestCalls('recovered'), 'call_recovered'],
    ['messages, all', newestMessages('all'), 'message_newest'],
    ['messages failed', newestMessages('failed'), 'message_state'],
    ['messages pending', newestMessages('pending'), 'message_state'],
    ['runs, all', newestRuns('all'), 'run_newest'],
    ['runs failed', newestRuns('failed'), 'run_state'],
  ])('of %s is a stretch of an index, in its order', (_name, sql, index) => {
    const mirror = mirrorForTest();
    const lines = mirror.rows<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql.replace(/@\w+/g, '1')}`);
    expect(lines).toHaveLength(1);
    expect(lines[0]?.detail).toMatch(new RegExp(`^SEARCH \\w+ USING INDEX ${index} \\(.*<\\?\\)$`));
  });

  test('of every list is given without sorting, names and numbers included', () => {
    const sorted = [...planned()].flatMap(([sql, lines]) =>
      /LIMIT/.test(sql) && sql !== callsByDigits && lines.some((line) => line.includes('TEMP B-TREE')) ? [sql] : [],
    );
    expect(sorted).toEqual([]);
  });

  test('of the audit, operations and dead letters walks their keys', () => {
    const pages = [...planned()].filter(([sql]) => /FROM (audit|operation|dead_letter)\b.*LIMIT \?/s.test(sql));
    expect(pages.length).toBeGreaterThanOrEqual(3);
    for (const [sql, lines] of pages)
      expect([sql, lines.join()]).toEqual([
        sql,
        expect.stringMatching(/^SEARCH \w+ USING (INTEGER PRIMARY KEY|INDEX dead_letter_open|COVERING INDEX)/),
      ]);
  });
});

test('a search by digits is a range of their index', () => {
  const mirror = mirrorForTest();
  const lines = mirror.rows<{ detail: string }>(`EXPLAIN QUERY PLAN ${callsByDigits.replace(/@\w+/g, '1')}`);
  expect(lines[0]?.detail).toBe('SEARCH call USING INDEX call_digits (customer_digits>? AND customer_digits<?)');
});
