/** Names to addresses, bounded by the request's deadline. */
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { HttpError } from '../../../shared/domain/webhook.ts';
import type { Stop } from './deadline.ts';

/** May reject; `family` is 4 or 6. */
export type Resolve = (host: string) => Promise<{ address: string; family: number }[]>;

/** The system's resolver, `hosts` file included. Names under `invalid` never resolve (RFC 6761, 6.4), also where nobody answers. */
export const systemResolve: Resolve = (host) =>
  /\.invalid\.?$/i.test(host)
    ? Promise.reject(Object.assign(new Error('reserved'), { code: 'ENOTFOUND' }))
    : lookup(host, { all: true });

export type Resolved = { ok: true; addresses: string[]; dnsMs: number | null } | { ok: false; error: HttpError };

/** An IP address is its own; `null` for a name, which has to be asked for. */
export const ownAddress = (host: string): Resolved | null =>
  isIP(host) === 0 ? null : { ok: true, addresses: [host], dnsMs: null };

/** Every address of `host`. Never rejects. */
export async function resolveHost(host: string, resolve: Resolve, stop: Stop): Promise<Resolved> {
  const own = ownAddress(host);
  if (own) return own;
  const begun = performance.now();
  const outcome = await untilStopped(resolve(host), stop);
  const stopped = stop.error();
  if (stopped) return { ok: false, error: stopped };
  if (outcome instanceof Error || outcome.length === 0) {
    return {
      ok: false,
      error: { kind: 'dns', message: `The name ${host} could not be resolved (${reason(outcome)}).` },
    };
  }
  return { ok: true, addresses: outcome.map(({ address }) => address), dnsMs: performance.now() - begun };
}

function reason(outcome: Error | readonly unknown[]): string {
  if (!(outcome instanceof Error)) return 'it has no address';
  const code = 'code' in outcome ? String(outcome.code) : '';
  if (code === 'ENOTFOUND' || code === 'ENODATA') return 'no such name';
  if (code === 'EAI_AGAIN') return 'the name server did not answer';
  return code || outcome.message;
}

/** The promise's value or error, or any error once stopped: the caller looks at its `Stop` first. */
async function untilStopped<T>(promise: Promise<T>, stop: Stop): Promise<T | Error> {
  const { promise: stopped, resolve } = Promise.withResolvers<Error>();
  const withdraw = stop.on(() => resolve(new Error('stopped')));
  const settled = promise.catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))));
  const first = await Promise.race([settled, stopped]);
  withdraw();
  return first;
}
