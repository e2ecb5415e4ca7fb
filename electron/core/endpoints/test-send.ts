/** Sends one small event to an endpoint to see how it stands: through the guard, signed as usual. No message, but in the audit. */
import { randomUUID } from 'node:crypto';
import type { EndpointKey, TestSend } from '../../../shared/domain/endpoint.ts';
import type { HttpRequestRecord } from '../../../shared/domain/webhook.ts';
import { maskUrl } from '../chains/mask-url.ts';
import { explain } from '../delivery/explain.ts';
import { recordable } from '../delivery/recordable.ts';
import { signatureHeaders, signingProblem } from '../delivery/sign.ts';
import type { EndpointSetups, Sender, SendInput, SendResult } from '../delivery/types.ts';
import type { IngestThread } from '../mirror/ingest-thread.ts';
import type { ReaderPool } from '../mirror/reader-pool.ts';

const eventType = 'aftercall.test';

export interface TestSendDeps {
  readers: ReaderPool;
  ingest: IngestThread;
  setups: EndpointSetups;
  sender: Sender;
  actor: string;
  now: () => number;
}

/** Credentials that stand in the address or in headers are not masked yet. */
export type RawTest = Omit<TestSend, 'request'> & { request: HttpRequestRecord };

export type SendTest = (key: EndpointKey, signal?: AbortSignal) => Promise<RawTest | null>;

/** Answers `null` for an endpoint nobody knows. */
export function createTestSend({ readers, ingest, setups, sender, actor, now }: TestSendDeps): SendTest {
  return async (key, signal) => {
    const { connectionId, endpointId } = key;
    const endpoint = await readers.read((db) => db.storedEndpoint(connectionId, endpointId));
    if (!endpoint) return null;
    const setup = await setups(connectionId, endpointId);
    const id = `aftercall_test_${randomUUID()}`;
    const body = Buffer.from(
      JSON.stringify({
        type: eventType,
        id,
        timestamp: new Date(now()).toISOString(),
        data: { message: 'A test of this endpoint. There was no call and there is nothing to do.' },
      }),
    );
    const problem = setup.schemeProblem ?? signingProblem(setup.scheme, setup.secrets);
    const input: SendInput = {
      method: 'POST',
      url: endpoint.url,
      headers: [
        ['content-type', 'application/json'],
        ...(problem === null
          ? signatureHeaders(setup.scheme, {
              id,
              timestampS: Math.floor(now() / 1000),
              body,
              secrets: setup.secrets,
              eventType,
            })
          : []),
      ],
      body,
      timeoutMs: setup.timeoutMs,
      allow: setup.allow,
      allowedIn: setup.allowedIn,
      ...(signal ? { signal } : {}),
    };
    const result = setup.enabled ? await sender.send(input) : switchedOff(input, now());
    const sent = recordable(result, setup.scheme, setup.secrets);
    const { request, response, error, outcome, timing, address, certificate } = sent;
    const explanation = [...(problem === null ? [] : [`It went out unsigned. ${problem}`]), explain(sent)].join(' ');
    await ingest.call.audit({
      at: now(),
      actor,
      action: 'endpoint tested',
      subject: endpointId,
      detail: { connection: connectionId, url: maskUrl(endpoint.url), outcome, explanation },
    });
    return { request, response, error, outcome, explanation, timing, address, certificate };
  };
}

function switchedOff({ method, url, headers, body }: SendInput, at: number): SendResult {
  return {
    request: { method, url, headers, body: body.toString('utf8'), encoding: 'utf8' },
    response: null,
    error: { kind: 'blocked', message: 'The endpoint is switched off; nothing was sent.' },
    outcome: 'failed',
    timing: { dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: null, totalMs: 0 },
    address: null,
    certificate: null,
    startedAt: at,
    durationMs: 0,
  };
}
