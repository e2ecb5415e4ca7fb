/** An attempt as a command line, and two of them side by side. */
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { curlOf } from '../../../renderer/features/webhooks/curl.ts';
import { bodyDifference, headerChanges, timingChanges } from '../../../renderer/features/webhooks/difference.ts';
import { meaning } from '../../../renderer/features/webhooks/words.ts';
import type { Attempt, HttpErrorKind } from '../../../shared/domain/webhook.ts';

const request = {
  method: 'POST',
  url: 'https://crm.example.com/hooks?a=1&b=$HOME',
  headers: [
    ['content-type', 'application/json'],
    ['host', 'crm.example.com'],
    ['content-length', '11'],
    ['x-empty', ''],
  ] as [string, string][],
  body: '{"a":"it\'s"}',
  encoding: 'utf8' as const,
};

/** The arguments as a shell hands them to curl, and what it would read from its standard input. */
function run(command: string): { args: string[]; input: string } {
  const script = `curl() { printf '%s\\0' "$@"; printf '\\0'; [ -t 0 ] || base64 -w0; }\n${command}`;
  const out = execFileSync('sh', ['-c', script], {
    input: '',
    encoding: 'utf8',
    env: { PATH: process.env.PATH, HOME: '/root' },
  });
  const [args = '', input = ''] = out.split('\0\0');
  return { args: args.split('\0'), input };
}

describe('copy as curl', () => {
  it('hands curl exactly what was sent, whatever a shell would make of it', () => {
    const { args } = run(curlOf(request));
    expect(args).toEqual([
      '--request',
      'POST',
      'https://crm.example.com/hooks?a=1&b=$HOME',
      '--header',
      'content-type: application/json',
      '--header',
      'x-empty;',
      '--data-raw',
      '{"a":"it\'s"}',
    ]);
  });

  it.each(['$(touch /tmp/x)', '`id`', "'; rm -rf / #", 'a\nb', '\\', '"', '!!', '@file', '*', '~', "''"])(
    'keeps %j as it is',
    (text) => {
      const { args } = run(curlOf({ ...request, body: text, headers: [['x-text', text.replace('\n', ' ')]] }));
      expect(args.at(-1)).toBe(text);
      expect(args).toContain(`x-text: ${text.replace('\n', ' ')}`);
    },
  );

  it('pipes what is no text, byte for byte', () => {
    const bytes = Buffer.from([0, 255, 10, 13, 39, 128]);
    const { args, input } = run(curlOf({ ...request, body: bytes.toString('base64'), encoding: 'base64' }));
    expect(args.slice(-2)).toEqual(['--data-binary', '@-']);
    expect(Buffer.from(input, 'base64').equals(bytes)).toBe(true);
  });

  it('pipes a long text that no argument can hold', () => {
    const body = `\0${'ä'.repeat(300_000)}`;
    const command = curlOf({ ...request, body });
    const [, sent = ''] = /^printf %s '([^']*)'/.exec(command) ?? [];
    expect(Buffer.from(sent, 'base64').toString('utf8')).toBe(body);
  });

  it('lets curl make nothing of its own of an address', () => {
    const odd = 'https://crm.example.com/a/../{b}?ids[]=1';
    expect(run(curlOf({ ...request, url: odd })).args.slice(2, 5)).toEqual(['--globoff', '--path-as-is', odd]);
    expect(curlOf({ ...request, url: 'https://crm.example.com/v1.0/x.y' })).not.toContain('--path-as-is');
  });

  it('says that credentials are masked', () => {
    const headers: [string, string][] = [['authorization', 'Bearer ••••••']];
    expect(curlOf({ ...request, headers })).toMatch(/^# Credentials are masked/);
    expect(curlOf(request)).not.toContain('#');
  });

  it('names no content type where none was sent, and no body where there was none', () => {
    expect(run(curlOf({ ...request, headers: [] })).args).toContain('content-type:');
    expect(run(curlOf({ ...request, headers: [], body: '' })).args).toEqual(['--request', 'POST', request.url]);
  });
});

describe('side by side', () => {
  it('compares headers by name, without case, with all their values', () => {
    expect(
      headerChanges(
        [
          ['A', '1'],
          ['b', 'x'],
          ['b', 'y'],
          ['gone', 'g'],
        ],
        [
          ['a', '1'],
          ['B', 'x'],
          ['new', 'n'],
        ],
      ),
    ).toEqual([
      { path: 'b', from: 'x, y', to: 'x' },
      { path: 'gone', from: 'g' },
      { path: 'new', to: 'n' },
    ]);
  });

  it('compares the time part by part, also where only one was measured', () => {
    const timing = { dnsMs: 1, connectMs: 2, tlsMs: null, firstByteMs: 50, totalMs: 60 };
    expect(timingChanges({ durationMs: 60, timing }, { durationMs: 60, timing })).toEqual([]);
    expect(timingChanges({ durationMs: 60, timing }, { durationMs: 60, timing: { ...timing, dnsMs: 4 } })).toEqual([
      { path: 'DNS', from: '1 ms', to: '4 ms' },
      { path: 'wait', from: '47 ms', to: '44 ms' },
    ]);
    expect(timingChanges({ durationMs: 5000, timing: null }, { durationMs: 60, timing }).at(-1)).toEqual({
      path: 'total',
      from: '5.0 s',
      to: '60 ms',
    });
  });

  const body = (text: string, encoding: 'utf8' | 'base64' = 'utf8') => ({ headers: [], body: text, encoding });

  it('compares JSON path by path, text line by line, bytes not at all', () => {
    expect(bodyDifference(body('{"a":1}'), body('{"a":1}'))).toEqual({ kind: 'same' });
    expect(bodyDifference(body('{"a":1}'), body('{"a":2}'))).toEqual({
      kind: 'json',
      changes: [{ path: 'a', from: 1, to: 2 }],
    });
    expect(bodyDifference(body('{"a":1}'), body('{ "a": 1 }'))).toMatchObject({ kind: 'text' });
    expect(bodyDifference(body('a'), null)).toEqual({ kind: 'text', from: 'a', to: '' });
    expect(bodyDifference(body('/w==', 'base64'), body('a'))).toEqual({ kind: 'bytes' });
  });
});

describe('what an attempt means for a resend', () => {
  const answered = (status: number, outcome: Attempt['outcome'] = 'failed') =>
    meaning({
      outcome,
      error: null,
      response: { status, headers: [], body: '', encoding: 'utf8', truncated: false },
    });
  const broken = (kind: HttpErrorKind, outcome: Attempt['outcome'] = 'failed') =>
    meaning({ outcome, response: null, error: { kind, message: 'It failed.' } });

  it('tells what may pass from what will fail again', () => {
    expect(answered(503)).toMatch(/may succeed later/);
    expect(answered(422)).toMatch(/will fail again/);
    expect(answered(401)).toMatch(/secret first/);
  });

  it('says when nothing was sent, and when it may arrive twice', () => {
    expect(broken('dns')).toMatch(/cannot be received twice/);
    expect(broken('timeout', 'unknown')).toMatch(/may receive this twice/);
    expect(answered(502, 'unknown')).toMatch(/may receive this twice/);
  });

  it('is silent where the explanation says it all', () => {
    for (const silent of [answered(200, 'succeeded'), answered(301), answered(410), broken('blocked')])
      expect(silent).toBeNull();
  });
});
