import { spawnSync } from 'node:child_process';
import { Worker } from 'node:worker_threads';
import { afterAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { z } from 'zod';
import { createScriptRunner } from '../../../electron/core/chains/scripts.ts';
import type { Json, JsonObject } from '../../../shared/domain/chain.ts';

const runner = createScriptRunner();
afterAll(() => runner.close());

const event: JsonObject = { from: '+4930123', list: [1, 2] };
const run = (code: string, vars: JsonObject = {}, limits?: { timeMs?: number }) =>
  runner.run(code, { event, vars }, limits);
const failure = async (code: string, limits?: { timeMs?: number }) => {
  const result = await run(code, {}, limits);
  if (result.ok) throw new Error(`it came back with ${JSON.stringify(result)}`);
  return result.error;
};

describe('a script', () => {
  test.each<[string, Json, JsonObject]>([
    ['return 1 + 1', 2, { a: 1 }],
    ['vars.b = event.from', null, { a: 1, b: '+4930123' }],
    ['vars = { c: event.list.length }; return vars.c', 2, { c: 2 }],
    ['delete vars.a; return null', null, {}],
    ['// only a remark', null, { a: 1 }],
    ['', null, { a: 1 }],
    ['return "Grüße 😀 \\u2028 \\ud800"', 'Grüße 😀 \u2028 \ud800', { a: 1 }],
    ['return undefined', null, { a: 1 }],
    ['return { a: undefined, b: () => 1, c: new Date(0) }', { c: '1970-01-01T00:00:00.000Z' }, { a: 1 }],
    ['return [1n < 2, NaN, Infinity]', [true, null, null], { a: 1 }],
    ['return [..."a-b".split("-"), /x(.)/.exec("xy")[1]]', ['a', 'b', 'y'], { a: 1 }],
    ['const f = async () => 1; return typeof f()', 'object', { a: 1 }],
    ['vars["__proto__"] = 5; return 1', 1, { a: 1 }],
  ])('%j', async (code, value, vars) => {
    expect(await run(code, { a: 1 })).toEqual({ ok: true, value, vars });
  });

  test('big input goes in and out', async () => {
    const text = 'x'.repeat(1_000_000);
    expect(await run('return vars.text + "!"', { text })).toMatchObject({ ok: true, value: `${text}!` });
  });

  test('does not see what another one left behind', async () => {
    await run(
      'globalThis.left = 1; Object.prototype.left = 1; JSON.parse = () => 7; Array.prototype.push = null; return 1',
    );
    expect(await run('return [typeof left, ({}).left === undefined, JSON.parse("8"), typeof [].push]')).toMatchObject({
      value: ['undefined', true, 8, 'function'],
    });
  });

  test('cannot change the caller’s vars and event but by what it leaves', async () => {
    const vars: JsonObject = { deep: { a: 1 } };
    await run('vars.deep.a = 2; event.from = "x"; event.list.push(3)', vars);
    expect(vars).toEqual({ deep: { a: 1 } });
    expect(event).toEqual({ from: '+4930123', list: [1, 2] });
  });

  test('scripts asked for at once each get their own answer', async () => {
    const all = await Promise.all(Array.from({ length: 20 }, (_none, at) => run(`return vars.at * 2`, { at })));
    expect(all.map((result) => result.ok && result.value)).toEqual(all.map((_none, at) => at * 2));
  });
});

describe('errors', () => {
  test.each([
    ['null.x', 1, 'TypeError'],
    ['\n\nthrow new Error("why")', 3, 'Error: why'],
    ['let a = 1;\nconst b = ;', 2, 'SyntaxError'],
    ['return vars.a.b.c', 1, 'TypeError'],
    ['missing()', 1, 'ReferenceError'],
    ['const f = () => {\n  throw new RangeError("deep");\n};\nf();', 2, 'RangeError: deep'],
  ])('%j is told with its line', async (code, line, words) => {
    const error = await failure(code);
    expect(error).toMatchObject({ kind: 'script' });
    expect(error.message).toContain(`in line ${line}`);
    expect(error.message).toContain(words);
  });

  test.each([
    ['throw 42', '42'],
    ['throw null', 'null'],
    ['throw undefined', 'undefined'],
    ['throw "text"', 'text'],
    ['throw { message: "object" }', 'object'],
    ['throw Symbol("s")', 's'],
    ['throw () => 1', '1'],
    ['throw { get message() { throw 1 } }', 'cannot be described'],
    ['throw Object.create(null)', 'failed'],
    ['throw { message: { toString() { throw 1 } } }', 'cannot be described'],
    ['throw new Proxy({}, { get() { throw 1 } })', 'cannot be described'],
    [`throw new Error('x'.repeat(100000))`, 'xxx'],
  ])('%j is an error like any other', async (code, words) => {
    const error = await failure(code);
    expect(error.kind).toBe('script');
    expect(error.message).toContain(words);
    expect(error.message.length).toBeLessThan(700);
  });

  test.each([
    ['return () => 1', 'function'],
    ['return Symbol()', 'symbol'],
    ['return 10n', 'BigInt'],
    ['return (async () => 1)()', 'asynchronous'],
    ['return Promise.resolve(1)', 'asynchronous'],
    ['const a = {}; a.a = a; return a', 'circular'],
    ['vars.a = vars', 'circular'],
    ['vars = null', 'vars'],
    ['vars = [1]', 'vars'],
    ['vars = "text"', 'vars'],
    ['vars = () => 1', 'vars'],
    ['return { toJSON() { throw new Error("no") } }', 'no'],
    ['return { get x() { throw new Error("no") } }', 'no'],
    ['return new Proxy({}, { ownKeys() { throw new Error("no") } })', 'no'],
    ['return { a: [10n] }', 'BigInt'],
    ['vars.self = { vars }', 'circular'],
    ['Object.prototype.toJSON = () => { throw new Error("no") }; return {}', 'no'],
  ])('%j cannot be kept', async (code, words) => {
    const error = await failure(code);
    expect(error.kind).toBe('script');
    expect(error.message).toContain(words);
  });

  test('code of more than a mebibyte is refused', async () => {
    expect(await failure(`//${'x'.repeat(2 ** 20)}`)).toMatchObject({ kind: 'limit' });
  });
});

describe('limits', () => {
  const timeMs = 300;

  test.each([
    'for (;;) {}',
    'while (true) { try { for (;;) {} } catch {} }',
    'try { for (;;) {} } finally { for (;;) {} }',
    'const f = () => { try { f() } catch { f() } }; f(); f(); for (;;) f()',
    'return /(a+)+$/.test("a".repeat(50) + "b")',
    'return { toJSON() { for (;;) {} } }',
    'throw { get message() { for (;;) {} } }',
    'throw new Proxy({}, { get() { for (;;) {} } })',
    'return new Proxy({}, { ownKeys() { for (;;) {} } })',
    'vars = new Proxy({}, { get() { for (;;) {} }, ownKeys() { for (;;) {} } })',
    'Object.prototype.toJSON = () => { for (;;) {} }; return {}',
    'for (const x of { [Symbol.iterator]() { return { next: () => ({ done: false }) } } }) {}',
    'eval("for(;;){}")',
    'new Function("for(;;){}")()',
    'Array.from({ length: 1e9 }, (x, i) => i)',
    '[3,1,2].sort(() => { for (;;) {} })',
    '"x".replace(/x/, () => { for (;;) {} })',
    'function* g() { for (;;) yield 1 } for (const x of g()) {}',
    'new Promise(() => { for (;;) {} })',
    'for (;;) new Promise(() => { for (;;) {} })',
    'Promise.resolve().then(() => {}); for (;;) {}',
    'return Object.defineProperty({}, "x", { enumerable: true, get() { for (;;) {} } })',
    'Object.defineProperty(vars, "x", { enumerable: true, get() { for (;;) {} } })',
    'return new Proxy({}, { get: (_none, key) => { if (key === "toJSON") for (;;) {} } })',
    // A single native call each, which the interpreter cannot interrupt: it ends with its thread.
    'return ("a".repeat(1e7)).indexOf("a".repeat(5e6) + "b")',
    'return new Array(2e7).join("ab").length',
  ])('%j is stopped within twice its time', async (code) => {
    // The time a new interpreter takes to start is not the script's.
    await run('return 1');
    const begun = process.cpuUsage();
    const error = await failure(code, { timeMs });
    expect(error.kind).toBe('limit');
    // It works all the while: its processor time is what it took, whatever else the machine is doing.
    const { user, system } = process.cpuUsage(begun);
    expect((user + system) / 1000).toBeLessThan(2 * timeMs);
    expect(await run('return "alive"')).toMatchObject({ ok: true, value: 'alive' });
  });

  test('promises that never settle are not waited for', async () => {
    const timeMs = 10_000;
    expect(await run('vars.p = new Promise(() => {}); return null', {}, { timeMs })).toMatchObject({ ok: true });
    expect((await failure('return new Promise(() => {})', { timeMs })).message).toContain('asynchronous');
  });

  test('a script that fills memory is stopped within twice its limit', () => {
    const module = new URL('../../../electron/core/chains/scripts.ts', import.meta.url).href;
    const program = `const { createScriptRunner } = await import(${JSON.stringify(module)});
      const runner = createScriptRunner();
      const run = (code) => runner.run(code, { event: {}, vars: {} }, { timeMs: 5000 });
      await run('return 1');
      const before = process.resourceUsage().maxRSS;
      const messages = [];
      for (const code of [
        'const a = []; for (;;) a.push("x".repeat(1000) + a.length)',
        'const a = []; for (;;) a.push(new Uint8Array(65536).fill(1))',
        'let s = "x"; for (;;) s += s',
        'const m = new Map(); for (let i = 0; ; i++) m.set(i, { i })',
      ]) messages.push((await run(code)).error?.message);
      await runner.close();
      process.stdout.write(JSON.stringify({ messages, grownMiB: (process.resourceUsage().maxRSS - before) / 1024 }));`;
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
      timeout: 240_000,
      encoding: 'utf8',
    });
    const { messages, grownMiB } = z
      .object({ messages: z.array(z.string()), grownMiB: z.number() })
      .parse(JSON.parse(stdout));
    expect(messages.map((message) => /out of memory|string too long/.test(message))).toEqual([true, true, true, true]);
    expect(grownMiB).toBeLessThan(64);
  });

  test.each([
    'const a = []; for (;;) a.push("x".repeat(1000) + a.length)',
    'return "x".repeat(2 ** 29)',
    'return new ArrayBuffer(2 ** 30)',
    'new Array(2 ** 27).fill(1)',
    'let s = "x"; for (;;) s += s',
    'const m = new Map(); for (let i = 0; ; i++) m.set(i, { i })',
    'const f = (o) => f({ o }); f({})',
    'function f() { return f() + 1 } return f()',
    'let o = {}; for (let i = 0; i < 100000; i++) o = { o }; return o',
    'return JSON.parse("[".repeat(100000))',
    'return eval("(".repeat(100000))',
    'return new RegExp("(".repeat(50000) + ")".repeat(50000)).test("x")',
    'class A { get [Symbol.toPrimitive]() { return this + 1 } } return new A() + 1',
    'return "a".repeat(9 * 1024 * 1024)',
  ])('%j stays within memory and stack', async (code) => {
    const error = await failure(code, { timeMs: 2_000 });
    expect(['limit', 'script']).toContain(error.kind);
    expect(await run('return "alive"')).toMatchObject({ ok: true, value: 'alive' });
  });
});

describe('nothing of the host is in reach', () => {
  /** Each returns something of the host when it gets out, and nothing or an error when it does not. */
  const attempts = [
    'return typeof process === "undefined" ? null : process.pid',
    'return typeof require === "undefined" ? null : require("fs")',
    'return typeof module === "undefined" ? null : module',
    'return typeof Buffer === "undefined" ? null : 1',
    'return typeof fetch === "undefined" ? null : 1',
    'return typeof WebAssembly === "undefined" ? null : 1',
    'return typeof Worker === "undefined" ? null : 1',
    'return typeof setTimeout === "undefined" ? null : 1',
    'return typeof console === "undefined" ? null : 1',
    'return typeof parentPort === "undefined" ? null : 1',
    'return typeof std === "undefined" ? null : 1',
    'return typeof os === "undefined" ? null : 1',
    'return typeof Deno === "undefined" ? null : 1',
    'return typeof navigator === "undefined" ? null : 1',
    'return typeof Atomics === "undefined" || typeof SharedArrayBuffer === "undefined" ? null : null',
    'return this.constructor.constructor("return process")().pid',
    'return ({}).constructor.constructor("return process")().pid',
    'return (() => {}).constructor("return process.env")()',
    'return (async () => {}).constructor("return process")().pid',
    'return (function* () {}).constructor("yield process")().next().value.pid',
    'return vars.constructor.constructor("return process")().pid',
    'return event.list.constructor.constructor("return globalThis.process")().pid',
    'return Object.getPrototypeOf(vars).constructor.constructor("return process")().pid',
    'return new Function("return this.process")().pid',
    'return (0, eval)("process").pid',
    'return eval("require")("child_process")',
    'return Reflect.construct(Function, ["return process"])().pid',
    'return Reflect.get(globalThis, "process").pid',
    'try { null.x } catch (e) { return e.constructor.constructor("return process")().pid }',
    'const e = new Error(); Error.prepareStackTrace = (x, frames) => frames; return e.stack[0].getThis().process.pid',
    'Error.prepareStackTrace = (e, s) => s; return new Error().stack.map((f) => f.getFunction())[0].pid',
    'try { (function f() { f() })() } catch (e) { return e.constructor.constructor("return process")().pid }',
    'return new Proxy(function () {}, { apply: (t, self) => self.process.pid })()',
    'return arguments.callee.caller.arguments[0].process.pid',
    'return (function () { return this })().process.pid',
    'return import.meta.url',
    'import("node:fs").then((fs) => { vars.fs = 1 }); return vars.fs.x',
    'return (await import("node:fs")).readFileSync("/etc/passwd")',
    'import fs from "node:fs"; return fs',
    '}); globalThis.process.exit(1); (function () {',
    '}).call(), process.pid]; }), (function () { return [(function () {',
    'return globalThis.constructor.getPrototypeOf(globalThis).process.pid',
    'Promise.resolve().then(() => { throw globalThis.process }); return process.pid',
    'return new FinalizationRegistry(() => {}).constructor.constructor("return process")().pid',
    'with ({}) { return process.pid }',
    'return Symbol.for("nodejs.util.inspect.custom") in vars ? process : null',
    'Object.defineProperty(Object.prototype, "then", { get() { return (f) => f(process) } }); return null',
    'vars.then = (resolve) => resolve(1); return null',
    'return { __proto__: null, ok: false, broken: true, error: { kind: "x" } }.nothing ?? null',
  ];

  test.each(attempts)('%s', async (code) => {
    const result = await run(code);
    if (result.ok) expect(result.value).toBeNull();
    else expect(result.error.kind).toBe('script');
    expect(({} as Record<string, unknown>).then).toBeUndefined();
  });

  test('the global object holds the language and nothing else', async () => {
    const result = await run('return Object.getOwnPropertyNames(globalThis).sort()');
    const names = result.ok && Array.isArray(result.value) ? result.value.map(String) : [];
    expect(names).toContain('Object');
    expect(names.filter((name) => /^[a-z]/.test(name)).sort()).toEqual([
      'decodeURI',
      'decodeURIComponent',
      'encodeURI',
      'encodeURIComponent',
      'escape',
      'eval',
      'globalThis',
      'isFinite',
      'isNaN',
      'parseFloat',
      'parseInt',
      'undefined',
      'unescape',
    ]);
  });

  test('at least thirty known ways out are tried', () => {
    expect(new Set(attempts).size).toBeGreaterThanOrEqual(30);
  });

  test('output that pretends to be something else stays JSON', async () => {
    expect(await run(`JSON.stringify = () => '"],"ok":1'; return [1]`)).toEqual({ ok: true, value: [1], vars: {} });
    expect(await run(`return JSON.parse('{"__proto__":{"polluted":1}}')`)).toMatchObject({ ok: true });
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

describe('the runner', () => {
  test('once closed it refuses, after what is under way has ended', async () => {
    const own = createScriptRunner();
    const underWay = own.run('return 1', { event: {}, vars: {} });
    await new Promise((resolve) => setImmediate(resolve));
    const queued = own.run('return 2', { event: {}, vars: {} });
    await own.close();
    expect(await underWay).toMatchObject({ ok: true, value: 1 });
    expect(await queued).toMatchObject({ ok: false });
    expect(await own.run('return 1', { event: {}, vars: {} })).toMatchObject({ ok: false });
  });

  test('ends from outside only what does not come back', async () => {
    const terminate = vi.spyOn(Worker.prototype, 'terminate');
    onTestFinished(() => terminate.mockRestore());
    const own = createScriptRunner();
    const runOwn = (code: string) => own.run(code, { event: {}, vars: {} }, { timeMs: 300 });
    expect(await runOwn('return "alive"')).toMatchObject({ ok: true });
    expect(await runOwn('return "x".repeat(2 ** 29)')).toMatchObject({ ok: false });
    expect(await runOwn('for (;;) {}')).toMatchObject({ ok: false });
    expect(terminate).toHaveBeenCalledTimes(0);
    expect(await runOwn('return ("a".repeat(1e7)).indexOf("a".repeat(5e6) + "b")')).toMatchObject({ ok: false });
    expect(terminate).toHaveBeenCalledTimes(1);
    expect(await runOwn('return "alive"')).toMatchObject({ ok: true });
    await own.close();
    expect(terminate).toHaveBeenCalledTimes(1);
  });

  test('input that JSON cannot hold is an error, not a rejection', async () => {
    let deep: Json = [];
    for (let at = 0; at < 200_000; at++) deep = [deep];
    expect(await run('return 1', { deep })).toMatchObject({ ok: false });
  });

  test('an idle runner lets the process end', () => {
    const module = new URL('../../../electron/core/chains/scripts.ts', import.meta.url).href;
    const program = `const { createScriptRunner } = await import(${JSON.stringify(module)});
      const result = await createScriptRunner().run('return 40 + 2', { event: {}, vars: {} });
      process.stdout.write(String(result.value));`;
    const ended = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
      timeout: 240_000,
      encoding: 'utf8',
    });
    expect(ended).toMatchObject({ status: 0, stdout: '42' });
  });
});

describe('the time and the random values of a recorded run', () => {
  const clock = { at: Date.UTC(2026, 10, 1, 12, 30), seed: -7 };
  const at = (code: string, seed = clock.seed) => runner.run(code, { event, vars: {} }, { clock: { ...clock, seed } });

  test.each<[string, Json]>([
    ['return Date.now()', clock.at],
    ['return new Date()', '2026-11-01T12:30:00.000Z'],
    ['return new Date().getTime() === new Date(Date.now()).getTime()', true],
    ['return Date() === new Date().toString()', true],
    ['return new Date(0)', '1970-01-01T00:00:00.000Z'],
    ['return new Date(2026, 0, 2) instanceof Date', true],
    ['return Date.parse("2026-01-01T00:00:00Z")', 1_767_225_600_000],
    ['return Date.UTC(2026, 0, 1)', 1_767_225_600_000],
    ['return [Date.length, Date.name]', [7, 'Date']],
    [
      'class Mine extends Date {}; const mine = new Mine(); return [mine instanceof Mine, mine.getTime()]',
      [true, clock.at],
    ],
  ])('%s gives %j', async (code, expected) => {
    expect(await at(code)).toEqual({ ok: true, value: expected, vars: {} });
  });

  test.each([
    'return new (new Date().constructor)().getTime()',
    'return new (Object.getPrototypeOf(new Date(0)).constructor)().getTime()',
    'return Reflect.construct(Date, []).getTime()',
    'class X extends Date {}; return new X().getTime()',
    'return new (Date.prototype.constructor)().getTime()',
  ])('the time of now is not in reach: %s', async (code) => {
    expect(await at(code)).toMatchObject({ value: clock.at });
  });

  test('the same seed gives the same numbers, another one others, all between 0 and 1', async () => {
    const code = 'return Array.from({ length: 1000 }, () => Math.random())';
    const [first, again, other] = await Promise.all([at(code), at(code), at(code, 8)]);
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
    const numbers = first.ok && Array.isArray(first.value) ? first.value.map(Number) : [];
    expect(numbers).toHaveLength(1000);
    expect(numbers.every((number) => number >= 0 && number < 1)).toBe(true);
    expect(new Set(numbers).size).toBe(1000);
    expect(Math.abs(numbers.reduce((sum, number) => sum + number, 0) / 1000 - 0.5)).toBeLessThan(0.05);
  });

  test('without a clock a script has those of now', async () => {
    const result = await run('return [Date.now(), Math.random(), Math.random()]');
    const [now, one, two] = result.ok && Array.isArray(result.value) ? result.value.map(Number) : [];
    expect(Math.abs((now ?? 0) - Date.now())).toBeLessThan(60_000);
    expect(one).not.toBe(two);
  });
});
