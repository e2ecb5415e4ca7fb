/**
 * From a request to what the mirror takes: an event of the receiver's own source, or bytes that are kept with the reason why they are none.
 * The payload's text stands in the event as it came, so that nothing of it (order, long numbers, keys written twice) is lost.
 */
import type { SigningScheme } from '../../../../shared/domain/signing.ts';
import { headerOf } from '../../delivery/headers.ts';
import { explainSignature } from '../../delivery/verify.ts';
import { isBag } from '../../dialects/fields.ts';
import { receiverSource } from '../../local-source.ts';
import { type DeadLetterCode, type Received, receiveText } from '../../mirror/receive.ts';
import { type BodyProblem, readPayload, unpack } from './body.ts';
import { deliveryKey } from './delivery-key.ts';
import { digestOf, type HookRequest, type Judgement, recordOf } from './request.ts';

export interface HookSetup {
  connectionId: string;
  scheme: SigningScheme;
  /** The current one first. */
  secrets: readonly string[];
}

export type HookRead =
  | { ok: true; received: Extract<Received, { kind: 'event' }> }
  | { ok: false; received: Received; status: 400 | 401 | 413 | 415; problem: string };

/** What a body may grow to. */
export const mostUnpacked = 32 << 20;

/** Never throws. */
export async function readHook(request: HookRequest, setup: HookSetup): Promise<HookRead> {
  const encoding = headerOf(request.headers, 'content-encoding') ?? '';
  const unpacked = await unpack(request.body, encoding, mostUnpacked);
  const judged = judge(request, unpacked.ok ? unpacked.bytes : null, setup);
  if (!judged.verified) return refused(request, judged, setup, 401, 'bad signature', judged.verdict);
  if (!unpacked.ok) return kept(request, judged, setup, unpacked);
  const payload = readPayload(unpacked.bytes, headerOf(request.headers, 'content-type') ?? '');
  if (!payload.ok) return kept(request, judged, setup, payload);

  const asItCame = payload.verbatim && unpacked.bytes === request.body;
  const hook = recordOf(request, judged, setup.scheme, !asItCame);
  const id = deliveryKey(request.headers, payload.value, Buffer.from(`${request.query}\n${payload.text}`));
  const received = receiveText(
    eventText({
      id,
      source: receiverSource(setup.connectionId),
      receivedAt: request.receivedAt,
      attributes: { hook },
      ...inner(payload.value, payload.text),
    }),
    request.receivedAt,
  );
  if (received.kind === 'event') return { ok: true, received };
  // The envelope is ours, so this cannot be; were it, nothing would be lost.
  return refused(request, judged, setup, 400, received.code, received.reason);
}

/** A CloudEvent in a request is its own type and data; anything else is a call's payload until its dialect says otherwise. */
function inner(value: unknown, text: string): { type: string; data: string } {
  const isEvent = isBag(value) && value.specversion === '1.0' && typeof value.type === 'string' && isBag(value.data);
  return isEvent ? { type: String(value.type), data: JSON.stringify(value.data) } : { type: 'call.ended', data: text };
}

/** An event of one of this machine's own sources around `data`, which is JSON. */
export function eventText(event: {
  id: string;
  source: string;
  type: string;
  receivedAt: number;
  attributes: Record<string, unknown>;
  data: string;
}): string {
  const { id, source, type, receivedAt, attributes, data } = event;
  const time = new Date(receivedAt).toISOString();
  const head = JSON.stringify({ specversion: '1.0', id, source, type, time, ...attributes });
  return `${head.slice(0, -1)},"data":${data}}`;
}

/** Platforms sign what they wrote, or, where something compressed it before signing, what was sent. */
function judge(request: HookRequest, unpacked: Buffer | null, { scheme, secrets }: HookSetup): Judgement {
  if (scheme.kind === 'none') return { verified: true, scheme: 'none', verdict: 'Signatures are not asked for.' };
  const bodies = unpacked === null || unpacked === request.body ? [request.body] : [unpacked, request.body];
  const reports = bodies.map((body) => explainSignature({ headers: request.headers, body }, scheme, secrets));
  const holding = reports.find(({ signatures }) => signatures.some(({ verdict }) => verdict === 'verified'));
  const verdict = (holding ?? reports[0])?.verdict ?? 'The signature cannot be read.';
  return { verified: holding !== undefined, scheme: scheme.kind, verdict };
}

const kept = (request: HookRequest, judged: Judgement, setup: HookSetup, problem: BodyProblem): HookRead =>
  refused(request, judged, setup, problem.status, problem.code, problem.reason);

/** A request of which only the beginning was read. */
export function readExcerpt(request: HookRequest, { connectionId, scheme }: HookSetup, reason: string): Received {
  const judged: Judgement = { verified: false, scheme: scheme.kind, verdict: 'Not looked at.' };
  return deadLetter(request, judged, connectionId, scheme, 'too large', reason);
}

function refused(
  request: HookRequest,
  judged: Judgement,
  { connectionId, scheme }: HookSetup,
  status: 400 | 401 | 413 | 415,
  code: DeadLetterCode,
  problem: string,
): HookRead {
  const received = deadLetter(request, judged, connectionId, scheme, code, problem);
  return { ok: false, received, status, problem };
}

function deadLetter(
  request: HookRequest,
  judged: Judgement,
  connectionId: string,
  scheme: SigningScheme,
  code: DeadLetterCode,
  reason: string,
): Received {
  const { receivedAt } = request;
  const hook = recordOf(request, judged, scheme, true);
  const time = new Date(receivedAt).toISOString();
  const bytes = Buffer.from(JSON.stringify({ source: receiverSource(connectionId), time, hook }));
  return { kind: 'unreadable', bytes, receivedAt, code, reason, same: `${code} ${digestOf(request)}` };
}
