/** Carries out one item on this machine and tells it as the event a platform would have sent. */
import { randomUUID } from 'node:crypto';
import type { RunDetail } from '../../../shared/domain/chain.ts';
import type { OperationRef } from '../../../shared/domain/operation.ts';
import type { ChainRanData, WebhookAttemptedData } from '../../../shared/stream/events.ts';
import { instantText, requestData, responseData, stepData } from '../../../shared/stream/wire.ts';
import { runChain } from '../chains/engine.ts';
import { flowHash } from '../chains/flow-hash.ts';
import type { ChainEffects, ChainInput, ScriptRunner } from '../chains/types.ts';
import { bodyBytes } from '../delivery/body.ts';
import { recordable } from '../delivery/recordable.ts';
import { signatureHeaders, signingProblem } from '../delivery/sign.ts';
import type { EndpointSetup, Sender, SendInput, SendResult } from '../delivery/types.ts';
import type { Resendable } from '../mirror/readers/resendable.ts';
import { type CallToRun, type FromCallRequest, firstInput } from './draft-from-call.ts';
import { chainInput, flowToRun, type ReplaySurroundings, replayRef } from './draft-replay.ts';
import { contentOf, headersToSend, type ResendRequest, webhookId } from './draft-resend.ts';
import { keptEdit } from './edited-resend.ts';
import type { ReplayRequest } from './replay-start.ts';

interface Tools {
  sender: Sender;
  scripts: ScriptRunner;
  now: () => number;
}

export interface ResendItem {
  message: Resendable;
  request: ResendRequest;
  setup: EndpointSetup;
  ref: OperationRef;
  signal: AbortSignal;
}

/** What goes out: the same bytes under the same id unless they were edited, freshly signed. `now`: epoch milliseconds UTC. */
export function resendInput({ message, request, setup, signal }: ResendItem, now: number): SendInput {
  const { scheme, secrets, timeoutMs, allow, allowedIn } = setup;
  const content = contentOf(request, message);
  const body = bodyBytes(content);
  const id = request.newId ?? webhookId(message);
  const signature = signingProblem(scheme, secrets)
    ? []
    : signatureHeaders(scheme, {
        id,
        timestampS: Math.floor(now / 1000),
        body,
        secrets,
        eventType: message.eventType,
      });
  return {
    method: content.method,
    url: request.url ?? message.url,
    headers: headersToSend(request, message, content, scheme, signature),
    body,
    timeoutMs,
    allow,
    // What is allowed of the endpoint counts for its own host alone.
    allowedIn: request.url === undefined ? allowedIn : undefined,
    signal,
  };
}

/** How the event tells what became of it. */
export function resendData({ message, request, setup, ref }: ResendItem, result: SendResult): WebhookAttemptedData {
  const sent = recordable(result, setup.scheme, setup.secrets);
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
    operation: request.edit ? { ...ref, edit: keptEdit(request.edit), newId: request.newId } : ref,
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
  const flow = flowToRun(request, run.original, around.flows);
  if (!flow) throw new Error('the flow is gone');
  const input = chainInput(request, flow, run, around, ref.id);
  const ran = await runOf(`replay-${randomUUID()}`, input, { ...tools, signal });
  return { ...ran, operation: replayRef(request, run, ref) };
}

export interface FromCallItem {
  of: CallToRun;
  request: FromCallRequest;
  around: ReplaySurroundings;
  ref: OperationRef;
  signal: AbortSignal;
}

/** The first run for its call: an original, which goes back to none. Never rejects for what a node does. */
export async function runFromCall(item: FromCallItem, tools: Tools): Promise<ChainRanData> {
  const { of, request, around, ref, signal } = item;
  const flow = around.flows.get(request.flowId);
  if (!flow) throw new Error('the flow is gone');
  const runId = `from-call-${randomUUID()}`;
  const ran = await runOf(runId, firstInput(request, flow, of, around, ref.id), { ...tools, signal });
  const { patch } = request;
  return { ...ran, operation: { ...ref, root: runId, parent: runId, ...(patch && { patch }) } };
}

async function runOf(runId: string, input: ChainInput, effects: ChainEffects): Promise<ChainRanData> {
  const { flow, callId, trigger, event, vars } = input;
  const result = await runChain(input, effects);
  return {
    runId,
    callId,
    chain: { flowId: flow.flowId, version: flow.version, hash: flowHash(flow) },
    trigger,
    event,
    vars,
    steps: result.steps.map(stepData),
    status: result.status,
    startedAt: instantText(result.startedAt),
    durationMs: result.durationMs,
  };
}
