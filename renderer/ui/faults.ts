/** Why a request got no usable answer, in as few words as there is room for. The whole sentence belongs in a tooltip beside them. */
import type { HttpErrorKind } from '../../shared/domain/webhook.ts';

/** A word or two, to stand beside a state. */
export const faultWords: Record<HttpErrorKind, string> = {
  dns: 'name not found',
  connect: 'no connection',
  tls: 'TLS',
  timeout: 'timeout',
  reset: 'cut off',
  protocol: 'not HTTP',
  body: 'answer cut off',
  blocked: 'blocked here',
  aborted: 'aborted',
  other: 'no answer',
};

/** One line: `Closed the connection, no answer`; that it was the receiver goes without saying. */
export function faultLine({ message }: { message: string }): string {
  const short = message
    .replace(/^The receiver(['’]s)? (answered )?/, '')
    .replace(/ without an answer\b/, ', no answer')
    .replace(/\.$/, '');
  return short.charAt(0).toUpperCase() + short.slice(1);
}
