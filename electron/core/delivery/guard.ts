/**
 * The guard in front of every request that leaves this machine: which URLs may be asked for at all, and which of the addresses a
 * host resolves to may be connected to. It decides only; `sender.ts` pins what it allowed into the connection.
 *
 * Public addresses pass. Every other range has to be allowed by name for that host (`HostAllowance`), so that a webhook URL or a
 * rendered template cannot reach the operator's own network by accident or by design.
 */
import { isIP } from 'node:net';
import type { HostAllowance, RangeName } from '../../../shared/domain/connection.ts';
import { rangeOf } from './address.ts';

export interface Target {
  protocol: 'http:' | 'https:';
  /** Name or IP address, without brackets. */
  host: string;
  port: number;
  /** What stands in the request line. */
  path: string;
  /** `scheme://host:port`. */
  origin: string;
  /** Taken out of the URL: the value of an `Authorization` header. */
  authorization: string | null;
}

export type Checked<T> = { ok: true; value: T } | { ok: false; message: string };

/** Reads a URL as a target. The WHATWG parser turns every odd spelling of an IPv4 address into the plain one. */
export function parseTarget(text: string): Checked<Target> {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return { ok: false, message: `"${excerpt(text)}" is not a complete web address; nothing was sent.` };
  }
  const { protocol } = url;
  if (protocol !== 'http:' && protocol !== 'https:') {
    return { ok: false, message: `Only http and https addresses can be sent to, not "${excerpt(protocol)}".` };
  }
  const host = url.hostname.startsWith('[') ? url.hostname.slice(1, -1) : url.hostname;
  const port = url.port === '' ? (protocol === 'https:' ? 443 : 80) : Number(url.port);
  const authorization = basicAuthorization(url);
  if (!authorization.ok) return authorization;
  const path = `${url.pathname}${url.search}`;
  return { ok: true, value: { protocol, host, port, path, origin: url.origin, authorization: authorization.value } };
}

/** `name:port` (`[…]:port` for an IPv6 address) of a URL, as allowances name it; empty when it cannot be sent to. */
export function hostOf(url: string): string {
  const target = parseTarget(url);
  return target.ok ? hostPort(target.value) : '';
}

function hostPort({ host, port }: Pick<Target, 'host' | 'port'>): string {
  return isIP(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`;
}

/**
 * Says whether `addresses` (what the target's host resolved to) may be connected to. One refused address refuses them all: a name
 * that points both outside and inside is a way in, not a fallback. `allowedIn` names the setting that a refusal points to.
 */
export function checkAddresses(
  target: Pick<Target, 'host' | 'port'>,
  addresses: readonly string[],
  allow: readonly HostAllowance[],
  allowedIn = 'Connections › Private addresses allowed',
): Checked<readonly string[]> {
  const allowed = allowedRanges(target, allow);
  for (const address of addresses) {
    const range = knownRange(address);
    if (range !== null && !allowed.has(range)) {
      return { ok: false, message: refusal(target, address, range, allowedIn) };
    }
  }
  return { ok: true, value: addresses };
}

const knownRanges = new Map<string, RangeName | null>();
const mostRanges = 1000;

/** The same few addresses are asked for with every message. */
function knownRange(address: string): RangeName | null {
  let range = knownRanges.get(address);
  if (range === undefined) {
    range = rangeOf(address);
    if (knownRanges.size >= mostRanges) knownRanges.clear();
    knownRanges.set(address, range);
  }
  return range;
}

/** What was found of a target; forgotten with the list it was asked of. The messages of a bulk operation share a few of both. */
const found = new WeakMap<readonly HostAllowance[], WeakMap<object, ReadonlySet<RangeName>>>();

function allowedRanges(target: Pick<Target, 'host' | 'port'>, allow: readonly HostAllowance[]): ReadonlySet<RangeName> {
  let known = found.get(allow);
  if (!known) {
    known = new WeakMap();
    found.set(allow, known);
  }
  let allowed = known.get(target);
  if (!allowed) {
    allowed = rangesOf(target, allow);
    known.set(target, allowed);
  }
  return allowed;
}

function rangesOf({ host, port }: Pick<Target, 'host' | 'port'>, allow: readonly HostAllowance[]): Set<RangeName> {
  const name = plainHost(host);
  const withPort = hostPort({ host: name, port });
  const bracketed = `[${name}]`;
  const ranges = allow
    .filter(({ host: entry }) => {
      const wanted = plainHost(entry);
      return wanted === name || wanted === withPort || wanted === bracketed;
    })
    .flatMap((entry) => entry.ranges);
  return new Set(ranges);
}

/** Host names are case-insensitive and may end in the root's dot. */
function plainHost(host: string): string {
  return host
    .trim()
    .toLowerCase()
    .replace(/\.(?=$|:\d+$)/, '');
}

function refusal(target: Pick<Target, 'host' | 'port'>, address: string, range: RangeName, allowedIn: string): string {
  const where = hostPort(target);
  const what = target.host === address ? where : `${where} resolves to ${address}, which`;
  const kind = range === 'reserved' ? 'reserved or not an address' : rangeWords[range];
  return `Refused: ${what} is ${kind}; nothing was sent. To permit it, allow the range "${range}" for "${where}" in ${allowedIn}.`;
}

const rangeWords: Record<Exclude<RangeName, 'reserved'>, string> = {
  loopback: 'this machine itself (loopback)',
  private: 'in a private network',
  'link-local': 'link-local',
  cgnat: "in a provider's shared network (carrier-grade NAT)",
  metadata: "a cloud's metadata service",
  multicast: 'a multicast address',
  documentation: 'reserved for documentation',
};

function basicAuthorization({ username, password }: URL): Checked<string | null> {
  if (username === '' && password === '') return { ok: true, value: null };
  try {
    const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    return { ok: true, value: `Basic ${Buffer.from(pair).toString('base64')}` };
  } catch {
    return { ok: false, message: 'The user name or password in the web address is wrongly encoded; nothing was sent.' };
  }
}

function excerpt(text: string): string {
  return text.length <= 80 ? text : `${text.slice(0, 80)}…`;
}
