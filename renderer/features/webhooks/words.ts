/** Webhook messages and their attempts in words. */
import type { Attempt, HttpErrorKind, MessageRow } from '../../../shared/domain/webhook.ts';
import { answerMeaning, faultLine, faultWords } from '../../ui/faults.ts';
import { nothing } from '../../ui/format.ts';
import { statusWords } from '../../ui/http-status.ts';

type Last = Pick<MessageRow, 'lastStatus' | 'lastError'>;

/** The last attempt in a line: `503 Service Unavailable`, `No complete answer within 5.0 s`. */
export function lastOutcome({ lastStatus, lastError }: Last): string {
  if (lastStatus !== null) return `${lastStatus} ${statusWords[lastStatus] ?? ''}`.trim();
  return lastError ? faultLine(lastError) : nothing;
}

/** The same in a word or two: `503`, `timeout`. */
export function lastCause({ lastStatus, lastError }: Last): string | null {
  if (lastStatus !== null) return String(lastStatus);
  return lastError ? faultWords[lastError.kind] : null;
}

const unsent = new Set<HttpErrorKind>(['dns', 'connect', 'tls']);

/** What an attempt means for whoever would resend the message, beyond its explanation; `null` where that says it all. */
export function meaning({ outcome, response, error }: Pick<Attempt, 'outcome' | 'response' | 'error'>): string | null {
  if (outcome === 'succeeded') return null;
  if (outcome === 'unknown') return 'Check with the receiver before resending, or it may receive this twice.';
  if (error) return unsent.has(error.kind) ? 'Nothing was sent, so a resend cannot be received twice.' : null;
  const status = response?.status ?? 0;
  if (status === 401 || status === 403) return 'Check the endpoint’s secret first; the same request will fail again.';
  if (status < 400 || status === 410) return null;
  return answerMeaning(status) ?? null;
}
