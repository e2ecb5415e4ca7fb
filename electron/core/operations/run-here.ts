/** Carries out one item on this machine and tells it as the event a platform would have sent. */
import { randomUUID } from 'node:crypto';
import type { RunDetail } from '../../../shared/domain/chain.ts';
import type { HostAllowance } from '../../../shared/domain/connection.ts';
import type { OperationRef } from '../../../shared/domain/operation.ts';
import type { SigningScheme } from '../../../shared/domain/signing.ts';
import type { MessageDetail } from '../../../shared/domain/webhook.ts';
import type { ChainRanData, WebhookAttemptedData } from '../../../shared/stream/events.ts';
import { instantText, requestData, responseData, stepData } from '../../../shared/stream/wire.ts';
import { runChain } from '../chains/engine.ts';
import { flowHash } from '../chains/flow-hash.ts';
import type { ScriptRunner } from '../chains/types.ts';
import { bodyBytes } from '../delivery/body.ts';
import { resendableHeaders } from '../delivery/headers.ts';
import { recordable } from '../delivery/recordable.ts';
import { signatureHeaderOf } from '../delivery/scheme.ts';
import { signatureHeaders, signingProblem } from '../delivery/sign.ts';
import type { Sender } from '../delivery/types.ts';
import { chainInput, flowToRun, type ReplaySurroundings, replayRef } from './draft-replay.ts';
import { originalOf, webhookId } from './draft-resend.ts';
import type { ReplayRequest } from './replay-start.ts';

/** Success is 2xx within this time, unless an endpoint says otherwise; the vendors' documents ask for five seconds. */
const answerWithinMs = 5000;

interface Tools {
  sender: Sender;
  scripts: ScriptRunner;
  now: () => number;
}

export interface ResendItem {
  message: MessageDetail;
  /** Another address than the platform used. */
  url: string | undefined;
  scheme: SigningScheme;
  secrets: readonly string[];
  allow: readonly HostAllowance[];
  ref: OperationRef;
  signal: AbortSignal;
}

/** The same bytes under the same id, freshly signed. Never rejects for what the receiver does. */
export async function resendHere(item: ResendItem, { sender, now }: Tools): Promise<WebhookAttemptedData> {
  const { message, scheme, secrets, allow, ref, signal } = item;
  const original = originalOf(message);
  const body = bodyBytes(original);
  const id = webhookId(message);
  const signature = signingProblem(scheme, secrets)
    ? []
    : signatureHeaders(scheme, {
        id,
        timestampS: Math.floor(now() / 1000),
        body,
        secrets,
        eventType: message.eventType,
      });
  const result = await sender.send({
    method: original.method,
    url: item.url ?? message.url,
    headers: resendableHeaders(original.headers, signature, signatureHeaderOf(scheme)),
    body,
    timeoutMs: answerWithinMs,
    allow,
    signal,
  });
  const sent = recordable(result, scheme, secrets);
  return {
    messageId: message.messageId,
    eventType: message.eventType,
    callId: message.callId,
    endpoint: { id: message.endpointId, url: message.url, name: message.endpointName },
    attempt: message.attempts + 1,
    trigger: 'manual',
    request: requestData(sent.request),
    response: sent.response && responseData(sent.response),
    error: sent.error,
    startedAt: instantText(sent.startedAt),
    durationMs: sent.durationMs,
    nextAttemptAt: null,
    timing: sent.timing,
    address: sent.address,
    certificate: sent.certificate,
    operation: ref,
  };
}

export interface ReplayItem {
  run: RunDetail;
  request: ReplayRequest;
  around: ReplaySurroundings;
  ref: OperationRef;
  signal: AbortSignal;
}

/** The chain from its start or from a node, on the recorded input with the operator's patch. Never rejects for what a node does. */
export async function replayHere(item: ReplayItem, tools: Tools): Promise<ChainRanData> {
  const { run, request, around, ref, signal } = item;
  const { original } = run;
  const flow = flowToRun(request, original, around.flows);
  if (!flow) throw new Error('the flow is gone');
  const input = chainInput(request, flow, run, around, ref.id);
  const result = await runChain(input, { ...tools, signal });
  return {
    runId: `replay-${randomUUID()}`,
    callId: original.callId,
    chain: { flowId: flow.flowId, version: flow.version, hash: flowHash(flow) },
    trigger: original.trigger,
    event: input.event,
    vars: input.vars,
    steps: result.steps.map(stepData),
    status: result.status,
    startedAt: instantText(result.startedAt),
    durationMs: result.durationMs,
    operation: replayRef(request, run, ref),
  };
}
