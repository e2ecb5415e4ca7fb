import { describe, expect, it } from 'vitest';
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
