import { describe, expect, test } from 'vitest';
import { checkAddresses, parseTarget } from '../../../electron/core/delivery/guard.ts';

describe('parseTarget', () => {
  test.each([
    ['http://2130706433/', '127.0.0.1'],
    ['http://0x7f000001/', '127.0.0.1'],
    ['http://0177.0.0.1/', '127.0.0.1'],
    ['http://127.1/', '127.0.0.1'],
    ['http://127.0.0.1./', '127.0.0.1'],
    ['http://0/', '0.0.0.0'],
    ['http://[::1]/', '::1'],
    ['http://[::ffff:127.0.0.1]/', '::ffff:7f00:1'],
    ['http://①②⑦.⓪.⓪.①/', '127.0.0.1'],
    ['http://LOCALHOST/', 'localhost'],
    ['http://localhost./', 'localhost.'],
    ['http://例え.テスト/', 'xn--r8jz45g.xn--zckzah'],
    ['http:\\\\127.0.0.1\\x', '127.0.0.1'],
  ])('%s has the host %s', (url, host) => {
    expect(parseTarget(url)).toMatchObject({ ok: true, value: { host } });
  });

  test('takes the ports of the schemes, and a stated one', () => {
    expect(parseTarget('http://a/')).toMatchObject({ value: { port: 80 } });
    expect(parseTarget('https://a/')).toMatchObject({ value: { port: 443 } });
    expect(parseTarget('https://a:8443/')).toMatchObject({ value: { port: 8443 } });
  });

  test('keeps path and query, and drops the fragment', () => {
    expect(parseTarget('https://a/b%20c?d=1#e')).toMatchObject({ value: { path: '/b%20c?d=1', origin: 'https://a' } });
  });

  test('turns credentials into an authorization', () => {
    const value = `Basic ${Buffer.from('us er:p@ss').toString('base64')}`;
    expect(parseTarget('https://us%20er:p%40ss@a/')).toMatchObject({ value: { host: 'a', authorization: value } });
    expect(parseTarget('https://%ff@a/')).toMatchObject({ ok: false });
  });

  test.each(['ftp://a/', 'file:///etc/passwd', 'javascript:alert(1)', 'gopher://a/', 'data:,x', 'ws://a/'])(
    'refuses the scheme of %s',
    (url) => {
      expect(parseTarget(url)).toMatchObject({ ok: false, message: expect.stringContaining('http and https') });
    },
  );

  test.each([
    '',
    'a',
    '/path',
    '//host/path',
    'http://',
    'http://a b/',
    'http://[::1/',
    'http://1.2.3.4.5/',
    'http://a:99999/',
  ])('refuses %j, which is no complete address', (url) => {
    expect(parseTarget(url)).toMatchObject({ ok: false });
  });
});

describe('checkAddresses', () => {
  const local = { host: 'hooks.test', port: 8080 };

  test('lets public addresses pass', () => {
    expect(checkAddresses(local, ['93.184.216.34', '2606:4700::1111'], [])).toMatchObject({ ok: true });
  });

  test('one refused address refuses them all, in whatever order', () => {
    expect(checkAddresses(local, ['93.184.216.34', '127.0.0.1'], [])).toMatchObject({ ok: false });
    expect(checkAddresses(local, ['127.0.0.1', '93.184.216.34'], [])).toMatchObject({ ok: false });
  });

  test('a refusal says what, why, and the setting that would permit it', () => {
    const checked = checkAddresses(local, ['127.0.0.1'], []);
    expect(checked).toEqual({
      ok: false,
      message:
        'Refused: hooks.test:8080 resolves to 127.0.0.1, which is this machine itself (loopback); nothing was sent. ' +
        'To permit it, allow the range "loopback" for "hooks.test:8080" in Connections › Private addresses allowed.',
    });
  });

  test('what is allowed holds for that target and that list: another of either is looked at anew', () => {
    const allowed = [{ host: 'hooks.test:8080', ranges: ['loopback' as const] }];
    const other = { host: 'hooks.test', port: 8081 };
    const verdicts = [
      checkAddresses(local, ['127.0.0.1'], allowed),
      checkAddresses(local, ['10.0.0.7'], allowed),
      checkAddresses(other, ['127.0.0.1'], allowed),
      checkAddresses(local, ['127.0.0.1'], []),
      checkAddresses(local, ['127.0.0.1'], allowed),
    ];
    expect(verdicts.map(({ ok }) => ok)).toEqual([true, false, false, false, true]);
  });

  test('an endpoint has a setting of its own that a refusal can name', () => {
    const checked = checkAddresses(local, ['10.0.0.7'], [], 'Endpoints › CRM › Allowed ranges');
    expect(checked).toMatchObject({
      ok: false,
      message: expect.stringMatching(/allow the range "private" .* in Endpoints › CRM › Allowed ranges\.$/),
    });
  });

  test.each([
    ['hooks.test', true],
    ['hooks.test:8080', true],
    ['HOOKS.test:8080', true],
    ['hooks.test.', true],
    ['hooks.test:80', false],
    ['test', false],
    ['evil-hooks.test', false],
    ['hooks.test.evil.example', false],
    ['127.0.0.1', false],
    ['*', false],
    ['', false],
  ])('an allowance for %j permits it: %s', (host, ok) => {
    expect(checkAddresses(local, ['127.0.0.1'], [{ host, ranges: ['loopback'] }]).ok).toBe(ok);
  });

  test('an allowance holds for the ranges it names only', () => {
    const allow = [{ host: 'hooks.test', ranges: ['private' as const] }];
    expect(checkAddresses(local, ['10.0.0.1'], allow).ok).toBe(true);
    expect(checkAddresses(local, ['127.0.0.1'], allow).ok).toBe(false);
    expect(checkAddresses(local, ['169.254.169.254'], allow).ok).toBe(false);
  });

  test.each(['::1', '[::1]', '[::1]:9000'])('an IPv6 host can be allowed as %s', (host) => {
    expect(checkAddresses({ host: '::1', port: 9000 }, ['::1'], [{ host, ranges: ['loopback'] }]).ok).toBe(true);
  });

  test('several allowances for one host add up', () => {
    const allow = [
      { host: 'hooks.test', ranges: ['loopback' as const] },
      { host: 'hooks.test:8080', ranges: ['private' as const] },
    ];
    expect(checkAddresses(local, ['127.0.0.1', '10.0.0.1'], allow).ok).toBe(true);
  });
});
