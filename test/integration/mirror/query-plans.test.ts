/** How SQLite goes about every query a screen can ask, without statistics, on a mirror that holds something. */
import { describe, expect, onTestFinished, test } from 'vitest';
import { openReadable, type Readable } from '../../../electron/core/mirror/open.ts';
import { createReaders, type Readers } from '../../../electron/core/mirror/readers/index.ts';
import { openSearchIndex } from '../../../electron/core/mirror/search/index-reader.ts';
import { auditFilter, callFilter, callShow, messageFilter, runFilter } from '../../../shared/contract/filters.ts';
import { discrepancyKinds } from '../../../shared/domain/reconcile.ts';
import { chance } from '../../fixtures/random.ts';
import { insertRows, randomMessages } from './listed-rows.ts';
import { mirrorForTest, type TestMirror } from './mirror.ts';
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

function watchedReaders({ folder }: TestMirror): Readers {
  const db = watched(openReadable(folder));
  onTestFinished(() => void db.close());
  return createReaders(
    db,
    openSearchIndex(folder, () => {}),
  );
}

/** Each filter by itself, and the index that leads it. */
const ledMessages = [
  [{ show: 'all' }, 'message_newest'],
  [{ show: 'failed' }, 'message_state'],
  [{ show: 'all', incident: 1 }, 'message_incident'],
  [{ show: 'failed', incident: 1 }, 'message_incident'],
  [{ show: 'all', status: '500' }, 'message_status'],
  [{ show: 'all', status: '5xx' }, 'message_status'],
  [{ show: 'all', status: '4xx' }, 'message_status'],
  [{ show: 'all', status: '2xx' }, 'message_newest'],
  [{ show: 'all', errorKind: 'timeout' }, 'message_error'],
  [{ show: 'all', agent: 'Ada' }, 'message_agent'],
  [{ show: 'all', campaign: 'Spring' }, 'message_campaign'],
  [{ show: 'all', host: 'crm.example:443' }, 'message_host'],
  [{ show: 'all', endpoint: 'crm' }, 'message_endpoint'],
  [{ show: 'all', attempts: 2 }, 'message_tried'],
  [{ show: 'all', attempts: 900 }, 'message_tried'],
  [{ show: 'all', eventType: 'call.ended' }, 'message_type'],
  [{ show: 'all', connection: 'c1' }, 'message_newest'],
] as const;
const ledCalls = [
  [{}, 'call_newest'],
  [{ show: 'failed' }, 'call_failed'],
  [{ show: 'failed webhooks' }, 'call_webhooks_failed'],
  [{ show: 'failed chains' }, 'call_chains_failed'],
  [{ show: 'recovered' }, 'call_recovered'],
  [{ customer: '+49 151 777' }, 'call_digits'],
  [{ customer: 'sip:anonymous' }, 'call_newest'],
  [{ agent: 'Ada' }, 'call_agent'],
  [{ campaign: 'Spring' }, 'call_campaign'],
  [{ reason: 'hangup' }, 'call_reason'],
  [{ disposition: 'sold' }, 'call_disposition'],
  [{ without: 'agent' }, 'call_agent'],
  [{ without: 'campaign' }, 'call_campaign'],
  [{ without: 'reason' }, 'call_reason'],
  [{ without: 'success' }, 'call_newest'],
  [{ connection: 'c1' }, 'call_newest'],
  [{ dialect: 'altur' }, 'call_newest'],
  [{ direction: 'inbound' }, 'call_newest'],
  [{ endedBy: 'agent' }, 'call_newest'],
  [{ sentiment: 'negative', success: true }, 'call_newest'],
  [{ tag: 'vip' }, 'call_newest'],
  [{ longerThan: 60, shorterThan: 120 }, 'call_newest'],
  [{ webhooks: 'pending' }, 'call_newest'],
  [{ webhooks: 'failed' }, 'call_webhooks_failed'],
  [{ webhooks: 'failed', agent: 'Ada' }, 'call_agent_failed'],
  [{ show: 'failed', agent: 'Ada' }, 'call_agent_failed'],
  [{ show: 'failed chains', campaign: 'Spring' }, 'call_campaign_failed'],
  [{ show: 'failed', chains: 'recovered' }, 'call_failed'],
  [{ chains: 'failed', reason: 'hangup' }, 'call_chains_failed'],
  [{ webhooks: 'recovered' }, 'call_recovered'],
  [{ chains: 'failed' }, 'call_chains_failed'],
  [{ chains: 'recovered' }, 'call_recovered'],
  [{ chains: 'none' }, 'call_newest'],
  [{ review: 'not reviewed' }, 'call_newest'],
  [{ review: 'reviewed' }, 'call_newest'],
] as const;
const ledRuns = [
  [{ show: 'all' }, 'run_newest'],
  [{ show: 'failed' }, 'run_state'],
  [{ show: 'all', incident: 1 }, 'run_incident'],
  [{ show: 'failed', incident: 1 }, 'run_incident'],
  [{ show: 'all', failedNode: 'post' }, 'run_failed_node'],
  [{ show: 'all', nodeType: 'httpCall' }, 'run_failed_type'],
  [{ show: 'all', errorKind: 'http' }, 'run_error'],
  [{ show: 'all', agent: 'Ada' }, 'run_agent'],
  [{ show: 'all', campaign: 'Spring' }, 'run_campaign'],
  [{ show: 'all', host: 'crm.example:443' }, 'run_host'],
  [{ show: 'all', flow: 'after-call' }, 'run_flow'],
  [{ show: 'all', version: 1 }, 'run_newest'],
] as const;

const ledAudit = [
  [{}, 'audit_at'],
  [{ action: 'call revealed' }, 'audit_action'],
  [{ actor: 'Åsa' }, 'audit_actor'],
  [{ subject: 'call-1' }, 'audit_subject'],
] as const;

/** Narrows nothing away, but takes part in every query. */
const everywhere = { from: 0, connection: 'c1', text: 'a' };

const texts = [undefined, 'abc', '4567'];

function askEverything(read: Readers): void {
  for (const text of texts) {
    for (const show of callShow.options) read.callsPage({ limit: 50, show, text });
    for (const [given] of [...ledCalls, [{ review: 'flagged' }]] as const)
      read.callsPage({ limit: 50, ...callFilter.parse({ from: 0, ...given }), text });
    for (const show of ['all', 'failed', 'pending', 'recovered', 'succeeded'] as const)
      read.messagesPage({ limit: 50, show, text });
    for (const show of ['all', 'failed', 'recovered', 'succeeded'] as const) read.runsPage({ limit: 50, show, text });
  }
  for (const show of ['all', 'failed'] as const) {
    for (const [given] of ledMessages)
      read.messagesPage({ limit: 50, ...messageFilter.parse({ ...everywhere, ...given, show }) });
    for (const [given] of ledRuns) read.runsPage({ limit: 50, ...runFilter.parse({ ...everywhere, ...given, show }) });
  }
  for (const show of ['open', 'closed', 'all'] as const)
    for (const text of texts)
      for (const kind of [undefined, 'chains'] as const) read.incidentsPage({ limit: 50, show, text, kind });
  for (const { id } of read.incidentsPage({ limit: 50, show: 'all' }).rows) read.incident(id);
  for (const kind of discrepancyKinds) read.discrepanciesPage({ kind, limit: 50 });
  read.figures();
  read.callChoices();
  read.callFacets({});
  read.callFacets({ agent: 'Ada', text: 'order', review: 'flagged' });
  for (const { id } of read.callsPage({ limit: 5 }).rows) read.relatedCalls({ id, limit: 50 });
  for (const order of ['newest', 'best match'] as const)
    for (const saidBy of [undefined, 'customer'] as const) read.callsPage({ limit: 50, text: 'order', saidBy, order });
  for (const range of ['24h', '90d', 'all'] as const) read.overview({ range, zone: 'Europe/Berlin' });
  for (const { id } of read.reviewQueues('UTC').queues) read.reviewPage({ queue: id, limit: 50 });
  read.reviewReport({ from: 0, to: Date.now() });
  read.reviewOf(1);
  read.messageChoices();
  read.runChoices();
  for (const [given] of ledAudit) read.auditPage({ limit: 50, from: 0, text: 'a', ...given });
  read.auditPage({ limit: 50 });
  read.auditChoices();
  read.people(['call 1', 'message 1', 'run 1', 'event 1']);
  read.evidencePack(1, { redacted: true, madeAt: 0, actor: 'Åsa', connection: 'c1', version: '1' });
  read.operationsPage({ limit: 50 });
  read.deadLettersPage({ limit: 50 });
}

function planned(): Map<string, string[]> {
  const mirror = mirrorForTest();
  const events = randomEvents(chance(11), 3000);
  for (let at = 0; at < events.length; at += 256) mirror.commit(...events.slice(at, at + 256));
  expect(mirror.rows("SELECT name FROM sqlite_schema WHERE name LIKE 'sqlite_stat%'")).toEqual([]);
  askEverything(watchedReaders(mirror));
  return plans;
}

/** Tables that grow with every call, and the names they go by in joins. */
const growing =
  /\b(m|r|c|a|event|call|call_event|transcript|webhook_message|webhook_attempt|chain_run|incident|incident_hour|seen|i|k|rollup|call_hour|share|operation|operation_item|audit|dead_letter|review|review_log|v)\b/;

/** Indexes that hold only what needs somebody; looking at all of one is looking at the list itself. */
const partial =
  /(call_failed|call_webhooks_failed|call_chains_failed|call_recovered|operation_active|dead_letter_open)$/;

test('no query looks at all of a table that grows', () => {
  const scans = [...planned()].flatMap(([sql, lines]) =>
    lines
      .filter((line) => /^SCAN/.test(line) && growing.test(line.split(' USING')[0] ?? '') && !partial.test(line))
      // What a subquery gives goes by a short name too, and is no table.
      .filter(
        (line) =>
          !lines.some((other) => /^(CO-ROUTINE|MATERIALIZE)/.test(other) && other.split(' ')[1] === line.split(' ')[1]),
      )
      // Verifying the audit is a reading of all of it, and made for that.
      .filter(() => !sql.includes('FROM audit ORDER BY id'))
      .map((line) => `${line}: ${sql}`),
  );
  expect(scans).toEqual([]);
});

describe('the newest page', () => {
  test('of every list is given without sorting, names and numbers included', () => {
    const sorted = [...planned()].flatMap(([sql, lines]) =>
      /< (\(@at, @id\)|\?).* LIMIT/s.test(sql) &&
      !sql.includes('c.customer_digits >= @') &&
      !sql.includes('review v INDEXED BY') &&
      lines.some((line) => line.includes('TEMP B-TREE') && !line.includes('LAST TERM'))
        ? [sql]
        : [],
    );
    expect(sorted).toEqual([]);
  });

  test.each(['planned', 'failed', 'unknown'])('of an operation’s items that are %s walks an index of them', (state) => {
    const asked = [...planned()].filter(([sql]) => sql.includes(`operation_id = ? AND state = '${state}'`));
    expect(asked.length).toBeGreaterThanOrEqual(1);
    for (const [sql, lines] of asked) {
      expect([sql, lines.join()]).toEqual([sql, expect.stringContaining(`USING INDEX item_${state} (operation_id=?`)]);
    }
  });

  test('of operations and dead letters walks their keys', () => {
    const pages = [...planned()].filter(([sql]) => /FROM (operation|dead_letter)\b.*LIMIT \?/s.test(sql));
    expect(pages.length).toBeGreaterThanOrEqual(2);
    for (const [sql, lines] of pages)
      expect([sql, lines.join()]).toEqual([
        sql,
        expect.stringMatching(/^SEARCH \w+ USING (INTEGER PRIMARY KEY|INDEX dead_letter_(open|kind)|COVERING INDEX)/),
      ]);
  });
});

/** So many calls, one ended after the other. */
const callRows = (count: number, more: (n: number) => Record<string, string>) =>
  Array.from({ length: count }, (_, n) => ({
    id: n + 1,
    connection_id: 'c1',
    call_id: `call-${n}`,
    dialect: 'altur',
    ended_at: n,
    ended_at_assumed: 0,
    chains: 'none',
    ...more(n),
  }));

describe('a narrowed list', () => {
  const led = (ask: (read: Readers) => unknown): string[] => {
    const mirror = mirrorForTest();
    const asked: string[] = [];
    const db = openReadable(mirror.folder);
    onTestFinished(() => void db.close());
    const prepare = db.prepare.bind(db);
    const read = createReaders(
      db,
      openSearchIndex(mirror.folder, () => {}),
    );
    db.prepare = (sql: string) => {
      const explained = prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`);
      const values = Object.fromEntries([...sql.matchAll(/@(\w+)/g)].map(([, name]) => [name, 1]));
      if (sql.includes('INDEXED BY')) {
        const lines = explained.all(...(Object.keys(values).length > 0 ? [values] : []));
        asked.push(...lines.map(({ detail }) => detail));
      }
      return prepare(sql);
    };
    ask(read);
    return asked.filter((line) => /^(SEARCH|SCAN) [mrca]\b/.test(line) || line.includes('TEMP'));
  };

  test.each(ledMessages)('of messages by %o is a stretch of %s, in its order', (given, index) => {
    const lines = led((read) => read.messagesPage({ limit: 50, ...messageFilter.parse(given) }));
    const walks = lines.filter((line) => !line.includes('PRIMARY KEY'));
    expect(walks.length).toBeGreaterThan(0);
    for (const line of walks)
      expect(line).toMatch(new RegExp(`^SEARCH m USING( COVERING)? INDEX ${index} \\(.*<\\?\\)$`));
  });

  test.each(ledCalls)('of calls by %o is a stretch of %s, in its order', (given, index) => {
    const lines = led((read) => read.callsPage({ limit: 50, ...callFilter.parse(given) }));
    const walks = lines.filter((line) => !line.includes('PRIMARY KEY'));
    expect(walks.length).toBeGreaterThan(0);
    for (const line of walks)
      expect(line).toMatch(new RegExp(`^SEARCH c USING( COVERING)? INDEX ${index} \\(.*<\\?\\)$`));
  });

  test.each([
    [{ show: 'failed' }, 'call_failed'],
    [{ show: 'failed webhooks' }, 'call_webhooks_failed'],
    [{ show: 'failed chains' }, 'call_chains_failed'],
    [{ show: 'recovered' }, 'call_recovered'],
    [{ webhooks: 'failed' }, 'call_webhooks_failed'],
    [{ chains: 'recovered' }, 'call_recovered'],
  ] as const)('of calls by %o, however it is narrowed, looks at no call but in %s', (given, index) => {
    const mirror = mirrorForTest();
    // So many that other indexes have more to walk.
    const calls = callRows(600, () => ({
      agent_name: 'Ada',
      campaign: 'Spring',
      reason: 'hangup',
      disposition: 'sold',
      webhooks: 'none',
    }));
    insertRows(mirror.db, 'call', calls);
    const read = watchedReaders(mirror);
    const times = { longerThan: 60, shorterThan: 120, from: 0 };
    const plain = { connection: 'c1', dialect: 'altur', direction: 'inbound', endedBy: 'agent', sentiment: 'neutral' };
    const few = index.endsWith('_failed') ? { agent: 'call_agent_failed', campaign: 'call_campaign_failed' } : {};
    for (const one of [{ agent: 'Ada' }, { campaign: 'Spring' }, { reason: 'hangup' }, { disposition: 'sold' }]) {
      const [leading = index] = Object.entries(few).flatMap(([part, its]) => (part in one ? [its] : []));
      plans.clear();
      read.callsPage({ limit: 50, ...callFilter.parse({ ...given, ...times, ...plain, ...one, success: true }) });
      const [plan] = [...plans].filter(([sql]) => sql.includes('AS matches')).map(([, lines]) => lines);
      expect(plan).toContainEqual(expect.stringMatching(new RegExp(`^SEARCH c USING COVERING INDEX ${leading} `)));
    }
  });

  test('of failed calls is led by their index though some fewer have the reason: calls cost more to look at than entries', () => {
    const mirror = mirrorForTest();
    const calls = callRows(6000, (n) => ({
      reason: n % 10 === 0 ? 'hangup' : 'timeout',
      webhooks: n % 8 === 0 ? 'failed' : 'none',
    }));
    insertRows(mirror.db, 'call', calls);
    const read = watchedReaders(mirror);
    plans.clear();
    const { rows, total } = read.callsPage({
      limit: 50,
      ...callFilter.parse({ reason: 'hangup', webhooks: 'failed' }),
    });
    expect([rows.length, total]).toEqual([50, { count: 150, exact: true }]);
    expect([...plans.keys()].find((sql) => sql.includes('AS matches'))).toContain('INDEXED BY call_webhooks_failed');
  });

  test('of the failed calls of one agent of many is whole, however many failed for others', () => {
    const mirror = mirrorForTest();
    const calls = callRows(30_000, (n) => ({
      agent_name: `Agent ${n % 300}`,
      campaign: `Campaign ${n % 250}`,
      webhooks: 'failed',
    }));
    insertRows(mirror.db, 'call', calls);
    const read = watchedReaders(mirror);
    for (const part of [{ agent: 'Agent 7' }, { campaign: 'Campaign 7' }]) {
      const { rows, total, next } = read.callsPage({ limit: 50, ...callFilter.parse({ ...part, webhooks: 'failed' }) });
      expect([rows.length, total.exact, next === undefined]).toEqual([50, true, false]);
    }
  });

  test.each(ledRuns)('of runs by %o is a stretch of %s, in its order', (given, index) => {
    const lines = led((read) => read.runsPage({ limit: 50, ...runFilter.parse(given) }));
    const walks = lines.filter((line) => !line.includes('PRIMARY KEY'));
    expect(walks.length).toBeGreaterThan(0);
    for (const line of walks)
      expect(line).toMatch(new RegExp(`^SEARCH r USING( COVERING)? INDEX ${index} \\(.*<\\?\\)$`));
  });

  test.each(ledAudit)('of the audit by %o is a stretch of %s, in its order', (given, index) => {
    const lines = led((read) => read.auditPage({ limit: 50, ...auditFilter.parse(given) }));
    const walks = lines.filter((line) => !line.includes('PRIMARY KEY'));
    expect(walks.length).toBeGreaterThan(0);
    for (const line of walks) expect(line).toMatch(new RegExp(`^SEARCH a USING COVERING INDEX ${index} \\(.*<\\?\\)$`));
  });

  test('by several filters is led by the one that has fewest rows to walk', () => {
    const mirror = mirrorForTest();
    const rows = randomMessages(chance(5), 3000);
    insertRows(
      mirror.db,
      'webhook_message',
      rows.map((row, n) => ({ ...row, agent: n % 1000 === 0 ? 'Zoe' : 'Ada' })),
    );
    const read = watchedReaders(mirror);
    plans.clear();
    read.messagesPage({ limit: 50, ...messageFilter.parse({ show: 'failed', host: 'crm.example:443', agent: 'Zoe' }) });
    const page = [...plans.keys()].find((sql) => sql.includes('AS matches'));
    expect(page).toContain('INDEXED BY message_agent');
  });
});

describe('incidents and what is missing', () => {
  let known: Map<string, string[]> | undefined;
  function planOf(part: RegExp): [string, string[]][] {
    known ??= new Map(planned());
    return [...known].filter(([sql]) => part.test(sql));
  }

  test.each([
    [
      'open',
      /FROM incident WHERE state = 'open' AND total > 0 AND \(last_at/,
      /INDEX incident_state \(state=\? AND last_at<\?\)/,
    ],
    [
      'closed',
      /FROM incident WHERE state = 'closed' AND total > 0 AND \(last_at/,
      /INDEX incident_state \(state=\? AND last_at<\?\)/,
    ],
    ['all', /FROM incident WHERE 1 AND total > 0 AND \(last_at/, /INDEX incident_newest \(.*<\?\)/],
  ])('%s incidents are a stretch of an index', (_show, part, index) => {
    const asked = planOf(part);
    expect(asked.length).toBeGreaterThan(0);
    for (const [sql, lines] of asked)
      expect([sql, lines.find((line) => /^\w+ incident\b/.test(line))]).toEqual([sql, expect.stringMatching(index)]);
  });

  test('of one incident, its hours, members and newest failure are sought', () => {
    const asked = planOf(/incident = \?/);
    expect(asked.length).toBeGreaterThanOrEqual(4);
    for (const [sql, lines] of asked) {
      expect([sql, lines.filter((line) => line.startsWith('SCAN') && !line.includes('(subquery'))]).toEqual([sql, []]);
      expect([sql, lines.filter((line) => line.includes('FOR ORDER BY'))]).toEqual([sql, []]);
      expect([sql, lines.join()]).toEqual([
        sql,
        expect.stringMatching(
          /SEARCH .*((message_incident|run_incident|PRIMARY KEY) \(incident=\?|attempt_message \(message=\?)/,
        ),
      ]);
    }
  });

  test.each([
    ['calls without a run', /call_without_run/],
    ['runs without a call', /call_unreported/],
    ['webhooks never attempted', /reported = 1 AND ended_at > @since/],
  ])('%s are looked for along an index, no further than a key, a bounded way', (_name, part) => {
    const asked = planOf(part);
    expect(asked.length).toBe(2);
    for (const [sql, lines] of asked) {
      expect(sql).toContain('LIMIT @calls');
      const stretch = lines.filter((line) => line.startsWith('SEARCH call '));
      expect([sql, stretch]).toEqual([sql, [expect.stringMatching(/ INDEX \w+ \((ended_at>\? AND )?ended_at<\?\)$/)]]);
      expect([sql, lines.filter((line) => line.includes('TEMP B-TREE') && !line.includes('LAST TERM'))]).toEqual([
        sql,
        [],
      ]);
    }
  });
});

test('a search by digits, and one for flags, looks at the calls that have them and no others', () => {
  const asked = [...planned()].filter(([sql]) =>
    /customer_digits >= @digitsFrom.*LIMIT|review v INDEXED BY/s.test(sql),
  );
  expect(asked.length).toBeGreaterThan(4);
  for (const [sql, lines] of asked)
    expect([sql, lines.join()]).toEqual([
      sql,
      expect.stringMatching(
        /SEARCH c USING COVERING INDEX call_digits \(customer_digits>\? AND customer_digits<\?\)|SEARCH v USING (COVERING )?INDEX review_flagged/,
      ),
    ]);
});
