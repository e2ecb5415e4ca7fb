/** What is typed into a search becomes words and phrases of the index's language, and never anything else of it. */
import Database from 'better-sqlite3';
import { describe, expect, onTestFinished, test } from 'vitest';
import { stretchSql, stretchTable } from '../../../electron/core/mirror/search/open.ts';
import { matchOf, numberMatch, type Searched, termsOf } from '../../../electron/core/mirror/search/query.ts';
import { indexable } from '../../../electron/core/mirror/search/tokens.ts';
import { chance } from '../../fixtures/random.ts';

const asked = (typed: string, of: Searched) => matchOf(termsOf(typed), of);

test.each([
  ['one', '"one" *'],
  ['one two', '"one" "two" *'],
  ['  one   two ', '"one" "two" *'],
  ['"one two"', '"one two"'],
  ['"one two" three', '"one two" "three" *'],
  ['three "one two"', '"three" "one two"'],
  ['three "one tw', '"three" "one tw" *'],
  ['a"b"c', '"a" "b" "c" *'],
  ['foo-bar', '"foo bar" *'],
  ['NOT one OR two', '"not" "one" "or" "two" *'],
  ['one - two', '"one" "two" *'],
  ['one\0two', '"one two" *'],
  ['返金 Zoë', '"返金" "zoe" *'],
  ['返金手続き', '"返金 金手 手続 続き" *'],
  ['返', '"返" *'],
  ['返 zoe', '"返" * "zoe" *'],
  ['a返金b', '"a 返金 金 b" *'],
])('%o is read as %s', (typed, terms) => {
  expect(asked(typed, 'runs')).toEqual({ table: 'words', query: `{run} : (${terms})` });
  expect(asked(typed, 'attempts')).toEqual({ table: 'words', query: `{request response} : (${terms})` });
  expect(asked(typed, 'calls, customer')).toEqual({ table: 'calls', query: `{customer} : (${terms})` });
});

test('a number is looked for by every three digits of it in a row', () => {
  expect(numberMatch('49151')).toEqual({ table: 'calls', query: '{digits} : ("491 915 151")' });
  expect(numberMatch('49')).toBeNull();
});

test.each(['', ' ', '"', '""', '"" ""', '-', '* ( ) : ^ + {}', '"—"', '\0'])(
  '%o has no word to search for',
  (typed) => {
    expect(asked(typed, 'runs')).toBeNull();
  },
);

describe('the index', () => {
  const index = () => {
    const db = new Database(':memory:');
    onTestFinished(() => void db.close());
    db.exec(stretchSql(1));
    const add = db.prepare(
      `INSERT INTO ${stretchTable('words', 1)} (rowid, request, response, run) VALUES (?, ?, '', ?)`,
    );
    const texts = [
      'Grüße aus Zürich, Call-ID 12-34',
      'the first day of the month',
      'month of the first day',
      'コールが終了しました',
      'unsubscribe',
    ];
    for (const [n, text] of texts.entries()) add.run(n + 1, indexable(text), '');
    add.run(9, '', 'the first day');
    const ask = db
      .prepare<[string], number>(`SELECT rowid FROM ${stretchTable('words', 1)} (?) ORDER BY rowid`)
      .pluck();
    return (typed: string) => {
      const match = asked(typed, 'attempts');
      return match === null ? [] : ask.all(match.query);
    };
  };

  test.each([
    ['grusse', [1]],
    ['gruße', [1]],
    ['GRÜSSE', [1]],
    ['zurich', [1]],
    ['zur', [1]],
    ['zur aus', []],
    ['first day', [2, 3]],
    ['"first day"', [2, 3]],
    ['"day of"', [2]],
    ['"of the first"', [3]],
    ['month "of the mo', [2]],
    ['call-id', [1]],
    ['12-3', [1]],
    ['unsub', [5]],
    ['subscribe', []],
    ['コールが', [4]],
    ['終了', [4]],
    ['ﾙが', [4]],
    ['了', [4]],
    ['了終', []],
    ['day month nothing', []],
  ])('finds %o in %o', (typed, rows) => {
    expect(index()(typed)).toEqual(rows);
  });

  test('takes whatever is typed', () => {
    const find = index();
    const { below, pick } = chance(51);
    const signs = [
      ...'"\'`*^:+-(){}[]~,.\\/%_\0\n\t 0aéß文',
      'AND',
      'OR',
      'NOT',
      'NEAR(',
      '"',
      '" ',
      'call',
      '\ud800',
      '😀',
    ];
    for (let n = 0; n < 5000; n += 1) {
      const typed = Array.from({ length: below(14) }, () => pick(signs)).join('');
      expect(() => find(typed), JSON.stringify(typed)).not.toThrow();
    }
  });
});
