import { describe, expect, it } from 'vitest';
import { bytesOf, hexDump, hexRest } from '../../../renderer/ui/json/hex.ts';
import { indent, parseJson, unquote } from '../../../renderer/ui/json/parse.ts';

function indented(text: string): string | undefined {
  const node = parseJson(text);
  return node && indent(node);
}

describe('received JSON', () => {
  it('keeps the digits of numbers that a double cannot hold', () => {
    expect(indented('{"id":9007199254740993123,"f":1.10,"e":1E5}')).toBe(
      '{\n  "id": 9007199254740993123,\n  "f": 1.10,\n  "e": 1E5\n}',
    );
  });

  it('keeps the order of keys, keys that come twice, and __proto__', () => {
    expect(indented('{"b":1,"a":2,"b":3,"__proto__":{"x":null}}')).toBe(
      '{\n  "b": 1,\n  "a": 2,\n  "b": 3,\n  "__proto__": {\n    "x": null\n  }\n}',
    );
  });

  it('keeps escapes as they were written and reads them for display', () => {
    const node = parseJson('["\\u00e9\\n\\ud800","</script>"]');
    expect(node && indent(node)).toBe('[\n  "\\u00e9\\n\\ud800",\n  "</script>"\n]');
    expect(unquote('"\\u00e9\\n"')).toBe('é\n');
  });

  it('leaves empty arrays and objects on one line', () => {
    expect(indented(' { "a" : [ ] , "b" : { } } ')).toBe('{\n  "a": [],\n  "b": {}\n}');
  });

  it.each(['', '{', '{"a":1,}', '[1 2]', '01', '"a', '"\u0001"', '{"a":1}x', 'nul', "{'a':1}", '\ufeff{}'])(
    'does not take %j for JSON',
    (text) => {
      expect(parseJson(text)).toBeUndefined();
    },
  );

  it('gives up on nesting that would exhaust the stack', () => {
    expect(parseJson('['.repeat(100_000) + ']'.repeat(100_000))).toBeUndefined();
    expect(parseJson('['.repeat(150) + ']'.repeat(150))).toBeDefined();
  });
});

describe('bytes that are no text', () => {
  it('are written with their place, in hexadecimal and as text', () => {
    const sent = Buffer.from([0, 255, 65, 126, 127, 10, ...Buffer.from('0123456789abc')]);
    const bytes = bytesOf(sent.toString('base64')) ?? new Uint8Array();
    expect(hexDump(bytes).split('\n')).toEqual([
      '00000000  00 ff 41 7e 7f 0a 30 31  32 33 34 35 36 37 38 39  ..A~..0123456789',
      '00000010  61 62 63                                          abc',
    ]);
    expect(hexRest(bytes)).toBe(0);
  });

  it('are none where the base64 is none', () => {
    expect(bytesOf('not base64!')).toBeNull();
  });

  it('are written up to 4 KiB, and said to be more', () => {
    const bytes = new Uint8Array(5000);
    expect(hexDump(bytes).split('\n')).toHaveLength(256);
    expect(hexRest(bytes)).toBe(904);
  });
});
