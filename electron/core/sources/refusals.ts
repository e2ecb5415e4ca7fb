/**
 * What to do when a platform refuses or ends a stream: the HTTP statuses before the upgrade and the close codes after it.
 * Source: `docs/stream-protocol.md`.
 */
import { closeCodes, refusal } from '../../../shared/stream/protocol.ts';

export type Reaction =
  | { do: 'wait'; why: string; atLeastMs?: number }
  | { do: 'resume'; why: string }
  | { do: 'stop'; why: string; fix: string }
  | { do: 'step over'; why: string }
  /** The position cannot be served: begin again at the oldest event of `epoch`, and keep a gap. */
  | { do: 'start over'; epoch: string | null; floor: string | null; why: string };

/** `body` is what came with the refusal, as text; problem+json where the platform follows the protocol. */
export function onRefusal(status: number, body: string, retryAfter: string | undefined): Reaction {
  const problem = readProblem(body);
  const said = problem.detail ?? problem.title;
  const because = said ? `: ${said.slice(0, 200)}` : '';
  switch (status) {
    case 401:
      return {
        do: 'stop',
        why: `The platform does not accept the token (401)${because}.`,
        fix: 'Enter a valid token.',
      };
    case 403:
      return {
        do: 'stop',
        why: `The token may not read this stream (403)${because}.`,
        fix: 'Ask the platform’s administrator for the right to read events.',
      };
    case 409:
      return {
        do: 'start over',
        epoch: null,
        floor: problem.head ?? null,
        why: 'The platform is behind what was already received (restored from a backup?). Everything it keeps is read again.',
      };
    case 410:
      return {
        do: 'start over',
        epoch: problem.epoch ?? null,
        floor: problem.floor ?? null,
        why: 'The platform no longer keeps the events after the last one received.',
      };
    case 408:
    case 425:
    case 429:
      return {
        do: 'wait',
        why: `The platform asks to wait (${status})${because}.`,
        atLeastMs: retryAfterMs(retryAfter),
      };
  }
  if (status >= 500) {
    return { do: 'wait', why: `The platform is not ready (${status})${because}.`, atLeastMs: retryAfterMs(retryAfter) };
  }
  return {
    do: 'stop',
    why: `There is no event stream at this address (HTTP ${status})${because}.`,
    fix: 'Check the address of the connection.',
  };
}

export function onClose(code: number, reason: string): Reaction {
  const because = reason ? `: ${reason.slice(0, 200)}` : '';
  switch (code) {
    case closeCodes.restart:
      return { do: 'resume', why: `The platform is restarting${because}.` };
    case closeCodes.resume:
      return { do: 'resume', why: `The platform asked to resume${because}.` };
    case closeCodes.tryLater:
      return { do: 'wait', why: `The platform is busy${because}.` };
    case closeCodes.slow:
      return { do: 'wait', why: `The platform found this console too slow${because}.` };
    case closeCodes.tooBig:
      return { do: 'step over', why: `An event was larger than the stream allows${because}.` };
    case closeCodes.protocol:
      return {
        do: 'stop',
        why: `The platform reports a protocol error${because}.`,
        fix: 'Check that platform and console speak the same version, then reconnect.',
      };
    case closeCodes.credentials:
      return { do: 'stop', why: `The platform no longer accepts the token${because}.`, fix: 'Enter a valid token.' };
    case closeCodes.forbidden:
      return {
        do: 'stop',
        why: `The token may no longer read this stream${because}.`,
        fix: 'Ask the platform’s administrator for the right to read events.',
      };
    case closeCodes.replaced:
      return {
        do: 'stop',
        why: `Another console took over this stream${because}.`,
        fix: 'Close the other console, then reconnect.',
      };
  }
  return { do: 'wait', why: `The connection was lost (${code})${because}.` };
}

/** Seconds or an HTTP date, as milliseconds from now; at most an hour. */
function retryAfterMs(value: string | undefined): number {
  if (!value) return 0;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), 3_600_000) : 0;
}

function readProblem(body: string): ReturnType<typeof refusal.parse> {
  try {
    const parsed = refusal.safeParse(JSON.parse(body));
    return parsed.success ? parsed.data : {};
  } catch {
    return {};
  }
}
