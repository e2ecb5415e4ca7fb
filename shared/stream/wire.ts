/** From what happened to the data of the event that tells it. The way back is in `electron/core/mirror/readers/details.ts`. */
import type { Step } from '../domain/chain.ts';
import type { HttpRequestRecord, HttpResponseRecord } from '../domain/webhook.ts';
import type { StepData, WebhookAttemptedData } from './events.ts';

export function requestData({ encoding, ...request }: HttpRequestRecord): WebhookAttemptedData['request'] {
  return { ...request, bodyEncoding: encoding };
}

export function responseData({
  encoding,
  ...response
}: HttpResponseRecord): NonNullable<WebhookAttemptedData['response']> {
  return { ...response, bodyEncoding: encoding };
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
