/** Drafts the resend of one webhook message. Opens no connection. Rules: `docs/operations.md`. */

import type { Executor, Risk } from '../../../shared/domain/operation.ts';
import type { SigningScheme } from '../../../shared/domain/signing.ts';
import type { Attempt, HeaderList, MessageDetail } from '../../../shared/domain/webhook.ts';
import { client } from '../../../shared/stream/protocol.ts';
import { maskUrl } from '../chains/mask-url.ts';
import { bodyBytes } from '../delivery/body.ts';
import { parseTarget } from '../delivery/guard.ts';
import { mask, maskHeaders, resendableHeaders } from '../delivery/headers.ts';
import { schemeText, signatureHeaderOf } from '../delivery/scheme.ts';
import { signingProblem } from '../delivery/sign.ts';
import { type Draft, type DraftItem, digest } from './drafts.ts';
import type { PlatformSide } from './platform-side.ts';

export interface ResendRequest {
  kind: 'resend';
  messageId: number;
  executor: Executor;
  url?: string | undefined;
}

/** What the resend rests on beside the message: how its endpoint signs, and whether the platform could do it. */
export interface ResendSurroundings {
  scheme: SigningScheme;
  secrets: readonly string[];
  platform: PlatformSide;
}

export function draftResend(request: ResendRequest, message: MessageDetail, around: ResendSurroundings): Draft {
  const platform = around.platform.can(client.resend);
  return {
    kind: 'resend',
    mode: request.url === undefined ? 'same' : 'other url',
    executor: request.executor,
    name: `Resend ${message.eventType} to ${message.endpointName}`,
    items: [draftItem(request, message, around)],
    platform:
      request.url === undefined ? platform : { available: false, why: 'The platform sends to its own endpoints only.' },
  };
}

function draftItem(request: ResendRequest, message: MessageDetail, { scheme, secrets }: ResendSurroundings): DraftItem {
  const original = originalOf(message);
  const url = request.url ?? message.url;
  const target = parseTarget(url);
  const problem = signingProblem(scheme, secrets);
  return {
    connectionId: message.connectionId,
    target: { kind: 'message', id: message.id, messageId: message.messageId },
    callId: message.callId,
    customerNumber: message.customerNumber,
    ineligible: target.ok ? null : { code: 'address', message: target.message },
    risks: risksOf(message),
    request: {
      method: original.method,
      url: maskUrl(url),
      headers: maskHeaders(
        resendableHeaders(original.headers, problem ? [] : signaturePreview(scheme), signatureHeaderOf(scheme)),
      ),
      body: original.body,
      encoding: original.encoding,
    },
    dryRun: null,
    warnings: [
      ...(problem && request.executor === 'this machine' ? [`It goes out unsigned. ${problem}`] : []),
      ...(message.state === 'pending' ? ['The platform will try again by itself; the receiver may get it twice.'] : []),
      ...(request.url === undefined ? [] : ['It goes to another address than the platform used.']),
    ],
    facts: {
      state: message.state,
      'tries so far': String(message.attempts),
      address: `${maskUrl(url)} (${digest(url)})`,
      body: digest(bodyBytes(original)),
      'signature scheme': schemeText(scheme),
      'signing secret': secrets.length === 0 ? 'none' : 'held',
    },
  };
}

/** The first try holds the message as the platform made it. */
export function originalOf(message: MessageDetail): Attempt['request'] {
  const first = message.timeline[0];
  if (!first) throw new Error(`message ${message.id} has no attempt`);
  return first.request;
}

/** Headers that carry a message's id, of every scheme. */
const idHeaders = ['webhook-id', 'svix-id', 'x-replicer-delivery-id'];

/** The id receivers know the message by: as it was sent, or the platform's. */
export function webhookId(message: MessageDetail): string {
  const { headers } = originalOf(message);
  const sent = idHeaders.map((id) => headers.find(([name]) => name.toLowerCase() === id)?.[1]);
  return sent.find((id) => id !== undefined) ?? message.messageId;
}

function risksOf(message: MessageDetail): Risk[] {
  const risks: Risk[] = [];
  const success = message.timeline.find(({ outcome }) => outcome === 'succeeded');
  if (success) {
    risks.push({
      code: 'succeeded since',
      message: `Try ${success.number} was delivered. The receiver would get it again.`,
    });
  }
  const unknown = message.timeline.find(({ outcome }) => outcome === 'unknown');
  if (unknown && !success) {
    risks.push({
      code: 'unknown outcome',
      message: `Try ${unknown.number} may have been processed: ${unknown.explanation}`,
    });
  }
  return risks;
}

function signaturePreview(scheme: SigningScheme): HeaderList {
  const name = signatureHeaderOf(scheme);
  return name === null ? [] : [[name, scheme.kind === 'bearer' ? `Bearer ${mask}` : mask]];
}
