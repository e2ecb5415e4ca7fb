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
