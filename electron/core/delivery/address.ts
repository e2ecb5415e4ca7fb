/**
 * Which range an IP address belongs to. Everything that is not publicly routable has a name; `null` means public.
 *
 * IPv6 forms that carry an IPv4 address (mapped, compatible, NAT64, 6to4) are judged by the address they carry, because that is
 * where the packet ends up. Ranges: the IANA special-purpose registries for IPv4 (RFC 6890) and IPv6.
 */
import { isIP } from 'node:net';
import type { RangeName } from '../../../shared/domain/connection.ts';

interface Block {
  bytes: readonly number[];
  bits: number;
  name: RangeName;
}

/** The more specific range stands first: the first that matches wins. */
const blocks4 = table([
  // Instance metadata of AWS, Azure, GCP and most others; ECS tasks; Alibaba; Azure's host; Oracle.
  ['169.254.169.254/32', 'metadata'],
  ['169.254.170.2/32', 'metadata'],
  ['100.100.100.200/32', 'metadata'],
  ['168.63.129.16/32', 'metadata'],
  ['192.0.0.192/32', 'metadata'],
  ['127.0.0.0/8', 'loopback'],
  ['10.0.0.0/8', 'private'],
  ['172.16.0.0/12', 'private'],
  ['192.168.0.0/16', 'private'],
  ['169.254.0.0/16', 'link-local'],
  ['100.64.0.0/10', 'cgnat'],
  ['224.0.0.0/4', 'multicast'],
  ['192.0.2.0/24', 'documentation'],
  ['198.51.100.0/24', 'documentation'],
  ['203.0.113.0/24', 'documentation'],
  ['0.0.0.0/8', 'reserved'],
  ['192.0.0.0/24', 'reserved'],
  ['192.88.99.0/24', 'reserved'],
  ['198.18.0.0/15', 'reserved'],
  ['240.0.0.0/4', 'reserved'],
]);

const blocks6 = table([
  // Instance metadata of AWS and GCP.
  ['fd00:ec2::254/128', 'metadata'],
  ['fd20:ce::254/128', 'metadata'],
  ['::1/128', 'loopback'],
  ['fc00::/7', 'private'],
  ['fec0::/10', 'private'],
  ['64:ff9b:1::/48', 'private'],
  ['fe80::/10', 'link-local'],
  ['ff00::/8', 'multicast'],
  ['2001:db8::/32', 'documentation'],
  ['3fff::/20', 'documentation'],
  // Teredo, ORCHID, benchmarking and the rest of the protocol assignments.
  ['2001::/23', 'reserved'],
]);

/** Where an IPv6 form carries an IPv4 address, and at which byte. */
const carriers: readonly { block: string; at: number }[] = [
  { block: '::ffff:0:0/96', at: 12 },
  { block: '::ffff:0:0:0/96', at: 12 },
  { block: '64:ff9b::/96', at: 12 },
  { block: '2002::/16', at: 2 },
  { block: '::/96', at: 12 },
];
const carrierBlocks = carriers.map(({ block, at }) => ({ block: parseBlock(block, 'reserved'), at }));

/**
 * The range of an IP address in text form, without brackets; a zone (`%eth0`) is ignored. `null` for a public address.
 * What is not an IP address is `reserved`: nothing may be sent there.
 */
export function rangeOf(address: string): RangeName | null {
  const bytes = addressBytes(address);
  if (!bytes) return 'reserved';
  return bytes.length === 4 ? rangeOf4(bytes) : rangeOf6(bytes);
}

function rangeOf4(bytes: readonly number[]): RangeName | null {
  return blocks4.find((block) => inBlock(bytes, block))?.name ?? null;
}

function rangeOf6(bytes: readonly number[]): RangeName | null {
  const named = blocks6.find((block) => inBlock(bytes, block));
  if (named) return named.name;
  const carrier = carrierBlocks.find(({ block }) => inBlock(bytes, block));
  if (carrier) return rangeOf4(bytes.slice(carrier.at, carrier.at + 4));
  const globalUnicast = (bytes[0] ?? 0) >> 5 === 0b001;
  return globalUnicast ? null : 'reserved';
}

function inBlock(bytes: readonly number[], { bytes: prefix, bits }: Block): boolean {
  const whole = bits >> 3;
  for (let at = 0; at < whole; at++) if (bytes[at] !== prefix[at]) return false;
  const rest = bits & 7;
  if (rest === 0) return true;
  const shift = 8 - rest;
  return (bytes[whole] ?? 0) >> shift === (prefix[whole] ?? 0) >> shift;
}

function table(rows: readonly (readonly [string, RangeName])[]): Block[] {
  return rows.map(([text, name]) => parseBlock(text, name));
}

function parseBlock(text: string, name: RangeName): Block {
  const [address = '', bits = ''] = text.split('/');
  const bytes = addressBytes(address);
  if (!bytes) throw new Error(`not an address block: ${text}`);
  return { bytes, bits: Number(bits), name };
}

/** 4 or 16 bytes, or `null` when `text` is not an IP address. */
export function addressBytes(text: string): number[] | null {
  const [address = ''] = text.split('%', 1);
  const family = isIP(address);
  if (family === 4) return address.split('.').map(Number);
  if (family !== 6) return null;
  const [head = '', tail] = address.split('::');
  const before = groupBytes(head);
  if (tail === undefined) return before;
  const after = groupBytes(tail);
  return [...before, ...new Array<number>(16 - before.length - after.length).fill(0), ...after];
}

function groupBytes(groups: string): number[] {
  if (groups === '') return [];
  return groups.split(':').flatMap((group) => {
    if (group.includes('.')) return group.split('.').map(Number);
    const value = Number.parseInt(group, 16);
    return [value >> 8, value & 0xff];
  });
}
