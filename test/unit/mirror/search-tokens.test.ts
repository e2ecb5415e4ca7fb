/** What counts as the same word, script by script: what is typed finds what was said, and where it stands in the text. */
import Database from 'better-sqlite3';
import { describe, expect, onTestFinished, test } from 'vitest';
import { hitsIn } from '../../../electron/core/mirror/readers/call-match.ts';
import { stretchSql, stretchTable } from '../../../electron/core/mirror/search/open.ts';
import { matchOf, termsOf } from '../../../electron/core/mirror/search/query.ts';
import { indexable, plain, tokens } from '../../../electron/core/mirror/search/tokens.ts';
import { chance } from '../../fixtures/random.ts';

const texts = (text: string) => Array.from(tokens(plain(text)), ({ text: token }) => token);

/** Script, text, what is typed, and what of the text it stands for; nothing where it is not to be found. */
const samples: [string, string, string, string[]][] = [
  ['Latin', 'Please send the Refund today', 'refund', ['Refund']],
  ['Latin, the beginning of a word', 'Please send the Refund today', 'ref', ['Refund']],
  ['Latin, the end of a word', 'Please send the Refund today', 'fund', []],
  ['accents left out', 'Señor Núñez está en Zürich', 'nunez', ['Núñez']],
  ['accents typed, not written', 'Senor Nunez', 'Núñez', ['Nunez']],
  ['letters without a mark', 'Łódź, Ørsted, Straße', 'lodz orsted strasse', ['Łódź', 'Ørsted', 'Straße']],
  ['Turkish', 'İstanbul ışık', 'istanbul isik', ['İstanbul', 'ışık']],
  ['Vietnamese', 'Tôi muốn hoàn tiền', 'toi muon hoan tien', ['Tôi', 'muốn', 'hoàn', 'tiền']],
  ['full width', 'ＯＲＤＥＲ １２３', 'order 123', ['ORDER', '123']],
  ['Greek', 'Θέλω επιστροφή χρημάτων', 'ΧΡΗΜΑΤΩΝ', ['χρημάτων']],
  ['Cyrillic', 'Верните мой платёж', 'платеж', ['платёж']],
  ['Arabic with points', 'أُرِيدُ اِسْتِرْدَاد المبلغ', 'اريد استرداد', ['أُرِيدُ', 'اِسْتِرْدَاد']],
  ['Arabic, forms of alef, ya and ta marbuta', 'إلى مكتبة الأردن', 'الي مكتبه الاردن', ['إلى', 'مكتبة', 'الأردن']],
  ['Arabic digits', 'رقم ٤٧١١', '4711', ['٤٧١١']],
  ['Persian', 'می‌خواهم کتاب', 'كتاب', ['کتاب']],
  ['Hebrew with points', 'שָׁלוֹם לכולם', 'שלום', ['שָׁלוֹם']],
  ['Hindi', 'मुझे पैसे वापस चाहिए', 'वापस', ['वापस']],
  ['Hindi, another vowel is another word', 'मुझे पैसे वापस चाहिए', 'पासे', []],
  ['Hindi digits', 'आदेश १२३', '123', ['१२३']],
  ['Bengali', 'আমি টাকা ফেরত চাই', 'ফেরত', ['ফেরত']],
  ['Tamil', 'பணம் திரும்ப வேண்டும்', 'திரும்ப', ['திரும்ப']],
  ['Thai', 'ผมต้องการขอเงินคืนวันนี้', 'เงินคืน', ['เงินคืน']],
  ['Thai, not in the text', 'ผมต้องการขอเงินคืนวันนี้', 'คืนเงิน', []],
  ['Lao', 'ຂ້ອຍຕ້ອງການເງິນຄືນ', 'ເງິນ', ['ເງິນ']],
  ['Khmer', 'ខ្ញុំចង់បានប្រាក់វិញ', 'ប្រាក់', ['ប្រាក់']],
  ['Chinese', '我想申请退款，谢谢', '退款', ['退款']],
  ['Chinese, one character', '我想申请退款，谢谢', '款', ['款']],
  ['Chinese, not in a row', '我想申请退款，谢谢', '申款', []],
  ['Chinese, a rare character', '我住在𠮷野家', '𠮷野', ['𠮷野']],
  ['Japanese', '返金の手続きをお願いします', '手続き', ['手続き']],
  ['Japanese, half width', 'キャンセルしたい', 'ｷｬﾝｾﾙ', ['キャンセル']],
  ['Japanese with Latin', 'iPhone15の返金', 'iphone15の返', ['iPhone15の返']],
  ['Korean, with its particle', '환불을 원합니다', '환불', ['환불']],
];

describe.each(samples)('%s', (_name, text, typed, found) => {
  test('is found in the text itself, where it stands', () => {
    const shown = plain(text);
    const hits = hitsIn(shown, termsOf(typed)).map(({ start, end }) => shown.slice(start, end));
    expect(hits.map((hit) => hit.trim())).toEqual(
      found.length === 0 ? [] : found.map((one) => expect.stringContaining(one)),
    );
  });

  test('is found by the index', () => {
    const db = new Database(':memory:');
    onTestFinished(() => void db.close());
    db.exec(stretchSql(1));
    const table = stretchTable('calls', 1);
    db.prepare(`INSERT INTO ${table} (rowid, customer, agent) VALUES (1, ?, ?)`).run(
      indexable(text),
      indexable('もし if'),
    );
    const ask = db.prepare<[string], number>(`SELECT rowid FROM ${table} (?)`).pluck();
    const match = matchOf(termsOf(typed), 'calls, customer');
    expect(match && ask.all(match.query)).toEqual(found.length > 0 ? [1] : []);
  });
});

test('a word keeps its apostrophe’s halves in a row, and numbers keep theirs', () => {
  expect(texts('don’t 1,234.50')).toEqual(['don', 't', '1', '234', '50']);
});

test('any stretch of a text without spaces is found in it', () => {
  const { below, pick } = chance(71);
  const signs = [...'退款申请返金手続きをเงินคืนวันนี้환불을'];
  for (let n = 0; n < 300; n += 1) {
    const text = Array.from({ length: 2 + below(20) }, () => pick(signs)).join('');
    const all = [...plain(text)];
    const from = below(all.length);
    const part = all.slice(from, from + 1 + below(all.length - from)).join('');
    expect([text, part, hitsIn(plain(text), termsOf(part)).length > 0]).toEqual([text, part, true]);
  }
});

test('what the index is given has the tokens that are marked in the text', () => {
  const { below, pick } = chance(72);
  const signs = [...'aÉß é9٤ाक्退の゙ﾃﾞเงّأ𠮷😀-_\'"', ' ', '\n'];
  for (let n = 0; n < 500; n += 1) {
    const text = Array.from({ length: below(16) }, () => pick(signs)).join('');
    expect(texts(indexable(text)).join('')).toContain(texts(text)[0] ?? '');
    for (const { start, end } of tokens(plain(text))) expect(end).toBeGreaterThan(start);
  }
});

test('the words of a text that has accents here and there are those of the whole text', () => {
  const { below, pick } = chance(73);
  const pieces = [
    '{"name":"',
    'Müller',
    'plain',
    'i',
    'é',
    '\u0301',
    '<\u0338',
    ' ',
    '", ',
    '_',
    'ｱﾞ',
    '退款',
    '😀',
    '\ud83d',
    'ÅB1',
  ];
  for (let n = 0; n < 2000; n += 1) {
    const text = Array.from({ length: below(12) }, () => `${pick(pieces)}${'x'.repeat(below(8) === 0 ? 12 : 0)}`).join(
      '',
    );
    const given =
      indexable(text)
        .toLowerCase()
        .match(/[\p{L}\p{N}\p{M}\p{Co}]+/gu) ?? [];
    expect([text, given.join(' ')]).toEqual([text, texts(text).filter(Boolean).join(' ').toLowerCase()]);
  }
});

test('a long text of one script is taken in one go', () => {
  const text = 'मुझे पैसे वापस चाहिए, '.repeat(12_000);
  expect(indexable(text).length).toBeGreaterThan(text.length / 2);
  expect(indexable(`é${'a'.repeat(250_000)}`)).toBe(`e${'a'.repeat(250_000)}`);
});
