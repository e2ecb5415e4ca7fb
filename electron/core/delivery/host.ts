/** The host of an address, as lists and limits name it. */
import { parseTarget } from './guard.ts';

/** `name:port`; empty for what is no web address. */
export function hostOf(url: string): string {
  const target = parseTarget(url);
  if (!target.ok) return '';
  const { host, port } = target.value;
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
