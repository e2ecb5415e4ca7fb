/** Searching calls: by words said and written, by whom, by numbers and names, with the place where they stand; always as they are now. */
import { describe, expect, onTestFinished, test } from 'vitest';
import type { CallQuery } from '../../../electron/core/mirror/readers/calls.ts';
import { openSearchIndex } from '../../../electron/core/mirror/search/index-reader.ts';
import { createIndexer } from '../../../electron/core/mirror/search/indexer.ts';
import type { CallMatch } from '../../../shared/domain/call.ts';
import { callEnded } from '../../fixtures/events/call-ended.ts';
import { chainRan } from '../../fixtures/events/chain-ran.ts';
import { minute } from '../../fixtures/events/envelope.ts';
import { chance } from '../../fixtures/random.ts';
import { mirrorForTest, type TestMirror } from './mirror.ts';

function indexAll(folder: string, stretch?: number): void {
  const indexer = createIndexer(folder, stretch);
  while (indexer.step());
  indexer.close();
}

/** A call of which no more is said than what is given. */
const call = (callId: string, more: object = {}) =>
  callEnded('replicer', callId, {
    customerName: null,
    customerPhone: '+49 30 000000',
    agentName: 'Nora',
    summary: null,
    transcript: null,
    metadata: null,
    ...more,
  });

function every({ read }: TestMirror, query: Omit<CallQuery, 'limit'>, limit = 50) {
  const rows = [];
  for (let cursor: string | undefined, pages = 0; ; pages += 1) {
    const page = read.callsPage({ ...query, limit, cursor });
    rows.push(...page.rows);
    cursor = page.next;
    if (cursor === undefined) return rows;
    if (pages > 5000) throw new Error('the list does not end');
  }
}

const found = (mirror: TestMirror, text: string, more: Omit<CallQuery, 'limit'> = {}): string[] =>
  every(mirror, { text, ...more }).map(({ callId }) => callId);

const shown = (match: CallMatch | undefined): string | undefined =>
  match?.pieces.map(({ text, hit }) => (hit ? `[${text}]` : text)).join('');

describe('words', () => {
  const mirror = () => {
    const made = mirrorForTest();
    made.commit(
      call('c1', {
        transcript: 'Nora: Do you want a refund?\nCustomer: No, a new delivery.',
        summary: 'Wants a delivery.',
      }),
      call('c2', {
        transcript: 'Nora: Hello.\nCustomer: I want my refund, a full refund.',
        customerName: 'Zoë Müller',
      }),
      call('c3', { summary: 'Asked for refunds of order 4711.', metadata: { campaign_id: 'Spring' } }),
      call('c4', { metadata: { seen: 'refund' } }),
    );
    indexAll(made.folder);
    return made;
  };

  test('are found in what was said and in the summary, the newest call first', () => {
    expect(found(mirror(), 'refund')).toEqual(['c3', 'c2', 'c1']);
    expect(found(mirror(), 'delivery')).toEqual(['c1']);
    expect(found(mirror(), '"full refund"')).toEqual(['c2']);
    expect(found(mirror(), 'delivery refund')).toEqual(['c1']);
    expect(found(mirror(), 'order 47')).toEqual(['c3']);
  });

  test('are found in names and ids, without accents, and by any part where no word is', () => {
    expect(found(mirror(), 'zoe mull')).toEqual(['c2']);
    expect(found(mirror(), 'spring')).toEqual(['c3']);
    expect(found(mirror(), 'c2')).toEqual(['c2']);
    expect(found(mirror(), 'pring')).toEqual(['c3']);
    expect(found(mirror(), 'nothing of it')).toEqual([]);
  });

  test('of one side are not found with the other', () => {
    expect(found(mirror(), 'refund', { saidBy: 'customer' })).toEqual(['c2']);
    expect(found(mirror(), 'refund', { saidBy: 'agent' })).toEqual(['c1']);
    expect(found(mirror(), 'Spring', { saidBy: 'agent' })).toEqual([]);
  });

  test('are shown where they stand, marked, with who said it', () => {
    const [third, second, first] = every(mirror(), { text: 'want refund' });
    expect([third, first]).toEqual([expect.objectContaining({ callId: 'c2' }), undefined]);
    expect(second?.callId).toBe('c1');
    expect(third?.match).toMatchObject({ in: 'transcript', role: 'customer', turn: 1, more: 0 });
    expect(shown(third?.match)).toBe('I [want] my [refund], a full [refund].');
    const [summary] = every(mirror(), { text: 'asked' });
    expect(summary?.match).toMatchObject({ in: 'summary', role: null, turn: null });
    expect(shown(summary?.match)).toBe('[Asked] for refunds of order 4711.');
    const [byName] = every(mirror(), { text: 'Müller' });
    expect(byName?.match).toBeUndefined();
  });

  test('go with every other filter', () => {
    expect(found(mirror(), 'refund', { campaign: 'Spring' })).toEqual(['c3']);
    expect(found(mirror(), 'refund', { campaign: 'Autumn' })).toEqual([]);
  });
});

test('a long text is cut around the words, at spaces', () => {
  const mirror = mirrorForTest();
  const filler = 'and then they talked about the weather for a while ';
  mirror.commit(call('c1', { summary: `${filler.repeat(20)}until the refund came up ${filler.repeat(20)}` }));
  indexAll(mirror.folder);
  const text = shown(every(mirror, { text: 'refund' })[0]?.match) ?? '';
  expect(text).toMatch(/^…[a-z]+ .* until the \[refund\] came up .*[a-z]+…$/);
  expect(text.length).toBeLessThan(200);
});

test('a call whose words change is found by the new ones and no longer by the old, also after its stretch was closed', () => {
  const mirror = mirrorForTest();
  mirror.commit(call('c1', { summary: 'wants a refund' }), ...Array.from({ length: 30 }, (_, n) => call(`x${n}`)));
  indexAll(mirror.folder, 8);
  expect(found(mirror, 'refund')).toEqual(['c1']);
  mirror.commit(call('c1', { summary: 'wants a delivery', transcript: 'Customer: quickly please' }));
  indexAll(mirror.folder, 8);
  expect([found(mirror, 'refund'), found(mirror, 'delivery'), found(mirror, 'quickly')]).toEqual([[], ['c1'], ['c1']]);
});

test('words that came with different events of a call are found together', () => {
  const mirror = mirrorForTest();
  mirror.commit(call('call-1', { transcript: 'Customer: my parcel is lost' }));
  indexAll(mirror.folder);
  mirror.commit(chainRan('run-1', { vars: { summary: 'sends another one' } }));
  indexAll(mirror.folder);
  expect(found(mirror, 'parcel another')).toEqual(['call-1']);
});

test('a call that is understood only later is found from then on', () => {
  const mirror = mirrorForTest();
  mirror.db.exec(
    `CREATE TEMP TRIGGER refuse BEFORE INSERT ON call WHEN new.id = 1 BEGIN SELECT raise(ABORT, 'no'); END`,
  );
  mirror.commit(call('late', { summary: 'came late' }), call('other'));
  indexAll(mirror.folder);
  mirror.db.exec('DROP TRIGGER refuse');
  mirror.writer.retryDeadLetters(mirror.writer.openDeadLetters());
  indexAll(mirror.folder);
  expect(found(mirror, 'came')).toEqual(['late']);
  expect(every(mirror, { text: 'came' })[0]?.match).toBeDefined();
});

test('of a call that is dropped no word is left, once its note is read', () => {
  const mirror = mirrorForTest();
  mirror.commit(call('gone', { summary: 'secret' }), call('kept', { summary: 'open' }));
  indexAll(mirror.folder);
  mirror.db.exec('DELETE FROM call WHERE id = 1; INSERT INTO search_due (call_id) VALUES (1)');
  indexAll(mirror.folder);
  const index = openSearchIndex(mirror.folder, () => {});
  onTestFinished(() => index.close());
  expect(index.all({ table: 'calls', query: 'secret' })).toEqual([]);
  expect(index.all({ table: 'calls', query: 'open' })).toEqual([2]);
});

test('how many calls have a word is counted beyond the page, and a page is filled where some of them are gone', () => {
  const mirror = mirrorForTest();
  mirror.commit(
    ...Array.from({ length: 1300 }, (_, n) => call(`c${n}`, { summary: n < 1200 ? 'often' : 'often rare' })),
  );
  indexAll(mirror.folder);
  const first = (text: string) => mirror.read.callsPage({ text, limit: 50 });
  expect([first('often').rows.length, first('often').total]).toEqual([50, { count: 1000, exact: false }]);
  expect([first('rare').rows.length, first('rare').total]).toEqual([50, { count: 100, exact: true }]);
  // Gone from the mirror, and not yet from the index.
  mirror.db.exec("DELETE FROM call WHERE call_id IN ('c1299', 'c1290', 'c1210')");
  expect(first('rare').rows.map(({ callId }) => callId)).toEqual(
    Array.from({ length: 52 }, (_, n) => `c${1299 - n}`).filter((id) => id !== 'c1299' && id !== 'c1290'),
  );
  expect(every(mirror, { text: 'rare' }).length).toBe(97);
});

describe('numbers', () => {
  const mirror = () => {
    const made = mirrorForTest();
    made.commit(
      call('c1', { customerPhone: '+49 (151) 2345-678' }),
      call('c2', { customerPhone: '+491512345999', summary: 'order 345678' }),
    );
    indexAll(made.folder);
    return made;
  };
  test.each([
    ['+49 151 2345678', ['c1']],
    ['0151 2345678', ['c1']],
    ['0049-151-2345-678', ['c1']],
    ['5678', ['c1']],
    ['678', ['c1']],
    ['1512345', ['c2', 'c1']],
    ['51 23', ['c2', 'c1']],
    ['345678', ['c1']],
    ['9999999', []],
  ])('%s finds %o', (text, ids) => {
    expect(found(mirror(), text)).toEqual(ids);
  });
});

test('the best match comes first when that is asked for, and pages go on in that order', () => {
  const mirror = mirrorForTest();
  mirror.commit(
    call('much', { summary: 'refund refund refund' }),
    ...Array.from({ length: 20 }, (_, n) => call(`some${n}`, { summary: `refund ${'and something else '.repeat(6)}` })),
    ...Array.from({ length: 20 }, (_, n) => call(`none${n}`, { summary: 'nothing' })),
  );
  indexAll(mirror.folder);
  const best = every(mirror, { text: 'refund', order: 'best match' }, 4).map(({ callId }) => callId);
  expect(best[0]).toBe('much');
  expect(new Set(best)).toEqual(new Set(found(mirror, 'refund')));
  expect(best).toHaveLength(21);
  expect(found(mirror, 'refund').at(-1)).toBe('much');
});

test.each([1, 7, 50])('pages of %i give what a look at every call gives, with other filters', (limit) => {
  const mirror = mirrorForTest();
  const { below, pick } = chance(91);
  const words = ['red', 'green', 'blue', 'reddish'];
  const calls = Array.from({ length: 300 }, (_, n) => ({
    id: `call-${n}`,
    said: Array.from({ length: 3 }, () => pick(words)).join(' '),
    campaign: pick(['Spring', 'Autumn']),
    at: n - below(5),
  }));
  for (let at = 0; at < calls.length; at += 50)
    mirror.commit(
      ...calls
        .slice(at, at + 50)
        .map(({ id, said, campaign, at: end }) =>
          call(id, { transcript: `Customer: ${said}`, metadata: { campaign_id: campaign }, endedAt: minute(end) }),
        ),
    );
  indexAll(mirror.folder, 37);
  for (const typed of ['red', '"green"', 'green blue', '"red green"', 'redd'])
    for (const campaign of [undefined, 'Spring']) {
      const asked = typed.replaceAll('"', '').split(' ');
      const isPhrase = typed.startsWith('"');
      const matches = (said: string) =>
        isPhrase
          ? ` ${said} `.includes(` ${asked.join(' ')} `)
          : asked.every((word, n) =>
              said.split(' ').some((one) => (n === asked.length - 1 ? one.startsWith(word) : one === word)),
            );
      const wanted = calls
        .filter(({ said, campaign: of }) => matches(said) && (!campaign || of === campaign))
        .map(({ id }) => id)
        .toReversed();
      const given = every(mirror, { text: typed, campaign }, limit);
      expect([typed, campaign, given.map(({ callId }) => callId)]).toEqual([typed, campaign, wanted]);
      expect(given.every(({ match }) => match?.in === 'transcript' && match.role === 'customer')).toBe(true);
    }
});
