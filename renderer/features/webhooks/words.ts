/** Webhook messages and their attempts in words. */
import type { MessageRow } from '../../../shared/domain/webhook.ts';
import { faultLine, faultWords } from '../../ui/faults.ts';
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
