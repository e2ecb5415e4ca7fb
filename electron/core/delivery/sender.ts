/**
 * Sends one HTTP request and tells exactly what became of it. The way of a request: read the URL, resolve the host, let the guard
 * check every address, connect to one of those addresses and no other, send, read a bounded answer. Redirects are not followed,
 * nothing is retried, compressed answers stay compressed. One deadline covers all of it.
 */
import type { AttemptOutcome, Certificate, HeaderList, HttpError, HttpTiming } from '../../../shared/domain/webhook.ts';
import { recordBody } from './body.ts';
import { openSocket } from './connect.ts';
import { type Deadline, startDeadline } from './deadline.ts';
import { type Connection, type ExchangeResult, exchange, httpConnection } from './exchange.ts';
import { outcomeOf } from './explain.ts';
import { type Checked, checkAddresses, parseTarget, type Target } from './guard.ts';
import { headerOf, headerProblem, sendableHeaders } from './headers.ts';
import { type IdleConnections, idleConnections } from './idle.ts';
import { ownAddress, type Resolve, resolveHost, systemResolve } from './resolve.ts';
import type { Sender, SendInput, SendResult } from './types.ts';

export interface SenderOptions {
  /** Name to addresses; the system's resolver unless given. */
  resolve?: Resolve;
  /** Epoch milliseconds UTC. */
  now?: () => number;
  /** Certificate authorities in PEM, instead of the well-known ones. */
  ca?: string[];
}

/** What is learnt on the way, also when the way ends early. */
interface Trace {
  timing: Omit<HttpTiming, 'totalMs'>;
  address: string | null;
  certificate: Certificate | null;
}

interface Means {
  resolve: Resolve;
  ca: string[] | undefined;
  idle: IdleConnections;
}

type Answer = Pick<ExchangeResult, 'response' | 'error' | 'sent'>;

/** What a bulk operation sends to is read once, not with every message. */
const mostTargets = 256;

/** A sender with its own kept-alive connections; `close` ends them. */
export function createSender(options: SenderOptions = {}): Sender {
  const { resolve = systemResolve, now = Date.now, ca } = options;
  const idle = idleConnections();
  const means: Means = { resolve, ca, idle };
  const targets = new Map<string, Checked<Target>>();

  function targetOf(url: string): Checked<Target> {
    const known = targets.get(url);
    if (known) return known;
    if (targets.size >= mostTargets) targets.clear();
    const target = parseTarget(url);
    targets.set(url, target);
    return target;
  }

  async function send(input: SendInput): Promise<SendResult> {
    const startedAt = now();
    const begun = performance.now();
    const trace: Trace = {
      timing: { dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: null },
      address: null,
      certificate: null,
    };
    const target = targetOf(input.url);
    const headers = outgoingHeaders(input, target);
    const method = input.method.toUpperCase();
    const deadline = startDeadline(input.timeoutMs, input.signal);
    let answer: Answer;
    try {
      answer = await perform(input, method, target, headers, trace, deadline, means);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      answer = { response: null, error: { kind: 'other', message }, sent: trace.address !== null };
    }
    deadline.clear();
    const totalMs = performance.now() - begun;
    const { dnsMs, connectMs, tlsMs, firstByteMs } = trace.timing;
    const { body, encoding } = recordBody(input.body);
    return {
      request: { method, url: input.url, headers, body, encoding },
      response: answer.response,
      error: answer.error,
      outcome: resultOutcome(answer),
      timing: { dnsMs, connectMs, tlsMs, firstByteMs, totalMs },
      address: trace.address,
      certificate: trace.certificate,
      startedAt,
      durationMs: Math.round(totalMs),
    };
  }

  return { send, close: () => idle.close() };
}

/** An error before anything was sent is a plain failure, whatever its kind. */
function resultOutcome({ response, error, sent }: Answer): AttemptOutcome {
  return error && !sent ? 'failed' : outcomeOf(response, error);
}

async function perform(
  input: SendInput,
  method: string,
  target: Checked<Target>,
  headers: HeaderList,
  trace: Trace,
  { stop, enter }: Deadline,
  { resolve, ca, idle }: Means,
): Promise<Answer> {
  if (!target.ok) return notSent({ kind: 'blocked', message: target.message });
  const problem = methodProblem(input.method) ?? headerProblem(headers);
  if (problem) return notSent({ kind: 'blocked', message: problem });
  const early = stop.error();
  if (early) return notSent(early);

  const { host } = target.value;
  const resolved = ownAddress(host) ?? (await resolveHost(host, resolve, stop));
  if (!resolved.ok) return notSent(resolved.error);
  trace.timing.dnsMs = resolved.dnsMs;
  const checked = checkAddresses(target.value, resolved.addresses, input.allow, input.allowedIn);
  if (!checked.ok) return notSent({ kind: 'blocked', message: checked.message });

  const request = { method, path: target.value.path, headers, body: input.body, sink: input.sink };
  const run = (connection: Connection): Promise<ExchangeResult> => {
    enter('waiting');
    trace.address = connection.address;
    trace.certificate = connection.certificate;
    return exchange(connection, request, stop);
  };
  const ran = (connection: Connection, result: ExchangeResult): ExchangeResult => {
    trace.timing.firstByteMs = result.firstByteMs;
    if (result.reusable) idle.put(connection);
    return result;
  };

  const kept = idle.take(target.value.origin, checked.value);
  if (kept) {
    const result = ran(kept, await run(kept));
    // The receiver had closed the kept connection before anything went out on it: as if it had never been there.
    if (result.sent || stop.error()) return result;
    trace.address = null;
    trace.certificate = null;
  }
  enter('connecting');
  const opened = await openSocket(target.value, checked.value, stop, ca);
  if (!opened.ok) {
    trace.certificate = opened.certificate ?? null;
    return notSent(stop.error() ?? opened.error);
  }
  trace.timing.connectMs = opened.value.connectMs;
  trace.timing.tlsMs = opened.value.tlsMs;
  const connection = httpConnection(target.value, opened.value);
  return ran(connection, await run(connection));
}

/** What goes out beside the sender's own: the caller's headers, and an authorization that stood in the URL. */
function outgoingHeaders(input: SendInput, target: Checked<Target>): HeaderList {
  const headers = [...sendableHeaders(input.headers)];
  const { authorization } = target.ok ? target.value : { authorization: null };
  if (authorization && !has(headers, 'authorization')) headers.push(['authorization', authorization]);
  if (!has(headers, 'user-agent')) headers.push(['user-agent', 'Aftercall']);
  return headers;
}

const has = (headers: HeaderList, wanted: string): boolean => headerOf(headers, wanted) !== undefined;

function methodProblem(method: string): string | null {
  if (/^[A-Za-z][A-Za-z-]{0,31}$/.test(method) && !/^(connect|trace|track)$/i.test(method)) return null;
  return `"${method.slice(0, 40)}" is not a method a webhook can use; nothing was sent.`;
}

function notSent(error: HttpError): Answer {
  return { response: null, error, sent: false };
}
