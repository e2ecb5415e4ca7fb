/** Tries a connection once and says in plain words what is the matter with it. Changes nothing. */
import { request as httpRequest } from 'node:http';
import type { Connection, ConnectionTest } from '../../../shared/domain/connection.ts';
import { control, hello } from '../../../shared/stream/protocol.ts';
import { secretProblem } from '../delivery/secret-keys.ts';
import { receive } from '../mirror/receive.ts';
import type { Reaction } from './refusals.ts';
import type { StreamState } from './stream.ts';
import { subscribe } from './subscription.ts';

const patienceMs = 8000;
const maxPayload = 16 << 20;

/** `state`: of the running connection, if it runs: what is live needs no second socket beside it. */
export async function testStream(
  { url, token }: { url: string; token: string | null },
  state: StreamState | undefined,
): Promise<ConnectionTest> {
  if (state?.state.phase === 'live' || state?.state.phase === 'catching up') {
    return { ok: true, what: 'The stream is connected and brings events.', fix: null };
  }
  const fault = addressFault(url);
  if (fault) return fault;
  return new Promise((resolve) => {
    let timer: NodeJS.Timeout | undefined;
    const finish = (test: ConnectionTest): void => {
      clearTimeout(timer);
      resolve(test);
    };
    const leave = (test: ConnectionTest): void => {
      finish(test);
      void subscription.close();
    };
    const subscription = subscribe({
      url: new URL(url),
      token,
      maxPayload,
      handshakeMs: patienceMs,
      onFrame: (bytes) => leave(greetingOf(bytes)),
      // It is closed already.
      onEnd: (reaction) => finish(failureOf(reaction, url)),
    });
    timer = setTimeout(
      () =>
        leave({
          ok: false,
          what: `Nothing was heard within ${patienceMs / 1000} s.`,
          fix: 'Check that the address is that of an event stream, and that no firewall holds it back.',
        }),
      patienceMs,
    );
  });
}

function addressFault(url: string): ConnectionTest | null {
  if (URL.canParse(url) && /^wss?:$/.test(new URL(url).protocol)) return null;
  return {
    ok: false,
    what: `“${url}” is no address of a stream.`,
    fix: 'It begins with wss://, or with ws:// on this machine.',
  };
}

function greetingOf(bytes: Buffer): ConnectionTest {
  const received = receive(bytes, Date.now());
  const said = received.kind === 'event' && received.event.type === control.hello ? received.event.data : null;
  const greeting = hello.safeParse(said);
  if (!greeting.success) {
    return {
      ok: false,
      what: 'Something answers at this address, but not as an event stream does.',
      fix: 'Check the path of the address; platforms usually serve their stream at /v1/events.',
    };
  }
  const { floor, head } = greeting.data;
  const kept = BigInt(head) >= BigInt(floor) ? BigInt(head) - BigInt(floor) + 1n : 0n;
  return {
    ok: true,
    what: `The platform accepts the token and keeps ${kept.toLocaleString('en-US')} events.`,
    fix: null,
  };
}

function failureOf(reaction: Reaction, url: string): ConnectionTest {
  if (reaction.do === 'start over') {
    return { ok: true, what: 'The platform answers; it would begin with the oldest event it keeps.', fix: null };
  }
  return { ok: false, what: reaction.why, fix: reaction.do === 'stop' ? reaction.fix : hintFor(reaction.why, url) };
}

/** What usually helps, by what the system says. */
function hintFor(why: string, url: string): string {
  const { host, hostname } = new URL(url);
  if (/ENOTFOUND|EAI_AGAIN/.test(why))
    return `No machine is known as ${hostname}. Check its spelling, and this machine’s network.`;
  if (/ECONNREFUSED/.test(why)) return `Nothing listens at ${host}. Check the port, and whether the platform runs.`;
  if (/ETIMEDOUT|timed out|timeout/i.test(why))
    return `${host} does not answer. A firewall or a VPN may be in between.`;
  if (/certificate|self.signed|CERT_|ERR_TLS/i.test(why)) {
    return `The certificate of ${host} is not trusted by this machine. Ask its administrator for a valid one.`;
  }
  if (/wrong version number|EPROTO/.test(why)) return 'It does not speak TLS there: try ws:// in the place of wss://.';
  return 'Check the address, then try again; the console itself tries again by itself.';
}

/** Asks the receiver for something only it would refuse in its own words. */
export async function testReceiver(
  { scheme, enabled }: Connection,
  address: string,
  secrets: readonly string[],
  state: StreamState | undefined,
): Promise<ConnectionTest> {
  if (!enabled)
    return { ok: false, what: 'The receiver is paused; whoever sends there is refused.', fix: 'Resume it.' };
  const phase = state?.state;
  if (phase?.phase === 'stopped') return { ok: false, what: phase.why, fix: phase.fix };
  if (phase?.phase === 'waiting') {
    return { ok: false, what: phase.why, fix: 'Give the receiver another port, or end the other program.' };
  }
  const status = await statusOf(address);
  if (typeof status === 'string') {
    return {
      ok: false,
      what: `The receiver cannot be reached on this machine: ${status}.`,
      fix: 'Pause it and resume it.',
    };
  }
  if (status !== 405) {
    return {
      ok: false,
      what: `Something else than the receiver answers at its address (${status}).`,
      fix: 'Give the receiver another port.',
    };
  }
  const signs = scheme && scheme.kind !== 'none' ? scheme : null;
  const [current] = secrets;
  if (signs && current === undefined) {
    return {
      ok: false,
      what: 'The receiver listens, but holds no secret to check signatures with, so everything that arrives is held back.',
      fix: 'Enter the secret that the platform signs with.',
    };
  }
  const problem = signs && current !== undefined ? secretProblem(signs, current) : null;
  if (problem !== null) {
    return {
      ok: false,
      what: `The receiver listens, but its secret cannot be used: ${problem}`,
      fix: 'Enter the secret again.',
    };
  }
  const checked = signs ? 'and checks signatures' : 'and takes everything that has its address';
  return { ok: true, what: `The receiver listens on this machine ${checked}.`, fix: null };
}

/** Of a GET; what went wrong as a text. */
function statusOf(address: string): Promise<number | string> {
  return new Promise((resolve) => {
    const asked = httpRequest(address, { method: 'GET', timeout: 3000, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    asked.on('timeout', () => asked.destroy(new Error('it does not answer')));
    asked.on('error', (error) => resolve(error.message));
    asked.end();
  });
}
