/**
 * Where a request may come from. The console listens on loopback only, but any page in the operator's browser can send requests
 * there, and a hostile name can be made to resolve to 127.0.0.1: so the name asked for and the page asking are checked every time.
 */
import type { IncomingHttpHeaders } from 'node:http';

/** `null` when the request may go on, else why it is refused. */
export type Refusal = { status: 403 | 421; why: string } | null;

/** The names the console answers to, with its port. */
function consoleHosts(port: number): readonly string[] {
  return [`127.0.0.1:${port}`, `localhost:${port}`];
}

/** Checks a plain request. Following a link to the console is allowed from anywhere; using its files is not. */
export function refuseRequest(headers: IncomingHttpHeaders, port: number): Refusal {
  const wrongHost = refuseHost(headers, port);
  if (wrongHost) return wrongHost;
  if (headers.origin !== undefined && headers.origin !== `http://${headers.host}`) return foreign;
  const site = headers['sec-fetch-site'];
  const ownSite = site === undefined || site === 'same-origin' || site === 'none';
  return ownSite || isFollowedLink(headers) ? null : foreign;
}

/** Checks a WebSocket upgrade. Browsers always send `Origin` here, so its absence is refused too. */
export function refuseUpgrade(headers: IncomingHttpHeaders, port: number): Refusal {
  return refuseHost(headers, port) ?? (headers.origin === `http://${headers.host}` ? null : foreign);
}

/** True for a page opened as a whole by a link on some other site: the browser then holds back `SameSite=Strict` cookies. */
export function isFollowedLink(headers: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site'];
  return (
    (site === 'cross-site' || site === 'same-site') &&
    headers['sec-fetch-mode'] === 'navigate' &&
    headers['sec-fetch-dest'] === 'document'
  );
}

const foreign = { status: 403, why: 'Requests from other sites are refused.' } as const;

function refuseHost(headers: IncomingHttpHeaders, port: number): Refusal {
  const known = headers.host !== undefined && consoleHosts(port).includes(headers.host);
  if (known) return null;
  const why = `The console answers to 127.0.0.1:${port} and localhost:${port} only. A forwarded port must be the same at both ends.`;
  return { status: 421, why };
}
