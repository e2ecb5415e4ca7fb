/**
 * Sends one HTTP request and tells exactly what became of it. The way of a request: read the URL, resolve the host, let the guard
 * check every address, connect to one of those addresses and no other, send, read a bounded answer. Redirects are not followed,
 * nothing is retried, compressed answers stay compressed. One deadline covers all of it.
 */
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { AttemptOutcome, HeaderList, HttpError, HttpTiming } from '../../../shared/domain/webhook.ts';
import { recordBody } from './body.ts';
import { openSocket } from './connect.ts';
import { type Connection, type ExchangeResult, exchange, httpConnection } from './exchange.ts';
import { outcomeOf } from './explain.ts';
import { checkAddresses, parseTarget, type Target } from './guard.ts';
import { headerProblem, sendableHeaders } from './headers.ts';
import { type IdleConnections, idleConnections } from './idle.ts';
import type { Sender, SendInput, SendResult } from './types.ts';

export type Resolve = (host: string) => Promise<{ address: string; family: number }[]>;

export interface SenderOptions {
  /** Name to addresses; the system's resolver unless given. */
  resolve?: Resolve;
  /** Epoch milliseconds UTC. */
  now?: () => number;
  /** Certificate authorities in PEM, instead of the well-known ones. */
  ca?: string[];
}

interface Phases {
  /** What is going on, for the message when the deadline strikes. */
  doing: 'resolving' | 'connecting' | 'waiting';
  timing: Omit<HttpTiming, 'totalMs'>;
  address: string | null;
}

type Answer = Pick<ExchangeResult, 'response' | 'error' | 'sent'>;

const defaultResolve: Resolve = (host) => lookup(host, { all: true });

/** A sender with its own kept-alive connections; `close` ends them. */
export function createSender(options: SenderOptions = {}): Sender {
  const { resolve = defaultResolve, now = Date.now, ca } = options;
  const idle = idleConnections();

  async function send(input: SendInput): Promise<SendResult> {
    const startedAt = now();
    const begun = performance.now();
    const phases: Phases = {
      doing: 'resolving',
      timing: { dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: null },
      address: null,
    };
    const headers = outgoingHeaders(input);
    const deadline = startDeadline(input, phases);
    const answer = await perform(input, headers, phases, deadline.stop, { resolve, ca, idle }).catch(
      (error: unknown): Answer => ({
        response: null,
        error: { kind: 'other', message: error instanceof Error ? error.message : String(error) },
        sent: phases.doing === 'waiting',
      }),
    );
    deadline.clear();
    const totalMs = performance.now() - begun;
    return {
      request: { method: input.method.toUpperCase(), url: input.url, headers, ...recordBody(input.body) },
      response: answer.response,
      error: answer.error,
      outcome: resultOutcome(answer),
      timing: { ...phases.timing, totalMs },
      address: phases.address,
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
  headers: HeaderList,
  phases: Phases,
  stop: AbortSignal,
  means: { resolve: Resolve; ca: string[] | undefined; idle: IdleConnections },
): Promise<Answer> {
  const target = parseTarget(input.url);
  if (!target.ok) return notSent({ kind: 'blocked', message: target.message });
  const problem = methodProblem(input.method) ?? headerProblem(headers);
  if (problem) return notSent({ kind: 'blocked', message: problem });
  if (stop.aborted) return notSent(stop.reason as HttpError);

  const resolved = await resolveHost(target.value, phases, stop, means.resolve);
  if ('error' in resolved) return notSent(resolved.error);
  const checked = checkAddresses(target.value, resolved.addresses, input.allow);
  if (!checked.ok) return notSent({ kind: 'blocked', message: checked.message });

  const request = { method: input.method.toUpperCase(), path: target.value.path, headers, body: input.body };
  const run = async (connection: Connection): Promise<ExchangeResult> => {
    phases.doing = 'waiting';
    phases.address = connection.address;
    const result = await exchange(connection, request, stop);
    phases.timing.firstByteMs = result.firstByteMs;
    if (result.reusable) means.idle.put(connection);
    return result;
  };

  const kept = means.idle.take(target.value.origin, checked.value);
  if (kept) {
    const result = await run(kept);
    // The receiver had closed the kept connection before anything went out on it: as if it had never been there.
    if (result.sent || stop.aborted) return result;
  }
  phases.doing = 'connecting';
  const opened = await openSocket(target.value, checked.value, stop, means.ca);
  if (!opened.ok) return notSent(stop.aborted ? (stop.reason as HttpError) : opened.error);
  phases.timing.connectMs = opened.value.connectMs;
  phases.timing.tlsMs = opened.value.tlsMs;
  return run(httpConnection(target.value, opened.value));
}

async function resolveHost(
  target: Target,
  phases: Phases,
  stop: AbortSignal,
  resolve: Resolve,
): Promise<{ addresses: string[] } | { error: HttpError }> {
  if (isIP(target.host) !== 0) return { addresses: [target.host] };
  const begun = performance.now();
  const outcome = await untilStopped(resolve(target.host), stop);
  phases.timing.dnsMs = performance.now() - begun;
  if (stop.aborted) return { error: stop.reason as HttpError };
  if (outcome instanceof Error || outcome.length === 0) {
    return { error: { kind: 'dns', message: `The name ${target.host} could not be resolved (${dnsWords(outcome)}).` } };
  }
  return { addresses: outcome.map(({ address }) => address) };
}

function dnsWords(outcome: Error | readonly unknown[]): string {
  if (!(outcome instanceof Error)) return 'it has no address';
  const code = 'code' in outcome ? String(outcome.code) : '';
  if (code === 'ENOTFOUND' || code === 'ENODATA') return 'no such name';
  if (code === 'EAI_AGAIN') return 'the name server did not answer';
  return code || outcome.message;
}

/** The promise's value or error, or any value once stopped: the caller looks at `stop` first. */
async function untilStopped<T>(promise: Promise<T>, stop: AbortSignal): Promise<T | Error> {
  const { promise: stopped, resolve } = Promise.withResolvers<Error>();
  const onStop = () => resolve(new Error('stopped'));
  stop.addEventListener('abort', onStop, { once: true });
  if (stop.aborted) onStop();
  const settled = promise.catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))));
  const first = await Promise.race([settled, stopped]);
  stop.removeEventListener('abort', onStop);
  return first;
}

/** What goes out beside the sender's own: the caller's headers, and an authorization that stood in the URL. */
function outgoingHeaders(input: SendInput): HeaderList {
  const headers = sendableHeaders(input.headers);
  const target = parseTarget(input.url);
  const has = (name: string) => headers.some(([other]) => other.toLowerCase() === name);
  const added: [string, string][] = [];
  if (target.ok && target.value.authorization && !has('authorization')) {
    added.push(['authorization', target.value.authorization]);
  }
  if (!has('user-agent')) added.push(['user-agent', 'Aftercall']);
  return [...headers, ...added];
}

function methodProblem(method: string): string | null {
  if (/^[A-Za-z][A-Za-z-]{0,31}$/.test(method) && !/^(connect|trace|track)$/i.test(method)) return null;
  return `"${method.slice(0, 40)}" is not a method a webhook can use; nothing was sent.`;
}

function notSent(error: HttpError): Answer {
  return { response: null, error, sent: false };
}

const longestTimer = 2 ** 31 - 1;

/** One signal for the deadline and the caller's own signal; its reason is the error to report. */
function startDeadline(input: SendInput, phases: Phases): { stop: AbortSignal; clear: () => void } {
  const controller = new AbortController();
  const seconds = `${(input.timeoutMs / 1000).toFixed(1)} s`;
  const late = (): HttpError => {
    if (phases.doing === 'resolving')
      return { kind: 'dns', message: `No answer from the name server within ${seconds}.` };
    if (phases.doing === 'connecting') {
      return { kind: 'connect', message: `No connection within ${seconds}; nothing was sent.` };
    }
    return { kind: 'timeout', message: `No complete answer within ${seconds}.` };
  };
  const timer = setTimeout(() => controller.abort(late()), Math.min(Math.max(input.timeoutMs, 1), longestTimer));
  const onAbort = () => {
    const before = phases.doing === 'waiting' ? 'after the request had been sent' : 'before anything was sent';
    controller.abort({ kind: 'aborted', message: `Stopped ${before}.` } satisfies HttpError);
  };
  input.signal?.addEventListener('abort', onAbort, { once: true });
  if (input.signal?.aborted) onAbort();
  return {
    stop: controller.signal,
    clear: () => {
      clearTimeout(timer);
      input.signal?.removeEventListener('abort', onAbort);
    },
  };
}
