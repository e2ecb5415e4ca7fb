/**
 * Reads JSON without changing it: numbers keep their digits, objects their order and their duplicate keys. `JSON.parse` would round
 * ids beyond 2^53 and drop the first of two equal keys, and an operator must see what was really received.
 */

export type JsonNode =
  | { kind: 'string'; raw: string }
  | { kind: 'number'; raw: string }
  | { kind: 'atom'; raw: 'true' | 'false' | 'null' }
  | { kind: 'array'; items: JsonNode[] }
  | { kind: 'object'; entries: { key: string; value: JsonNode }[] };

/** Deeper or longer than this is shown as text only. */
const deepest = 200;
const longest = 4 * 1024 * 1024;

const space = /[ \t\n\r]*/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: RFC 8259 forbids control characters within strings.
const stringToken = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const numberToken = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const atomToken = /true|false|null/y;

/** `undefined` when the text is not JSON, or too big to be shown as a tree. */
export function parseJson(text: string): JsonNode | undefined {
  if (text.length > longest) return undefined;
  let at = 0;

  function take(token: RegExp): string | undefined {
    token.lastIndex = at;
    const found = token.exec(text)?.[0];
    if (found !== undefined) at += found.length;
    return found;
  }
  function skip(sign: string): boolean {
    take(space);
    if (text[at] !== sign) return false;
    at += 1;
    return true;
  }

  function value(depth: number): JsonNode | undefined {
    take(space);
    if (depth > deepest) return undefined;
    const sign = text[at];
    if (sign === '{') return object(depth);
    if (sign === '[') return array(depth);
    if (sign === '"') {
      const raw = take(stringToken);
      return raw === undefined ? undefined : { kind: 'string', raw };
    }
    const atom = take(atomToken);
    if (atom === 'true' || atom === 'false' || atom === 'null') return { kind: 'atom', raw: atom };
    const number = take(numberToken);
    return number === undefined ? undefined : { kind: 'number', raw: number };
  }

  function array(depth: number): JsonNode | undefined {
    at += 1;
    const items: JsonNode[] = [];
    if (skip(']')) return { kind: 'array', items };
    do {
      const item = value(depth + 1);
      if (!item) return undefined;
      items.push(item);
    } while (skip(','));
    return skip(']') ? { kind: 'array', items } : undefined;
  }

  function object(depth: number): JsonNode | undefined {
    at += 1;
    const entries: { key: string; value: JsonNode }[] = [];
    if (skip('}')) return { kind: 'object', entries };
    do {
      take(space);
      const key = take(stringToken);
      if (key === undefined || !skip(':')) return undefined;
      const entry = value(depth + 1);
      if (!entry) return undefined;
      entries.push({ key, value: entry });
    } while (skip(','));
    return skip('}') ? { kind: 'object', entries } : undefined;
  }

  const root = value(0);
  take(space);
  return at === text.length ? root : undefined;
}

/** The characters a string token stands for. */
export function unquote(raw: string): string {
  const text: unknown = JSON.parse(raw);
  return typeof text === 'string' ? text : raw;
}

/** The same tokens on lines of their own, two spaces per level. */
export function indent(node: JsonNode, margin = ''): string {
  const inner = `${margin}  `;
  if (node.kind === 'array') {
    if (node.items.length === 0) return '[]';
    return `[\n${node.items.map((item) => inner + indent(item, inner)).join(',\n')}\n${margin}]`;
  }
  if (node.kind === 'object') {
    if (node.entries.length === 0) return '{}';
    return `{\n${node.entries.map(({ key, value }) => `${inner}${key}: ${indent(value, inner)}`).join(',\n')}\n${margin}}`;
  }
  return node.raw;
}

/** A text indented; `null` where it is not JSON, or too big. */
export function indentedJson(text: string): string | null {
  const node = parseJson(text);
  return node ? indent(node) : null;
}
