/** How an item ended, in the words the schedule needs: whether like the one before, whether worth another try, whether asked to wait. */
import type { HeaderList } from '../../../shared/domain/webhook.ts';
import type { ChainRanData, WebhookAttemptedData } from '../../../shared/stream/events.ts';
import { isTransient, outcomeOf } from '../delivery/explain.ts';
import { headerOf } from '../delivery/headers.ts';
import type { Ending } from './schedule.ts';

export function endingOfAttempt({ response, error }: WebhookAttemptedData, now: number): Ending {
  const outcome = outcomeOf(response, error);
  return {
    error: outcome === 'succeeded' ? null : response ? `HTTP ${response.status}` : (error?.kind ?? 'no answer'),
    transient: isTransient(response, error),
    retryAfterMs: response ? retryAfterMs(response.status, response.headers, now) : null,
  };
}

/** What befalls a step's request on its way, as `isTransient` has it for a message's. */
const transientKinds: ReadonlySet<string> = new Set(['connect', 'timeout', 'reset', 'body']);

export function endingOfRun({ status, steps }: ChainRanData, now: number): Ending {
  const last = steps.findLast((step) => step.request);
  const waitMs = last?.response ? retryAfterMs(last.response.status, last.response.headers, now) : null;
  if (status === 'succeeded') return { error: null, transient: false, retryAfterMs: waitMs };
  const failed = steps.findLast((step) => step.error);
  const answered = failed?.response ? ` ${failed.response.status}` : '';
  return {
    error: failed ? `${failed.nodeId}: ${failed.error?.kind}${answered}` : 'failed',
    transient: failed?.response ? isTransient(failed.response, null) : transientKinds.has(failed?.error?.kind ?? ''),
    retryAfterMs: waitMs,
  };
}

/** RFC 9110, 10.2.3: seconds or a date; meant where the host says that it is busy. */
function retryAfterMs(status: number, headers: HeaderList, now: number): number | null {
  if (status !== 429 && status !== 503) return null;
  const value = headerOf(headers, 'retry-after')?.trim();
  if (value === undefined) return null;
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
  // An HTTP date begins with the day's name; the parser alone takes almost anything for a date.
  const at = /^[A-Z][a-z]{2}/.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}
