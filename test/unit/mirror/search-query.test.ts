/** What is typed into a search becomes words and phrases of the index's language, and never anything else of it. */
import Database from 'better-sqlite3';
import { describe, expect, onTestFinished, test } from 'vitest';
import { stretchSql, stretchTable } from '../../../electron/core/mirror/search/open.ts';
import { matchOf } from '../../../electron/core/mirror/search/query.ts';
import { chance } from '../../fixtures/random.ts';

test.each([
  ['one', '"one" *'],
  ['one two', '"one" "two" *'],
  ['  one   two ', '"one" "two" *'],
  ['"one two"', '"one two"'],
  ['"one two" three', '"one two" "three" *'],
  ['three "one two"', '"three" "one two"'],
  ['three "one tw', '"three" "one tw" *'],
  ['a"b"c', '"a" "b" "c" *'],
  ['foo-bar', '"foo-bar" *'],
  ['NOT one OR two', '"NOT" "one" "OR" "two" *'],
  ['one - two', '"one" "two" *'],
  ['one\0two', '"one" "two" *'],
])('%o is read as %s', (typed, terms) => {
  expect(matchOf(typed, 'runs')).toBe(`{run} : (${terms})`);
  expect(matchOf(typed, 'attempts')).toBe(`{request response} : (${terms})`);
});

test.each(['', ' ', '"', '""', '"" ""', '-', '* ( ) : ^ + {}', '"—"', '\0'])(
  '%o has no word to search for',
  (typed) => {
    expect(matchOf(typed, 'runs')).toBeNull();
  },
);

describe('the index', () => {
  const index = () => {
    const db = new Database(':memory:');
    onTestFinished(() => void db.close());
    db.exec(stretchSql(1));
    const add = db.prepare(
      `INSERT INTO ${stretchTable(1)} (rowid, request, response, run, call) VALUES (?, ?, '', ?, '')`,
    );
    const texts = [
      'Grüße aus Zürich, Call-ID 12-34',
      'the first day of the month',
      'month of the first day',
      'コールが終了しました',
      'unsubscribe',
    ];
    for (const [n, text] of texts.entries()) add.run(n + 1, text, '');
    add.run(9, '', 'the first day');
    const ask = db.prepare<[string], number>(`SELECT rowid FROM ${stretchTable(1)} (?) ORDER BY rowid`).pluck();
    return (typed: string) => {
      const match = matchOf(typed, 'attempts');
      return match === null ? [] : ask.all(match);
    };
  };

  test.each([
    ['grusse', []],
    ['gruße', [1]],
    ['GRÜSSE', []],
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
