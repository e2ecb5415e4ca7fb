/** Messages to resend, from the text a reader makes of them. */
import { hash } from 'node:crypto';
import type { HttpRequestRecord } from '../../../shared/domain/webhook.ts';
import { bodyBytes } from '../delivery/body.ts';
import type { Resendable, ToldResendable } from '../mirror/readers/resendable.ts';

/** `json`: as of `resendableJson`; `null` for what is not in the mirror. */
export function resendables(json: string): (Resendable | null)[] {
  const told: (ToldResendable | null)[] = JSON.parse(json);
  return told.map((each) => each && resendable(each));
}

function resendable({ row, deliveredBy, doubtful, event }: ToldResendable): Resendable {
  const { method, url, headers, body, bodyEncoding = 'utf8', droppedBytes } = event.data.request;
  const original: HttpRequestRecord = { method, url, headers, body, encoding: bodyEncoding, droppedBytes };
  const digested = bodyEncoding === 'utf8' ? body : bodyBytes(original);
  return { ...row, deliveredBy, doubtful, original, bodyDigest: hash('sha256', digested).slice(0, 16) };
}
