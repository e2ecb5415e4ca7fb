/** Addresses as an operator, a platform or an attacker may write them, all the way through the guard. */
import { expect, test } from 'vitest';
import { checkAddresses, parseTarget } from '../../../electron/core/delivery/guard.ts';
import { resolveHost } from '../../../electron/core/delivery/resolve.ts';
import type { RangeName } from '../../../shared/domain/connection.ts';

/** What the names of the table resolve to; every other name has a public address. */
const names: Record<string, string[]> = {
  'inside.test': ['10.1.2.3'],
  'inside.test.': ['10.1.2.3'],
  'xn--mnchen-3ya.test': ['192.168.1.1'],
  localhost: ['127.0.0.1', '::1'],
  'localhost.': ['127.0.0.1', '::1'],
  'mixed.test': ['93.184.216.34', '192.168.0.10'],
  'mixed6.test': ['2606:4700::1111', 'fd12::1'],
  'mapped.test': ['::ffff:169.254.169.254'],
  'nonsense.test': ['not an address'],
  'zone.test': ['fe80::1%eth0'],
  'nat64.test': ['64:ff9b::a00:1'],
};

async function verdict(url: string): Promise<{ range: RangeName | null; message: string }> {
  const target = parseTarget(url);
  if (!target.ok) return { range: 'reserved', message: target.message };
  const stop = { on: () => () => {}, error: () => null };
  const answer = (host: string) =>
    Promise.resolve(
      (names[host] ?? ['93.184.216.34']).map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  const resolved = await resolveHost(target.value.host, answer, stop);
  if (!resolved.ok) throw new Error(resolved.error.message);
  const checked = checkAddresses(target.value, resolved.addresses, [], 'Endpoints › CRM › Allowed ranges');
  if (checked.ok) return { range: null, message: '' };
  const range = /allow the range "([a-z-]+)" for ".+" in Endpoints › CRM › Allowed ranges\.$/.exec(
    checked.message,
  )?.[1];
  return { range: (range ?? 'not named') as RangeName, message: checked.message };
}

const table: [url: string, range: RangeName | null][] = [
  ['https://hooks.example.com/', null],
  ['https://93.184.216.34/', null],
  ['https://93.184.216.34.:8443/x', null],
  ['http://9.255.255.255/', null],
  ['http://172.15.255.255/', null],
  ['http://172.32.0.0/', null],
  ['http://192.167.255.255/', null],
  ['http://192.169.0.0/', null],
  ['http://100.63.255.255/', null],
  ['http://100.128.0.0/', null],
  ['http://169.253.255.255/', null],
  ['http://198.20.0.0/', null],
  ['http://223.255.255.255/', null],
  ['http://[2606:4700:4700::1111]/', null],
  ['http://[::ffff:93.184.216.34]/', null],
  ['http://[64:ff9b::5db8:d822]/', null],
  ['http://[2002:5db8:d822::1]/', null],
  ['http://127.0.0.1/', 'loopback'],
  ['http://127.255.255.254:9000/', 'loopback'],
  ['http://localhost/', 'loopback'],
  ['http://LOCALHOST./', 'loopback'],
  ['http://2130706433/', 'loopback'],
  ['http://017700000001/', 'loopback'],
  ['http://0x7f000001/', 'loopback'],
  ['http://0x7f.0.0.0x1/', 'loopback'],
  ['http://127.1/', 'loopback'],
  ['http://0177.0.0.1/', 'loopback'],
  ['http://127.0.0.1./', 'loopback'],
  ['http://①②⑦.⓪.⓪.①/', 'loopback'],
  ['http://127。0。0。1/', 'loopback'],
  ['http://%31%32%37.0.0.1/', 'loopback'],
  ['http://hooks.example.com@127.0.0.1/', 'loopback'],
  ['http://hooks.example.com:80@127.0.0.1:8080/', 'loopback'],
  ['http://127.0.0.1\\@hooks.example.com/', 'loopback'],
  ['http://[::1]/', 'loopback'],
  ['http://[0:0:0:0:0:0:0:1]:80/', 'loopback'],
  ['http://[::ffff:127.0.0.1]/', 'loopback'],
  ['http://[::ffff:7f00:1]/', 'loopback'],
  ['http://[::127.0.0.1]/', 'loopback'],
  ['http://[::ffff:0:127.0.0.1]/', 'loopback'],
  ['http://[64:ff9b::127.0.0.1]/', 'loopback'],
  ['http://[2002:7f00:1::]/', 'loopback'],
  ['http://10.0.0.0/', 'private'],
  ['http://10.255.255.255/', 'private'],
  ['http://172.16.0.1/', 'private'],
  ['http://172.31.255.255/', 'private'],
  ['http://192.168.0.1/', 'private'],
  ['http://3232235777/', 'private'],
  ['http://0300.0250.1.1/', 'private'],
  ['http://inside.test/', 'private'],
  ['http://INSIDE.test./', 'private'],
  ['http://münchen.test/', 'private'],
  ['http://mixed.test/', 'private'],
  ['http://mixed6.test/', 'private'],
  ['http://nat64.test/', 'private'],
  ['http://[fc00::1]/', 'private'],
  ['http://[fdff:ffff:ffff::1]/', 'private'],
  ['http://[fec0::1]/', 'private'],
  ['http://[64:ff9b:1::1]/', 'private'],
  ['http://[2002:c0a8:101::]/', 'private'],
  ['http://169.254.0.1/', 'link-local'],
  ['http://169.254.255.254/', 'link-local'],
  ['http://[fe80::1]/', 'link-local'],
  ['http://[febf:ffff::1]/', 'link-local'],
  ['http://zone.test/', 'link-local'],
  ['http://100.64.0.0/', 'cgnat'],
  ['http://100.127.255.255/', 'cgnat'],
  ['http://[::ffff:100.64.0.1]/', 'cgnat'],
  ['http://169.254.169.254/latest/meta-data/', 'metadata'],
  ['http://0xa9fea9fe/', 'metadata'],
  ['http://2852039166/', 'metadata'],
  ['http://[fd00:ec2::254]/', 'metadata'],
  ['http://mapped.test/', 'metadata'],
  ['http://100.100.100.200/', 'metadata'],
  ['http://168.63.129.16/', 'metadata'],
  ['http://224.0.0.1/', 'multicast'],
  ['http://239.255.255.255/', 'multicast'],
  ['http://[ff02::1]/', 'multicast'],
  ['http://192.0.2.1/', 'documentation'],
  ['http://198.51.100.255/', 'documentation'],
  ['http://203.0.113.0/', 'documentation'],
  ['http://[2001:db8::1]/', 'documentation'],
  ['http://[3fff::1]/', 'documentation'],
  ['http://0/', 'reserved'],
  ['http://0.0.0.0:80/', 'reserved'],
  ['http://192.0.0.8/', 'reserved'],
  ['http://192.88.99.1/', 'reserved'],
  ['http://198.18.0.1/', 'reserved'],
  ['http://198.19.255.255/', 'reserved'],
  ['http://240.0.0.1/', 'reserved'],
  ['http://255.255.255.255/', 'reserved'],
  ['http://[::]/', 'reserved'],
  ['http://[2001::1]/', 'reserved'],
  ['http://[2001:0:7f00:1::1]/', 'reserved'],
  ['http://[100::1]/', 'reserved'],
  ['http://[4000::1]/', 'reserved'],
  ['http://nonsense.test/', 'reserved'],
];

test('the table is long enough and says nothing twice', () => {
  expect(table.length).toBeGreaterThanOrEqual(60);
  expect(new Set(table.map(([url]) => url)).size).toBe(table.length);
});

test.each(table)('%s: %s', async (url, range) => {
  expect(await verdict(url)).toMatchObject({ range });
});

test.each([
  'http://[fe80::1%25eth0]/',
  'http://[::1',
  'http://1.2.3.4.5/',
  'http://256.0.0.1/',
  'http://0x100000000/',
  'http://127.0.0.1:99999/',
  'http://exa mple.test/',
  'http://example.test%00.evil.test/',
])('%j is no address at all, or one that nothing but a public name can stand behind', async (url) => {
  const target = parseTarget(url);
  if (target.ok) expect(await verdict(url)).toMatchObject({ range: null });
  else expect(target.message).toContain('not a complete web address');
});

test('a name that answers with another address the next time is judged by the next answer', async () => {
  const target = { host: 'rebind.test', port: 80 };
  const answers = [['93.184.216.34'], ['127.0.0.1']];
  const stop = { on: () => () => {}, error: () => null };
  const ask = async () => {
    const answer = answers.shift() ?? [];
    const resolved = await resolveHost(
      target.host,
      async () => answer.map((address) => ({ address, family: 4 })),
      stop,
    );
    return resolved.ok ? checkAddresses(target, resolved.addresses, []) : null;
  };
  expect(await ask()).toEqual({ ok: true, value: ['93.184.216.34'] });
  expect(await ask()).toMatchObject({ ok: false, message: expect.stringContaining('"loopback"') });
});
