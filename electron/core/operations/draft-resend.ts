/** Drafts the resend of one webhook message. Opens no connection. Rules: `docs/operations.md`. */
import type { Executor, Ineligible, ResendEdit, ResendMode, Risk } from '../../../shared/domain/operation.ts';
import type { SigningScheme } from '../../../shared/domain/signing.ts';
import type { HeaderList, HttpRequestRecord } from '../../../shared/domain/webhook.ts';
import { client } from '../../../shared/stream/protocol.ts';
import { headerOf, mask, maskHeaders, resendableHeaders } from '../delivery/headers.ts';
import { schemeText, signatureHeaderOf } from '../delivery/scheme.ts';
import { signingProblem } from '../delivery/sign.ts';
import type { EndpointSetup } from '../delivery/types.ts';
import type { Resendable } from '../mirror/readers/resendable.ts';
import type { Address, Addresses } from './addresses.ts';
import { type Draft, type DraftItem, digest, type Shown } from './drafts.ts';
import { editedRequest, editProblem, editWarnings, idHeaders, renamed } from './edited-resend.ts';
import type { PlatformSide } from './platform-side.ts';

export interface ResendRequest {
  kind: 'resend';
  messageId: number;
  executor: Executor;
  url?: string | undefined;
  edit?: ResendEdit | undefined;
  /** Of an edited one: the id it goes out under. */
  newId?: string | undefined;
}

/** What the resend rests on beside the message: how its endpoint is sent to, and whether the platform could do it. */
export interface ResendSurroundings {
  setup: EndpointSetup;
  platform: PlatformSide;
}

export function draftResend(
  request: ResendRequest,
  message: Resendable,
  around: ResendSurroundings,
  addresses: Addresses,
): Draft {
  const address = addresses(request.url ?? message.url);
  const item = draftItem(request, message, around.setup, address);
  return {
    kind: 'resend',
    mode: modeOf(request, message),
    executor: request.executor,
    name: `Resend ${message.eventType} to ${message.endpointName}`,
    item,
    shown: () => shownOf(request, message, around.setup, address),
    platform: platformCan(request, around.platform),
  };
}

/** Where it goes decides: what another address answers says nothing of the message. */
function modeOf({ url, edit }: ResendRequest, message: Resendable): ResendMode {
  if (url !== undefined && url !== message.url) return 'other url';
  return edit ? 'edited' : 'same';
}

/** Its command names a message and nothing else. */
function platformCan({ url, edit }: ResendRequest, platform: PlatformSide): Draft['platform'] {
  if (url !== undefined) return { available: false, why: 'The platform sends to its own endpoints only.' };
  if (edit) return { available: false, why: 'The platform sends messages as they are.' };
  return platform.can(client.resend);
}

function draftItem(request: ResendRequest, message: Resendable, setup: EndpointSetup, address: Address): DraftItem {
  const { edit, newId } = request;
  return {
    connectionId: message.connectionId,
    target: { kind: 'message', id: message.id, messageId: message.messageId },
    callId: message.callId,
    customerNumber: message.customerNumber,
    ineligible: ineligibleBecause(request, message, setup, address),
    risks: risksOf(message),
    facts: {
      state: message.state,
      'tries so far': String(message.attempts),
      address: address.fact,
      body: message.bodyDigest,
      endpoint: setup.enabled ? 'on' : 'off',
      'signature scheme': schemeText(setup.scheme),
      'signing secret': setup.secrets.length === 0 ? 'none' : 'held',
      ...(edit && { edit: digest(JSON.stringify(edit)), 'new id': newId ?? '' }),
    },
  };
}

function ineligibleBecause(
  request: ResendRequest,
  message: Resendable,
  { enabled, scheme }: EndpointSetup,
  { problem }: Address,
): Ineligible | null {
  // The platform sends what it kept itself.
  if (message.original.droppedBytes !== undefined && request.executor !== 'platform') {
    return {
      code: 'dropped',
      message: 'Its headers and its body were dropped by retention: there is nothing to send.',
    };
  }
  if (problem !== null) return { code: 'address', message: problem };
  const wrong = request.edit ? editProblem(request.edit, scheme) : null;
  if (wrong !== null) return { code: 'edit', message: wrong };
  if (enabled || modeOf(request, message) === 'other url') return null;
  const told = `“${message.endpointName}” is switched off. Switch it on under Endpoints, or send to another address.`;
  return { code: 'endpoint off', message: told };
}

function shownOf(request: ResendRequest, message: Resendable, setup: EndpointSetup, address: Address): Shown {
  const { scheme, secrets } = setup;
  const signature = signingProblem(scheme, secrets) === null ? signaturePreview(scheme) : [];
  const content = contentOf(request, message);
  const { method, body, encoding } = content;
  const headers = maskHeaders(headersToSend(request, message, content, scheme, signature));
  return {
    request: { method, url: address.masked, headers, body, encoding },
    dryRun: null,
    warnings: warningsOf(request, message, setup),
  };
}

function warningsOf(request: ResendRequest, message: Resendable, { scheme, schemeProblem, secrets }: EndpointSetup) {
  const here = request.executor === 'this machine';
  const problem = schemeProblem ?? signingProblem(scheme, secrets) ?? unsignedNow(message, scheme);
  const elsewhere = modeOf(request, message) === 'other url';
  return [
    ...(here && problem !== null ? [`It goes out unsigned. ${problem}`] : []),
    ...(message.state === 'pending' ? ['The platform will try again by itself; the receiver may get it twice.'] : []),
    ...(elsewhere ? ['It goes to another address than the platform used.'] : []),
    ...(elsewhere && scheme.kind === 'bearer' ? ['The endpoint’s token goes to that address, too.'] : []),
    ...(request.edit ? ['It goes out as another message, under an id the receiver has not seen.'] : []),
    ...(request.edit ? editWarnings(contentOf(request, message), request.edit) : []),
  ];
}

/** Whether this machine signs it as it goes out. A token is no signature. */
export function signsAnew({ executor }: ResendRequest, { scheme, secrets }: EndpointSetup): boolean {
  const hasScheme = scheme.kind !== 'none' && scheme.kind !== 'bearer';
  return executor === 'this machine' && hasScheme && signingProblem(scheme, secrets) === null;
}

function unsignedNow({ original }: Resendable, scheme: SigningScheme): string | null {
  const signed = original.headers.find(([name]) => /signature/i.test(name));
  if (scheme.kind !== 'none' || !signed) return null;
  return `The platform’s own try was signed in ${signed[0]}; no scheme is set for this endpoint.`;
}

/** Without an edit: the bytes of the first try. */
export function contentOf({ edit }: ResendRequest, { original }: Resendable): HttpRequestRecord {
  return edit ? editedRequest(original, edit) : original;
}

/** The headers with which the content goes out under this signature. Without an edit: under the same id. */
export function headersToSend(
  { newId }: ResendRequest,
  message: Resendable,
  { headers }: HttpRequestRecord,
  scheme: SigningScheme,
  signature: HeaderList,
): HeaderList {
  const list = resendableHeaders(headers, signature, signatureHeaderOf(scheme));
  return newId === undefined ? list : renamed(list, newId, webhookId(message));
}

/** The id receivers know the message by: as it was sent, or the platform's. */
export function webhookId({ original, messageId }: Resendable): string {
  for (const id of idHeaders) {
    const sent = headerOf(original.headers, id);
    if (sent !== undefined) return sent;
  }
  return messageId;
}

function risksOf({ deliveredBy, doubtful }: Resendable): Risk[] {
  if (deliveredBy !== null) {
    const message = `Try ${deliveredBy} was delivered. The receiver would get it again.`;
    return [{ code: 'succeeded since', message }];
  }
  if (!doubtful) return [];
  const message = `Try ${doubtful.number} may have been processed: ${doubtful.explanation}`;
  return [{ code: 'unknown outcome', message }];
}

function signaturePreview(scheme: SigningScheme): HeaderList {
  const name = signatureHeaderOf(scheme);
  return name === null ? [] : [[name, scheme.kind === 'bearer' ? `Bearer ${mask}` : mask]];
}
