import { describe, expect, test } from 'vitest';
import {
  parseTemplate,
  renderFormText,
  renderHeader,
  renderJson,
  renderJsonText,
  renderText,
  renderUrl,
  type Scope,
  TemplateError,
} from '../../../electron/core/chains/template.ts';
import type { Json, JsonObject } from '../../../shared/domain/chain.ts';
import { spending } from '../../fixtures/spent.ts';

const scope: Scope = {
  event: { from: '+49 30/123', to: 'agent', nested: { deep: { n: 5 } }, 'a key': 'spaced' },
  vars: {
    n: 42,
    yes: true,
    none: null,
    list: [1, { x: 'y' }, [2]],
    text: 'say "hi"\n\\',
    template: '{{event.from}}',
    empty: '',
    größe: 'M',
    'with-dash': 'd',
  },
  replay: { isReplay: true },
};

function errorOf(render: () => unknown): TemplateError {
  try {
    render();
  } catch (error) {
    if (error instanceof TemplateError) return error;
    throw error;
  }
  throw new Error('it rendered');
}

describe('paths', () => {
  test.each<[string, Json]>([
    ['{{vars.n}}', 42],
    ['{{ vars.n }}', 42],
    ['{{\nvars.n\t}}', 42],
    ['{{vars.yes}}', true],
    ['{{vars.none}}', null],
    ['{{vars.list}}', [1, { x: 'y' }, [2]]],
    ['{{vars.list.0}}', 1],
    ['{{vars.list[1].x}}', 'y'],
    ['{{vars.list[2][0]}}', 2],
    ['{{vars.list.1.x}}', 'y'],
    ['{{event.nested.deep}}', { n: 5 }],
    ['{{event["a key"]}}', 'spaced'],
    ['{{vars.größe}}', 'M'],
    ['{{vars.with-dash}}', 'd'],
    ['{{replay.isReplay}}', true],
    ['{{replay}}', { isReplay: true }],
  ])('%s keeps the type of its value', (template, value) => {
    expect(renderJson(template, scope)).toEqual(value);
  });

  test.each([
    'vars.missing',
    'vars.n.x',
    'vars.none.x',
    'vars.list.3',
    'vars.list.length',
    'vars.list.-1',
    'vars.list.map',
    'vars.text.length',
    'vars.text.0',
    'vars.__proto__',
    'vars.constructor',
    'vars.constructor.constructor',
    'vars.toString',
    'vars.hasOwnProperty',
    'vars.list.constructor',
    'vars.list.__proto__',
    'event.__proto__.polluted',
    'replay.isReplay.constructor',
    'vars["__proto__"]["constructor"]',
  ])('nothing is at %s, and the error names it', (path) => {
    const error = errorOf(() => renderJson(`{{${path}}}`, scope));
    expect(error).toMatchObject({ path, missing: true });
    expect(error.message).toContain(path);
    expect(error.stepError.kind).toBe('template');
  });

  test.each([
    '',
    'n',
    'process.env',
    'globalThis',
    'this.vars',
    'vars..n',
    'vars.',
    '.vars',
    'vars.n + 1',
    'vars.n | upper',
    'vars.f()',
    'vars["n"',
    "vars['n']",
    'vars[n]',
    '#if vars.n',
    '/if',
    '>partial',
    'vars.n; alert(1)',
    'VARS.n',
    '{vars.n',
    'x'.repeat(600),
    'constructor',
    '__proto__.x',
  ])('%j is no path', (source) => {
    const error = errorOf(() => renderText(`{{${source}}}`, scope));
    expect(error.missing).toBe(false);
  });

  test('an own key named __proto__, as JSON can bring it, is read as any other', () => {
    const vars = JSON.parse('{"__proto__":{"x":1}}') as JsonObject;
    expect(renderJson('{{vars.__proto__.x}}', { ...scope, vars })).toBe(1);
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });
});

describe('text', () => {
  test.each([
    ['no template', 'no template'],
    ['', ''],
    ['{{vars.n}}', '42'],
    ['a {{vars.n}} b {{event.to}}', 'a 42 b agent'],
    ['{{vars.none}}|{{vars.empty}}', '|'],
    ['{{vars.list}}', '[1,{"x":"y"},[2]]'],
    ['{{ not closed', '{{ not closed'],
    ['closed }} only', 'closed }} only'],
    ['{ {vars.n} }', '{ {vars.n} }'],
    ['}}{{vars.n}}{{', '}}42{{'],
    ['{{vars.n}}}', '42}'],
  ])('%j gives %j', (template, text) => {
    expect(renderText(template, scope)).toBe(text);
  });

  test('what is inserted is never rendered again', () => {
    expect(renderText('{{vars.template}}', scope)).toBe('{{event.from}}');
    expect(renderJson(['{{vars.template}}', 'x {{vars.template}}'], scope)).toEqual([
      '{{event.from}}',
      'x {{event.from}}',
    ]);
    const halves: Scope = { ...scope, vars: { a: '{{event', b: '.from}}' } };
    expect(renderText('{{vars.a}}{{vars.b}}', halves)).toBe('{{event.from}}');
  });
});

describe('JSON', () => {
  test('renders leaves, keeps keys and everything that is no text', () => {
    const value: Json = { '{{vars.n}}': '{{vars.n}}', a: [1, null, true, 'n={{vars.n}}'], b: { c: ' {{vars.n}}' } };
    expect(renderJson(value, scope)).toEqual({ '{{vars.n}}': 42, a: [1, null, true, 'n=42'], b: { c: ' 42' } });
  });

  test('a key named __proto__ stays a key', () => {
    const rendered = renderJson(JSON.parse('{"__proto__":{"x":"{{vars.n}}"}}') as Json, scope);
    expect(JSON.stringify(rendered)).toBe('{"__proto__":{"x":42}}');
  });

  test.each([
    ['{"a":"{{vars.text}}"}', { a: 'say "hi"\n\\' }],
    ['{"a":{{vars.n}},"b":{{vars.list}}}', { a: 42, b: [1, { x: 'y' }, [2]] }],
    ['{"a":{{vars.text}}}', { a: 'say "hi"\n\\' }],
    ['{"a":"\\"{{vars.text}}\\\\"}', { a: '"say "hi"\n\\\\' }],
    ['{"a":{{vars.none}},"b":"{{vars.none}}"}', { a: null, b: '' }],
    ['{"{{vars.text}}":1}', { 'say "hi"\n\\': 1 }],
  ])('a body written as text stays JSON: %s', (template, value) => {
    expect(JSON.parse(renderJsonText(template, scope))).toEqual(value);
  });

  test('absurdly nested configuration is an error, not a crash', () => {
    let value: Json = 'x';
    for (let at = 0; at < 50_000; at++) value = [value];
    expect(errorOf(() => renderJson(value, scope)).message).toContain('200 levels');
  });
});

describe('headers', () => {
  test('take what headers can carry', () => {
    expect(renderHeader('Bearer {{event.to}}', scope)).toBe('Bearer agent');
  });
  test.each(['a\r\nX-B: c', 'a\nb', 'nul\0', '😀', '漢字'])('a value of %j cannot bring another header in', (v) => {
    const error = errorOf(() => renderHeader('x {{vars.v}}', { ...scope, vars: { v } }));
    expect(error.path).toBe('vars.v');
  });
});

describe('addresses', () => {
  const url = (template: string, vars: JsonObject) => renderUrl(template, { ...scope, vars });

  test.each([
    ['https://a/c/{{vars.v}}', 'x/../y?z#w&=+ ü', 'https://a/c/x%2F..%2Fy%3Fz%23w%26%3D%2B%20%C3%BC'],
    ['https://a/?q={{vars.v}}', 'a&admin=1#x', 'https://a/?q=a%26admin%3D1%23x'],
    ['https://a/?q={{vars.v}}', '..', 'https://a/?q=..'],
    ['https://a/#{{vars.v}}', '<>', 'https://a/#%3C%3E'],
    ['https://a/{{vars.v}}', "it's (a) *test*!", 'https://a/it%27s%20%28a%29%20%2Atest%2A%21'],
    ['https://a/{{vars.v}}', '\ud800', 'https://a/%EF%BF%BD'],
    ['https://{{vars.v}}.example/x', 'tenant-1', 'https://tenant-1.example/x'],
    ['https://a:{{vars.v}}/x', '8080', 'https://a:8080/x'],
    ['{{vars.v}}', 'https://b.example/x?y=1', 'https://b.example/x?y=1'],
    ['{{vars.v}}/calls', 'https://b.example', 'https://b.example/calls'],
  ])('%s with %j', (template, v, expected) => {
    expect(url(template, { v })).toBe(expected);
  });

  test.each([
    ['https://{{vars.v}}.example/', 'evil.test/'],
    ['https://{{vars.v}}.example/', 'evil.test#'],
    ['https://{{vars.v}}.example/', 'evil.test?'],
    ['https://{{vars.v}}.example/', 'user@evil.test'],
    ['https://{{vars.v}}.example/', 'evil.test\\'],
    ['https://{{vars.v}}.example/', 'a b'],
    ['https://{{vars.v}}.example/', 'a%2fb'],
    ['https://{{vars.v}}.example/', ''],
    ['https:/{{vars.v}}', '/evil.test'],
    ['https{{vars.v}}', '://evil.test'],
  ])('%s cannot be given another host by %j', (template, v) => {
    expect(errorOf(() => url(template, { v })).path).toBe('vars.v');
  });

  test.each([
    ['https://a/users/{{vars.v}}/x', '..'],
    ['https://a/users/{{vars.v}}', '.'],
    ['https://a/{{vars.v}}{{vars.v}}/x', '.'],
    ['https://a/{{vars.v}}%2e/x', '.'],
    ['https://a/.{{vars.v}}?q', '.'],
    ['https://a/x\\{{vars.v}}', '..'],
    ['https://a/.\t{{vars.v}}', '.'],
  ])('%s cannot be climbed out of by %j', (template, v) => {
    expect(errorOf(() => url(template, { v })).message).toContain('segment');
  });

  test('the folder of a literal address is its author’s business', () => {
    expect(url('https://a/b/../c?x={{vars.v}}', { v: '1' })).toBe('https://a/b/../c?x=1');
  });
});

test('form bodies', () => {
  expect(renderFormText('a={{vars.text}}&b={{vars.n}}', scope)).toBe('a=say%20%22hi%22%0A%5C&b=42');
});

/** mulberry32: small, and the same on every machine. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
const alphabet = [...'ab01.{}[]"\\/?#&=%:@\n\r\0 +é😀', '{{', '}}', '{{vars.a}}', '..', '\ud800', '__proto__', '://'];

function text(next: () => number, longest: number): string {
  return Array.from(
    { length: Math.floor(next() * longest) },
    () => alphabet[Math.floor(next() * alphabet.length)],
  ).join('');
}

describe('with anything as input (seeded)', () => {
  test('a value survives the way through JSON, form and address unchanged, and nothing else changes', () => {
    const next = random(1);
    for (let round = 0; round < 3_000; round++) {
      const v = text(next, 12);
      const at: Scope = { event: {}, replay: {}, vars: { v, a: 'A' } };
      expect(renderJson({ x: '{{vars.v}}', y: 'p{{vars.v}}q' }, at)).toEqual({ x: v, y: `p${v}q` });
      expect(JSON.parse(renderJsonText('{"x":"p{{vars.v}}q","y":{{vars.v}}}', at))).toEqual({ x: `p${v}q`, y: v });
      const query = new URL(renderUrl('https://host.test/p?x={{vars.v}}&y=1#f', at));
      expect([
        query.host,
        query.pathname,
        query.searchParams.get('x'),
        query.searchParams.get('y'),
        query.hash,
      ]).toEqual(['host.test', '/p', v.toWellFormed(), '1', '#f']);
      const form = new URLSearchParams(renderFormText('x={{vars.v}}&y=1', at));
      expect([...form]).toEqual([
        ['x', v.toWellFormed()],
        ['y', '1'],
      ]);
    }
  });

  test('a value in the path stays within its segment, whatever it is', () => {
    const next = random(2);
    let rendered = 0;
    for (let round = 0; round < 3_000; round++) {
      const v = text(next, 6);
      const at: Scope = { event: {}, replay: {}, vars: { v } };
      try {
        const url = new URL(renderUrl('https://host.test/in/{{vars.v}}/out?q', at));
        rendered += 1;
        expect([url.host, url.pathname.split('/').length, url.pathname.startsWith('/in/'), url.search]).toEqual([
          'host.test',
          4,
          true,
          '?q',
        ]);
      } catch (error) {
        expect(error).toBeInstanceOf(TemplateError);
      }
    }
    expect(rendered).toBeGreaterThan(2_000);
  });

  test('any text is rendered or refused with a TemplateError, and literals are kept to the letter', () => {
    const next = random(3);
    for (let round = 0; round < 5_000; round++) {
      const template = text(next, 30);
      try {
        const parts = parseTemplate(template);
        const literals = parts.flatMap((part) => ('literal' in part ? [part.literal] : []));
        let from = 0;
        for (const literal of literals) {
          const at = template.indexOf(literal, from);
          expect(at).toBeGreaterThanOrEqual(from);
          from = at + literal.length;
        }
        if (!template.includes('{{')) expect(renderText(template, scope)).toBe(template);
      } catch (error) {
        expect(error).toBeInstanceOf(TemplateError);
      }
    }
  });
});

describe('properties that hold for any value (seeded)', () => {
  /** Any JSON, texts that look like templates and keys of prototypes among it. */
  function json(next: () => number, depth: number): Json {
    const pick = Math.floor(next() * (depth > 0 ? 8 : 6));
    if (pick === 0) return null;
    if (pick === 1) return next() < 0.5;
    if (pick === 2) return Math.round((next() - 0.5) * 1e9) / 1000;
    if (pick < 6) return text(next, 6);
    const items = Array.from({ length: Math.floor(next() * 4) }, () => json(next, depth - 1));
    const keys = ['a', '{{vars.v}}', '__proto__', 'constructor', 'x y'];
    return pick === 6 ? items : Object.fromEntries(items.map((item, at) => [keys[at] ?? 'k', item]));
  }
  const at = (v: Json): Scope => ({ event: {}, replay: {}, vars: { v, secret: 'SECRET' } });

  test('nothing is rendered twice: what a value says is never taken for a template', () => {
    const next = random(4);
    for (let round = 0; round < 2_000; round++) {
      const v = `${text(next, 6)}{{vars.secret}}${text(next, 6)}`;
      const scope = at(v);
      const all = [
        renderText('{{vars.v}}', scope),
        renderText('a {{vars.v}} b', scope),
        JSON.stringify(renderJson({ x: '{{vars.v}}', y: ['p{{vars.v}}q'], '{{vars.v}}': 1 }, scope)),
        renderJsonText('{"x":"{{vars.v}}"}', scope),
        renderFormText('x={{vars.v}}', scope),
        renderUrl('https://host.test/?x={{vars.v}}', scope),
      ];
      for (const rendered of all) expect(rendered).not.toContain('SECRET');
    }
  });

  test('types are kept: a leaf that is one whole template is the value itself', () => {
    const next = random(5);
    for (let round = 0; round < 2_000; round++) {
      const v = json(next, 3);
      const scope = at(v);
      expect(renderJson('{{vars.v}}', scope)).toEqual(v);
      expect(renderJson({ deep: [{ x: '{{ vars.v }}' }] }, scope)).toEqual({ deep: [{ x: v }] });
      expect(JSON.parse(renderJsonText('{"x":{{vars.v}}}', scope))).toEqual({ x: v });
      expect(typeof renderJson('{{vars.v}} ', scope)).toBe('string');
    }
  });

  test('own properties only: what every object has is found in none', () => {
    const next = random(6);
    const inherited = [
      ...Object.getOwnPropertyNames(Object.prototype),
      ...Object.getOwnPropertyNames(Array.prototype),
      ...Object.getOwnPropertyNames(Function.prototype),
      ...Object.getOwnPropertyNames(String.prototype),
    ];
    for (let round = 0; round < 2_000; round++) {
      const v = json(next, 3);
      const name = inherited[Math.floor(next() * inherited.length)] ?? 'constructor';
      const isOwn = typeof v === 'object' && v !== null && !Array.isArray(v) && Object.hasOwn(v, name);
      const missing = (template: string) => {
        try {
          renderText(template, at(v));
          return false;
        } catch (error) {
          return error instanceof TemplateError && error.missing;
        }
      };
      expect(missing(`{{vars.v.${name}}}`)).toBe(!isOwn);
      expect(missing(`{{vars.v["${name}"]}}`)).toBe(!isOwn);
      expect(missing(`{{vars.${name}}}`)).toBe(true);
      expect(missing(`{{event.${name}.constructor}}`)).toBe(true);
    }
  });
});

describe('megabytes', () => {
  const size = 2_000_000;
  test.each([
    ['opening braces', '{{'.repeat(size / 2)],
    ['closing braces', '}}'.repeat(size / 2)],
    ['openings before one closing', `${'{{'.repeat(size / 2)}}}`],
    ['braces in turn', '{}'.repeat(size / 2)],
    ['text', 'x'.repeat(size)],
    ['one long path', `{{vars.${'x'.repeat(size)}}}`],
    ['one path of many dots', `{{vars${'.x'.repeat(size / 2)}}}`],
    ['unclosed templates', '{{vars.n '.repeat(size / 9)],
    ['templates', '{{vars.n}}'.repeat(size / 10)],
  ])('%s take linear time', (_what, template) => {
    const spent = spending();
    for (const render of [renderText, renderJsonText, renderFormText]) {
      try {
        render(template, scope);
      } catch (error) {
        expect(error).toBeInstanceOf(TemplateError);
      }
    }
    expect(spent()).toBeLessThan(3_000);
  });

  test('an address of many values takes linear time', () => {
    const spent = spending();
    renderUrl(`https://a/?q=${'{{vars.n}}'.repeat(20_000)}`, scope);
    expect(spent()).toBeLessThan(3_000);
  });
});
