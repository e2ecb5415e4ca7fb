/** An address as it may be shown. */
import { isSecretHeader, mask } from '../delivery/headers.ts';

/** Credentials before the host and query values with a secret's name are masked. */
export function maskUrl(url: string): string {
  return url
    .replace(/^([a-z]+:\/\/)[^/?#@]*@/i, `$1${mask}@`)
    .replace(/([?&])([^=&#]+)=([^&#]*)/g, (whole, lead: string, name: string) =>
      isSecretHeader(name) ? `${lead}${name}=${mask}` : whole,
    );
}

/** An address that was shown masked and edited since: query values that are still masked are those of `known`, by their names. */
export function unmaskUrl(edited: string, known: string): string {
  const held = new Map([...known.matchAll(/[?&]([^=&#]+)=([^&#]*)/g)].map(([, name, value]) => [name, value]));
  return edited.replace(/([?&])([^=&#]+)=([^&#]*)/g, (whole, lead: string, name: string, value: string) =>
    value === mask || value === encodeURIComponent(mask) ? `${lead}${name}=${held.get(name) ?? ''}` : whole,
  );
}
