/**
 * What of a try may be written down. A signature tells nothing of its secret, but a bearer's token is the secret itself: it stays out
 * of the mirror, also where the receiver sent it back.
 */
import type { SigningScheme } from '../../../shared/domain/signing.ts';
import type { HeaderList } from '../../../shared/domain/webhook.ts';
import { mask } from './headers.ts';
import { signatureHeaderOf } from './scheme.ts';
import type { SendResult } from './types.ts';

/** Shorter ones would be found in innocent text. */
const shortestFound = 8;

export function recordable<T extends Pick<SendResult, 'request' | 'response'>>(
  sent: T,
  scheme: SigningScheme,
  secrets: readonly string[],
): T {
  if (scheme.kind !== 'bearer') return sent;
  const tokens = secrets.filter(({ length }) => length >= shortestFound);
  const clean = (text: string) => tokens.reduce((rest, token) => rest.replaceAll(token, mask), text);
  const body = <B extends { body: string; encoding: 'utf8' | 'base64' }>(record: B): B =>
    record.encoding === 'utf8' ? { ...record, body: clean(record.body) } : record;
  const headers = (list: HeaderList): HeaderList => list.map(([name, value]) => [name, clean(value)]);
  const { request, response } = sent;
  const carrier = signatureHeaderOf(scheme)?.toLowerCase();
  const outgoing: HeaderList = request.headers.map(([name, value]) =>
    name.toLowerCase() === carrier ? [name, `Bearer ${mask}`] : [name, value],
  );
  return {
    ...sent,
    request: { ...request, headers: outgoing },
    response: response && { ...body(response), headers: headers(response.headers) },
  };
}
