/** Cutting files into records: whatever the size of the pieces, the same records, and one to go on after each. */
import { describe, expect, test } from 'vitest';
import { sniff } from '../../../electron/core/sources/files/sniff.ts';
import { type Splitter, splitDocument, splitLines } from '../../../electron/core/sources/files/split.ts';

const beginning = { at: 0, number: 0, inside: false, over: false, root: false };

function cut(splitter: Splitter, bytes: Buffer, pieceBytes: number) {
  const records = [];
  for (let at = 0; at < bytes.length; at += pieceBytes)
    records.push(...splitter.push(bytes.subarray(at, at + pieceBytes)));
  return [...records, ...splitter.end()].map((record) => record.bytes.toString('utf8'));
}

const documents: [string, string, string[]][] = [
  ['a list', '[{"a":"]}"},\n {"b":[1,{"c":2}]}, "x,y", 3]', ['{"a":"]}"}', '{"b":[1,{"c":2}]}', '"x,y"', '3']],
  ['an escaped quote', '["a\\"],[", "\\\\"]', ['"a\\"],["', '"\\\\"']],
  ['an empty list', ' [ ] ', []],
  ['a list that is followed by something', '[1] [2]', ['1', '[2]']],
  ['a list that is cut off', '[{"a":1},{"b', ['{"a":1}', '{"b']],
  ['too many brackets', '[{"a":1}},2]', ['{"a":1}}', '2']],
  ['an export', '{"n":{"data":[9]},"s":"data","data":[1,2],"rest":[3]}', ['1', '2']],
  ['an archive', '{"log":{"pages":[{"entries":[7]}],"entries":[{"a":1},{"b":2}],"x":[5]}}', ['{"a":1}', '{"b":2}']],
  [
    'a single object',
    '{"event":"x","list":[1,2],"deep":{"data":[1]}}',
    ['{"event":"x","list":[1,2],"deep":{"data":[1]}}'],
  ],
];

describe.each(documents)('%s', (_what, text, expected) => {
  test.each([1, 3, 1000])('in pieces of %i bytes', (pieceBytes) => {
    expect(cut(splitDocument(beginning), Buffer.from(text), pieceBytes)).toEqual(expected);
  });
});

test('lines end with either kind of break; blank ones are counted and left out', () => {
  const splitter = splitLines({ at: 0, number: 0 });
  const records = [...splitter.push(Buffer.from('a\r\n\n  \nb')), ...splitter.end()];
  expect(records.map(({ bytes, number }) => [bytes.toString(), number])).toEqual([
    ['a', 1],
    ['b', 4],
  ]);
});

test.each([
  ['lines', '{"a":1}\n{"b":2}\n\n{"c":3}\n'],
  ['list', ' [{"a":1}, {"b":[2]} ,{"c":3}] '],
  ['list', '{"data":[{"a":1},{"b":[2]},{"c":3}],"n":3}'],
])('%s go on after any record as if nothing had happened', (kind, text) => {
  const bytes = Buffer.from(text);
  const start = () => (kind === 'lines' ? splitLines(beginning) : splitDocument(beginning));
  const whole = cut(start(), bytes, 1000);
  for (let upTo = 1; upTo < bytes.length; upTo += 1) {
    const first = start();
    const before = first.push(bytes.subarray(0, upTo)).map((record) => record.bytes.toString());
    const state = first.state();
    const second = state.kind === 'lines' ? splitLines(state) : splitDocument(state);
    expect([...before, ...cut(second, bytes.subarray(state.at), 5)]).toEqual(whole);
  }
});

test.each([
  ['x.ndjson', 'anything', 'lines'],
  ['x.json', '[1]', 'list'],
  ['x.json', '{"a":1}\n{"b":2}', 'lines'],
  ['x.json', '{\n"a":1}', 'list'],
  ['x.json', '{"a":1}', 'list'],
  ['x.json', '   ', 'none'],
  ['x.csv', 'a;b', 'none'],
])('%s that begins with %j is read as %s', (name, text, kind) => {
  expect(sniff(name, Buffer.from(text), true).kind).toBe(kind);
});
