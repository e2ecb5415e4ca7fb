/** From what happened to the data of the event that tells it. The way back is in `electron/core/mirror/readers/details.ts`. */
import type { Step } from '../domain/chain.ts';
import type { HttpRequestRecord, HttpResponseRecord } from '../domain/webhook.ts';
import type { StepData, WebhookAttemptedData } from './events.ts';

export function requestData(request: HttpRequestRecord): WebhookAttemptedData['request'] {
  const { method, url, headers, body, encoding, droppedBytes } = request;
  const data = { method, url, headers, body, bodyEncoding: encoding };
  return droppedBytes === undefined ? data : { ...data, droppedBytes };
}

export function responseData(response: HttpResponseRecord): NonNullable<WebhookAttemptedData['response']> {
  const { status, headers, body, encoding, truncated, droppedBytes } = response;
  const data = { status, headers, body, bodyEncoding: encoding, truncated };
  return droppedBytes === undefined ? data : { ...data, droppedBytes };
}

/** `at`: epoch milliseconds UTC. */
export const instantText = (at: number): string => new Date(at).toISOString();

export function stepData({ request, response, output, startedAt, ...step }: Step): StepData {
  return {
    ...step,
    request: request && requestData(request),
    response: response && responseData(response),
    output: output ?? undefined,
    startedAt: instantText(startedAt),
  };
}
