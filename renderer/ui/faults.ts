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

/** Whether the same request may succeed another time, by the answer to it; `undefined` where that says nothing. */
export function answerMeaning(status: number | undefined): string | undefined {
  if (status === undefined) return undefined;
  if (status === 401 || status === 403)
    return 'The receiver did not accept the credentials; the same request will fail again.';
  if (status === 404) return 'The receiver has nothing at this address; the same request will fail again.';
  if (status === 408) return 'The receiver gave up waiting; another try may succeed.';
  if (status === 409) return 'The receiver holds something that conflicts; it may have been done before.';
  if (status === 410) return 'The receiver says that this address is gone for good.';
  if (status === 429) return 'The receiver wants fewer requests; another try may succeed later.';
  if (status >= 500) return 'The receiver had a problem of its own; another try may succeed later.';
  if (status >= 400) return 'The receiver did not accept this request; the same request will fail again.';
  if (status >= 300) return 'The receiver points elsewhere; redirects are not followed.';
  return undefined;
}
