/** The connection that a start brings with it. */
import { createHash } from 'node:crypto';
import type { HostAllowance } from '../../shared/domain/connection.ts';

/** As core's `ensureConnection` takes it. Without `token`, one stored earlier stays. */
export interface GivenConnection {
  id: string;
  name: string;
  url: string;
  zone: string;
  allow: HostAllowance[];
  token?: string;
  /** By endpoint id; those that are held already stay. */
  endpointSecrets?: Record<string, string>;
  /** Ids of connections that are not wanted beside it. */
  replaces?: string[];
}

/** The connection that `--connect` names. The same address is the same connection at every start. */
export function connectionTo(url: string, token: string | null): GivenConnection {
  const id = createHash('sha256').update(url).digest('hex').slice(0, 16);
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  // No demo platform runs beside a real one, so its connection would only ever say that it cannot be reached.
  const connection = { id: `given-${id}`, name: new URL(url).host, url, zone, allow: [], replaces: ['demo'] };
  return token === null ? connection : { ...connection, token };
}
