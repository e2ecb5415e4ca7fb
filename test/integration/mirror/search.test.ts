/** Text search: what is found, in which order and how often, and that its index follows the ledger whatever happens to either. */

import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { describe, expect, onTestFinished, test } from 'vitest';
import { mostEvents } from '../../../electron/core/mirror/readers/searched.ts';
import { openSearchIndex } from '../../../electron/core/mirror/search/index-reader.ts';
import { createIndexer } from '../../../electron/core/mirror/search/indexer.ts';
import { searchFile } from '../../../electron/core/mirror/search/open.ts';
import { messageFilter, runFilter } from '../../../shared/contract/filters.ts';
import type { Page } from '../../../shared/contract/index.ts';
import { callEnded } from '../../fixtures/events/call-ended.ts';
import { chainRan, replayOf } from '../../fixtures/events/chain-ran.ts';
import { minute } from '../../fixtures/events/envelope.ts';
import { answer, attemptData, webhookAttempted } from '../../fixtures/events/webhook-attempted.ts';
import { chance } from '../../fixtures/random.ts';
import { mirrorForTest, type TestMirror } from './mirror.ts';

/** Indexes all there is; a stretch of the index holds so many events. */
function indexAll(folder: string, stretch?: number): void {
  const indexer = createIndexer(folder, stretch);
  while (indexer.step());
  indexer.close();
}

const sending = (text: string) => ({ ...attemptData('', 1).request, body: JSON.stringify({ text }) });

const tried = (messageId: string, attempt: number, asked: string, answered = 'ok') =>
  webhookAttempted(messageId, attempt, { request: sending(asked), response: answer(500, answered) });

const messagesWith = ({ read }: TestMirror, body: string, more: object = {}): string[] =>
  read
    .messagesPage({ ...messageFilter.parse({ show: 'all', ...more, body }), limit: 50 })
    .rows.map(({ messageId }) => messageId);

const runsWith = ({ read }: TestMirror, body: string, more: object = {}): string[] =>
  read.runsPage({ ...runFilter.parse({ show: 'all', ...more, body }), limit: 50 }).rows.map(({ runId }) => runId);

function everyPage<T>(page: (cursor: string | undefined) => Page<T>): { rows: T[]; pages: Page<T>[] } {
  const pages: Page<T>[] = [];
  let cursor: string | undefined;
  do {
    const answered = page(cursor);
    pages.push(answered);
    cursor = answered.next;
    if (pages.length > 5000) throw new Error('the list does not end');
  } while (cursor !== undefined);
  return { rows: pages.flatMap(({ rows }) => rows), pages };
}

describe('messages', () => {
  test('are found by words sent or answered in any try, the newest matching try first, each once', () => {
    const mirror = mirrorForTest();
    mirror.commit(
      tried('m1', 1, 'Refund for Zoë', 'upstream unavailable'),
      tried('m2', 1, 'Booking', 'unavailable'),
      tried('m3', 1, 'Booking', 'fine'),
      tried('m1', 2, 'Refund for Zoë', 'upstream unavailable'),
    );
    indexAll(mirror.folder);
    expect(messagesWith(mirror, 'unavailable')).toEqual(['m1', 'm2']);
    expect(messagesWith(mirror, 'zoe REFU')).toEqual(['m1']);
    expect(messagesWith(mirror, '"upstream unavailable"')).toEqual(['m1']);
    expect(messagesWith(mirror, '"unavailable upstream"')).toEqual([]);
    expect(messagesWith(mirror, 'booking unavailable')).toEqual(['m2']);
    expect(messagesWith(mirror, '***')).toEqual([]);
    expect(
      mirror.read.messagesPage({ ...messageFilter.parse({ show: 'all', body: 'book' }), limit: 50 }).total,
    ).toEqual({
      count: 2,
      exact: true,
    });
  });

  test('are not found by words of runs or calls, nor runs by theirs', () => {
    const mirror = mirrorForTest();
    mirror.commit(
      tried('m1', 1, 'spoken'),
      chainRan('run-1', { vars: { word: 'thought' } }),
      callEnded('replicer', 'c', { summary: 'told' }),
    );
    indexAll(mirror.folder);
    expect([messagesWith(mirror, 'spoken'), messagesWith(mirror, 'thought'), messagesWith(mirror, 'told')]).toEqual([
      ['m1'],
      [],
      [],
    ]);
    expect([runsWith(mirror, 'spoken'), runsWith(mirror, 'thought'), runsWith(mirror, 'told')]).toEqual([
      [],
      ['run-1'],
      [],
    ]);
  });

  test.each([1, 3, 50])(
    'come whole and in order in pages of %i, with other filters, over many stretches of the index',
    (limit) => {
      const { below, pick } = chance(61);
      const words = ['red', 'green', 'blue', 'rare', 'reddish'];
      const tries = Array.from({ length: 600 }, (_, seq) => ({
        seq: seq + 1,
        id: `m-${below(90)}`,
        said: Array.from({ length: 3 }, () => pick(seq % 97 === 0 ? words : words.slice(0, 3))).join(' '),
        endpoint: pick(['crm', 'erp']),
      }));
      const mirror = mirrorForTest();
      const endpointOf = new Map<string, string>();
      const events = tries.map(({ id, said, endpoint }, n) => {
        if (!endpointOf.has(id)) endpointOf.set(id, endpoint);
        return webhookAttempted(id, n + 1, {
          request: sending(said),
          endpoint: { id: endpointOf.get(id) ?? '', url: 'https://x', name: 'x' },
        });
      });
      for (let at = 0; at < events.length; at += 100) mirror.commit(...events.slice(at, at + 100));
      indexAll(mirror.folder, 37);
      for (const typed of ['red', 'rare', 'green blue', 'redd', '"red green"', 'absent']) {
        for (const endpoint of [undefined, 'erp']) {
          const asked = typed.replaceAll('"', '').split(' ');
          const matches = ({ said }: { said: string }) =>
            typed.startsWith('"')
              ? said.includes('red green')
              : asked.every((word, n) =>
                  said.split(' ').some((one) => (n === asked.length - 1 ? one.startsWith(word) : one === word)),
                );
          const newestFirst = tries
            .filter(matches)
            .toReversed()
            .map(({ id }) => id);
          const wanted = [...new Set(newestFirst)].filter((id) => !endpoint || endpointOf.get(id) === endpoint);
          const filter = messageFilter.parse({ show: 'all', body: typed, endpoint });
          const { rows } = everyPage((cursor) => mirror.read.messagesPage({ ...filter, limit, cursor }));
          expect([typed, endpoint, rows.map(({ messageId }) => messageId)]).toEqual([typed, endpoint, wanted]);
          expect(mirror.read.selectMessages(filter, 1000).ids.toSorted()).toEqual(rows.map(({ id }) => id).toSorted());
        }
      }
    },
  );

  test('that are tried again while pages are turned stay in their place', () => {
    const mirror = mirrorForTest();
    mirror.commit(...Array.from({ length: 9 }, (_, n) => tried(`m${n}`, 1, 'word')));
    indexAll(mirror.folder);
    const filter = messageFilter.parse({ show: 'all', body: 'word' });
    let turn = 0;
    const { rows } = everyPage((cursor) => {
      const page = mirror.read.messagesPage({ ...filter, limit: 2, cursor });
      mirror.commit(tried(`m${turn}`, 2 + turn, 'word'));
      turn += 1;
      indexAll(mirror.folder);
      return page;
    });
    expect(rows.map(({ messageId }) => messageId)).toEqual(Array.from({ length: 9 }, (_, n) => `m${8 - n}`));
  });

  const manyMessages = () => {
    const mirror = mirrorForTest();
    const count = mostEvents + 500;
    const events = Array.from({ length: count }, (_, n) => {
      const id = n === 0 ? 'rare' : 'usual';
      return webhookAttempted(`m${n}`, 1, { request: sending('word'), endpoint: { id, url: 'https://x', name: id } });
    });
    for (let at = 0; at < count; at += 500) mirror.commit(...events.slice(at, at + 500));
    indexAll(mirror.folder, 700);
    return mirror;
  };

  test('that other filters leave few of are all looked at for one page', () => {
    const mirror = manyMessages();
    const page = (body: string) =>
      mirror.read.messagesPage({ ...messageFilter.parse({ show: 'all', body, endpoint: 'rare' }), limit: 50 });
    expect(page('word')).toMatchObject({
      rows: [{ messageId: 'm0' }],
      next: undefined,
      total: { count: 1, exact: true },
    });
    expect(page('nothing')).toEqual({ rows: [], next: undefined, total: { count: 0, exact: true } });
  });

  test('that other filters leave out are looked at so many a page; the page says how far it came', () => {
    const mirror = manyMessages();
    const filter = messageFilter.parse({ show: 'all', body: 'word', text: 'rare' });
    const { rows, pages } = everyPage((cursor) => mirror.read.messagesPage({ ...filter, limit: 50, cursor }));
    expect(rows.map(({ messageId }) => messageId)).toEqual(['m0']);
    expect(pages.map(({ searchedTo }) => searchedTo !== undefined)).toEqual([true, false]);
    expect(pages[0]?.total).toEqual({ count: 0, exact: false });
    const all = mirror.read.messagesPage({ ...messageFilter.parse({ show: 'all', body: 'word' }), limit: 50 });
    expect(all.total).toEqual({ count: 1000, exact: false });
  });
});

test('runs are found by vars, event, errors and what steps sent and got, a replay’s words leading to its original', () => {
  const mirror = mirrorForTest();
  mirror.commit(
    chainRan('run-1', { vars: { summary: 'wants refund' } }),
    chainRan('run-2', { status: 'succeeded' }),
    chainRan('run-3', { vars: { summary: 'nothing' } }),
    chainRan('replay-1', { vars: { summary: 'patched' }, operation: replayOf('run-1'), startedAt: minute(9) }),
  );
  indexAll(mirror.folder);
  expect(runsWith(mirror, 'refund')).toEqual(['run-1']);
  expect(runsWith(mirror, 'patched')).toEqual(['run-1']);
  expect(runsWith(mirror, '"receiver answered 503"')).toEqual(['run-1', 'run-3']);
  expect(runsWith(mirror, '14155550123', { show: 'succeeded' })).toEqual(['run-2']);
  const ids = (body: string) => mirror.read.selectRuns(runFilter.parse({ show: 'all', body }), 10).ids;
  expect([ids('patched'), ids('receiver answered'), ids('absent')]).toEqual([[1], [1, 3], []]);
  const filter = runFilter.parse({ show: 'all', body: 'answered' });
  expect(
    everyPage((cursor) => mirror.read.runsPage({ ...filter, limit: 1, cursor })).rows.map(({ runId }) => runId),
  ).toEqual(['run-1', 'run-3']);
});

describe('the index', () => {
  const filled = () => {
    const mirror = mirrorForTest();
    mirror.commit(...Array.from({ length: 40 }, (_, n) => tried(`m${n}`, 1, `word number${n}`)));
    return mirror;
  };
  const complete = (mirror: TestMirror) => {
    expect(mirror.read.figures().searchBehind).toBe(0);
    expect(messagesWith(mirror, 'word')).toHaveLength(40);
    expect(messagesWith(mirror, 'number7')).toEqual(['m7']);
  };

  test('follows the ledger from where it stands, and says how far it is behind', () => {
    const mirror = filled();
    expect(mirror.read.figures().searchBehind).toBe(40);
    expect(messagesWith(mirror, 'word')).toEqual([]);
    indexAll(mirror.folder);
    complete(mirror);
    mirror.commit(tried('later', 1, 'fresh'));
    expect(mirror.read.figures().searchBehind).toBe(1);
    indexAll(mirror.folder);
    expect(messagesWith(mirror, 'fresh')).toEqual(['later']);
  });

  test('of an unread event is none, and it is passed', () => {
    const mirror = filled();
    mirror.commit('no json', tried('m-bad', 0, 'bad'), callEnded('altur', null), tried('last', 1, 'end'));
    indexAll(mirror.folder);
    expect(messagesWith(mirror, 'bad')).toEqual([]);
    expect(messagesWith(mirror, 'end')).toEqual(['last']);
    expect(mirror.read.figures().searchBehind).toBe(0);
  });

  const broken: [string, (path: string) => void][] = [
    ['missing', (path) => rmSync(path)],
    ['cut short', (path) => truncateSync(path, 5000)],
    ['empty', (path) => writeFileSync(path, '')],
    ['something else', (path) => writeFileSync(path, 'not a database at all'.repeat(1000))],
    [
      'overwritten in the middle',
      (path) => {
        const bytes = readFileSync(path);
        bytes.fill(0xff, 4096, bytes.length - 4096);
        writeFileSync(path, bytes);
      },
    ],
    ...[0, 99].map((version): [string, (path: string) => void] => [
      `of version ${version}`,
      (path) => {
        const db = new Database(path);
        db.pragma(`user_version = ${version}`);
        db.close();
      },
    ]),
    [
      'of another mirror',
      (path) => {
        const db = new Database(path);
        db.exec("UPDATE progress SET machine = 'other'");
        db.close();
      },
    ],
    [
      'ahead of the mirror, which was put back from a copy',
      (path) => {
        const db = new Database(path);
        db.exec('UPDATE progress SET indexed_to = 1000');
        db.close();
      },
    ],
    [
      'without one of its tables',
      (path) => {
        const db = new Database(path);
        db.exec('DROP TABLE stretch');
        db.close();
      },
    ],
  ];

  test.each(broken)('is made anew when it is %s', (_how, spoil) => {
    const mirror = filled();
    indexAll(mirror.folder);
    rmSync(`${searchFile(mirror.folder)}-wal`, { force: true });
    spoil(searchFile(mirror.folder));
    indexAll(mirror.folder);
    complete(mirror);
  });

  test('that a reader finds damaged is reported, finds nothing until it is made anew, and is then read again', () => {
    const mirror = filled();
    indexAll(mirror.folder);
    const bytes = readFileSync(searchFile(mirror.folder));
    bytes.fill(0xff, 4096);
    writeFileSync(searchFile(mirror.folder), bytes);
    let damaged = 0;
    const index = openSearchIndex(mirror.folder, () => {
      damaged += 1;
    });
    onTestFinished(() => index.close());
    expect(index.newest({ table: 'words', query: '{request response} : ("word")' } as const, 1000, 50)).toEqual({
      seqs: [],
      lookedTo: 0,
    });
    expect(damaged).toBeGreaterThan(0);
    const indexer = createIndexer(mirror.folder);
    indexer.renew();
    while (indexer.step());
    indexer.close();
    expect(
      index.newest({ table: 'words', query: '{request response} : ("word")' } as const, 1000, 50).seqs,
    ).toHaveLength(40);
  });

  test('being made anew is noticed by a reader that has the old one open', () => {
    const mirror = filled();
    indexAll(mirror.folder);
    complete(mirror);
    const indexer = createIndexer(mirror.folder);
    indexer.renew();
    expect(messagesWith(mirror, 'word')).toEqual([]);
    while (indexer.step());
    indexer.close();
    complete(mirror);
  });

  test('makes one piece of a stretch that is complete, a slice at a time, and goes on with it after a new start', () => {
    const mirror = mirrorForTest();
    const words = () => Array.from({ length: 4000 }, () => randomBytes(6).toString('hex')).join(' ');
    let indexer = createIndexer(mirror.folder, 40);
    /** Of each table: in how many pieces it lies. */
    const pieces = () => {
      const db = new Database(searchFile(mirror.folder), { readonly: true });
      const of = (table: string) => db.prepare(`SELECT count(DISTINCT segid) FROM ${table}_idx`).pluck().get();
      const tables = db
        .prepare<[], string>(`SELECT name FROM sqlite_schema WHERE sql LIKE '%USING fts5%'`)
        .pluck()
        .all();
      const found = Object.fromEntries(tables.sort().map((table) => [table, of(table)]));
      db.close();
      return found;
    };
    const several = { words_1: expect.toSatisfy((count: number) => count > 1) };
    for (let n = 0; n < 36; n += 4) {
      mirror.commit(...Array.from({ length: 4 }, (_, each) => tried(`m${n + each}`, 1, words())));
      while (indexer.step());
    }
    expect(pieces()).toMatchObject(several);
    mirror.commit(...Array.from({ length: 4 }, (_, n) => tried(`last${n}`, 1, 'end')), tried('next', 1, 'word'));
    let slices = 0;
    const indexed = () => messagesWith(mirror, 'word').length;
    while (indexed() === 0 && indexer.step()) {
      slices += 1;
      if (slices !== 2) continue;
      expect(pieces()).toMatchObject(several);
      indexer.close();
      indexer = createIndexer(mirror.folder, 40);
    }
    indexer.close();
    expect(slices).toBeGreaterThan(4);
    expect(pieces()).toEqual({ calls_1: 0, calls_41: 0, words_1: 1, words_41: 1 });
  });

  test('stops between two stretches when time runs out, and goes on from there', () => {
    const mirror = filled();
    indexAll(mirror.folder, 10);
    let at = 0;
    const index = openSearchIndex(
      mirror.folder,
      () => {},
      () => (at += 10),
    );
    onTestFinished(() => index.close());
    const match = { table: 'words', query: '{request response} : ("word")' } as const;
    const first = index.newest(match, 1000, 500);
    expect(first.seqs).toEqual(Array.from({ length: 20 }, (_, n) => 40 - n));
    expect(first.lookedTo).toBe(21);
    expect(index.newest(match, first.lookedTo, 500)).toEqual({
      seqs: Array.from({ length: 20 }, (_, n) => 20 - n),
      lookedTo: 0,
    });
  });

  test('survives kill -9 at any moment: nothing is lost and nothing is indexed twice', async () => {
    const mirror = mirrorForTest();
    for (let at = 0; at < 12_000; at += 500) {
      mirror.commit(
        ...Array.from({ length: 500 }, (_, n) =>
          tried(`m${at + n}`, 1, `word number${at + n} ${'filler '.repeat(200)}`),
        ),
      );
    }
    const program = fileURLToPath(new URL('index-mirror.ts', import.meta.url));
    const { below } = chance(71);
    // A batch at most in each life, and six there are: it is not done before the last kill, however late that one comes.
    for (let life = 0; life < 5; life += 1) {
      const child = spawn(process.execPath, [program, mirror.folder], { stdio: ['ignore', 'pipe', 'inherit'] });
      onTestFinished(() => void child.kill('SIGKILL'));
      const ended = once(child, 'exit');
      await once(child.stdout, 'data');
      await new Promise((resolve) => setTimeout(resolve, below(70)));
      child.kill('SIGKILL');
      expect((await ended)[1]).toBe('SIGKILL');
    }
    expect(mirror.read.figures().searchBehind).toBeGreaterThan(0);
    indexAll(mirror.folder, 1000);
    expect(mirror.read.figures().searchBehind).toBe(0);
    const index = openSearchIndex(mirror.folder, () => {});
    onTestFinished(() => index.close());
    const found = index.all({ table: 'words', query: '{request response} : ("word")' } as const);
    expect(found).toEqual(Array.from({ length: 12_000 }, (_, n) => 12_000 - n));
    expect(index.all({ table: 'words', query: '{request response} : ("number11999")' })).toEqual([12_000]);
  });
});
