/**
 * What became of a try: succeeded, failed, or unknown, and the one plain sentence that says so. Works from what any attempt
 * records, so the platform's attempts are judged by the same rules as this machine's own.
 */
import { STATUS_CODES } from 'node:http';
import type {
  AttemptOutcome,
  HeaderList,
  HttpError,
  HttpErrorKind,
  HttpResponseRecord,
} from '../../../shared/domain/webhook.ts';
import { headerOf } from './headers.ts';

/** With these, the request never left: the receiver cannot have acted. */
const nothingSent: ReadonlySet<HttpErrorKind> = new Set(['dns', 'connect', 'tls', 'blocked']);

/**
 * An answer outside 2xx is a failure. Without a complete answer it is a failure only when nothing can have been sent; anything
 * else may have taken effect and is `unknown`.
 */
export function outcomeOf(
  response: Pick<HttpResponseRecord, 'status'> | null,
  error: HttpError | null,
): AttemptOutcome {
  if (error && nothingSent.has(error.kind)) return 'failed';
  if (!response) return 'unknown';
  if (!isSuccess(response.status)) return 'failed';
  return error ? 'unknown' : 'succeeded';
}

const transientStatus = new Set([408, 425, 429, 500, 502, 503, 504]);
const transientError: ReadonlySet<HttpErrorKind> = new Set(['connect', 'timeout', 'reset', 'body']);

/** A hint for the operator: true where the same request may well succeed later. Nothing is retried because of it. */
export function isTransient(response: Pick<HttpResponseRecord, 'status'> | null, error: HttpError | null): boolean {
  if (response && !isSuccess(response.status)) return transientStatus.has(response.status);
  return error !== null && transientError.has(error.kind);
}

export interface Explainable {
  response: { status: number; headers?: HeaderList; truncated?: boolean } | null;
  error: HttpError | null;
  outcome: AttemptOutcome;
  durationMs: number;
}

/** One plain sentence, e.g. "Timed out after 5.0 s waiting for a response; the receiver may have processed it." */
export function explain({ response, error, outcome, durationMs }: Explainable): string {
  const after = seconds(durationMs);
  const doubt = outcome === 'unknown' ? '; the receiver may have processed it' : '';
  if (error) return errorSentence(error, response, after, doubt);
  if (!response) return `No answer was recorded${doubt}.`;
  const answered = `${response.status}${reasonOf(response.status)}`;
  if (isSuccess(response.status)) return `Delivered: the receiver answered ${answered} in ${after}.`;
  return statusSentence(response.status, answered, response.headers ?? []);
}

function errorSentence(error: HttpError, response: Explainable['response'], after: string, doubt: string): string {
  switch (error.kind) {
    case 'timeout':
      return response
        ? `Timed out after ${after} in the middle of the answer (${response.status})${doubt}.`
        : `Timed out after ${after} waiting for a response${doubt}.`;
    case 'reset':
      return `The receiver closed the connection after ${after} without an answer${doubt}.`;
    case 'body':
      return `The connection broke off after ${after} in the middle of the answer${response ? ` (${response.status})` : ''}${doubt}.`;
    case 'protocol':
      return `The receiver's answer could not be read as HTTP${doubt}.`;
    case 'aborted':
      return `Stopped after ${after}${doubt}.`;
    case 'dns':
    case 'connect':
    case 'tls':
    case 'blocked':
      return sentence(error.message, `Nothing was sent (${error.kind}).`);
    case 'other': {
      const what = error.message.trim().replace(/\.+$/, '');
      return `${what || 'Failed for a reason the platform did not say'}${doubt}.`;
    }
  }
}

function statusSentence(status: number, answered: string, headers: HeaderList): string {
  const header = (wanted: string) => headerOf(headers, wanted);
  if (status >= 300 && status < 400) {
    const to = header('location');
    return `The receiver answered ${answered}${to ? ` to ${short(to)}` : ''}; redirects are not followed.`;
  }
  if (status === 410)
    return `The receiver answered ${answered}: it wants no more of these; consider disabling the endpoint.`;
  const wait = header('retry-after');
  if (wait && (status === 429 || status === 503)) {
    return `The receiver answered ${answered} and asked to wait ${/^\d+$/.test(wait) ? `${wait} s` : `until ${short(wait)}`}.`;
  }
  if (status === 401 || status === 403)
    return `The receiver answered ${answered}: it did not accept the credentials or signature.`;
  return `The receiver answered ${answered}.`;
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

function reasonOf(status: number): string {
  const reason = STATUS_CODES[status];
  return reason ? ` ${reason}` : '';
}

function seconds(ms: number): string {
  return ms < 100 ? `${Math.max(1, Math.round(ms))} ms` : `${(ms / 1000).toFixed(1)} s`;
}

function sentence(text: string, otherwise: string): string {
  const trimmed = text.trim();
  if (trimmed === '') return otherwise;
  return /[.!?…]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}

function short(text: string): string {
  return text.length <= 120 ? text : `${text.slice(0, 120)}…`;
}
