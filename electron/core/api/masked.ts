/** What of recorded requests the console is shown: secrets stay in core (`docs/operations.md`). Signatures are no secrets. */
import type { Run, RunDetail } from '../../../shared/domain/chain.ts';
import type {
  HeaderList,
  HttpRequestRecord,
  HttpResponseRecord,
  MessageDetail,
} from '../../../shared/domain/webhook.ts';
import { maskUrl } from '../chains/mask-url.ts';
import { maskHeaders } from '../delivery/headers.ts';
import { maskedFlow } from './masked-flow.ts';

export function maskedMessage(message: MessageDetail): MessageDetail {
  return {
    ...message,
    url: maskUrl(message.url),
    timeline: message.timeline.map((attempt) => ({
      ...attempt,
      request: maskedRequest(attempt.request),
      response: attempt.response && maskedResponse(attempt.response),
    })),
  };
}

export function maskedLineage({ original, replays }: RunDetail): RunDetail {
  return { original: maskedRun(original), replays: replays.map(maskedRun) };
}

function maskedRun(run: Run): Run {
  return {
    ...run,
    flow: run.flow && maskedFlow(run.flow),
    trace: run.trace.map((step) => ({
      ...step,
      request: step.request && maskedRequest(step.request),
      response: step.response && maskedResponse(step.response),
    })),
  };
}

export const maskedRequest = (request: HttpRequestRecord): HttpRequestRecord => ({
  ...request,
  url: maskUrl(request.url),
  headers: maskCredentials(request.headers),
});

export const maskedResponse = (response: HttpResponseRecord): HttpResponseRecord => ({
  ...response,
  headers: maskCredentials(response.headers),
});

function maskCredentials(headers: HeaderList): HeaderList {
  const masked = maskHeaders(headers);
  return headers.map((header, index) => (/signature/i.test(header[0]) ? header : (masked[index] ?? header)));
}
