/**
 * Opens a connection to addresses the guard has checked, and to no other: the lookup that the socket makes is answered with the
 * checked list, and the address it ended up with is compared once more. Node tries the list in order, with a head start for each.
 */
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Certificate, HttpError } from '../../../shared/domain/webhook.ts';
import { addressBytes } from './address.ts';
import { certificateOf } from './certificate.ts';
import type { Stop } from './deadline.ts';
import type { Target } from './guard.ts';

export interface OpenSocket {
  socket: Socket;
  address: string;
  connectMs: number;
  tlsMs: number | null;
  /** `null` without TLS. */
  certificate: Certificate | null;
}

/** `certificate`: the one that a handshake was refused for. */
export type Opened =
  | { ok: true; value: OpenSocket }
  | { ok: false; error: HttpError; certificate?: Certificate | null };

/** Connects, and for https shakes hands. Never rejects; `stop` ends the attempt, and the caller then says why. */
export async function openSocket(
  target: Target,
  addresses: readonly string[],
  stop: Stop,
  ca: string[] | undefined,
): Promise<Opened> {
  const begun = performance.now();
  const tcp = connectTcp({
    host: target.host,
    port: target.port,
    noDelay: true,
    keepAlive: true,
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: 250,
    lookup: (_host, options, callback) => {
      const list = addresses.map((address) => ({ address, family: isIP(address) }));
      const [first] = list;
      if (options.all || !first) callback(null, list);
      else callback(null, first.address, first.family);
    },
  });
  const refused = await settled(tcp, 'connect', stop);
  if (refused) return { ok: false, error: { kind: 'connect', message: connectWords(refused) } };
  const connectMs = performance.now() - begun;

  const address = tcp.remoteAddress ?? '';
  if (!addresses.some((checked) => sameAddress(checked, address))) {
    tcp.destroy();
    return {
      ok: false,
      error: { kind: 'blocked', message: `Connected to ${address}, which nobody checked; closed again.` },
    };
  }
  if (target.protocol === 'http:') {
    return { ok: true, value: { socket: tcp, address, connectMs, tlsMs: null, certificate: null } };
  }

  const handshake = performance.now();
  const tls = connectTls({
    socket: tcp,
    host: target.host,
    ALPNProtocols: ['http/1.1'],
    // Node checks all the same and says what it found; it would destroy the socket at once, and the certificate with it.
    rejectUnauthorized: false,
    ...(isIP(target.host) === 0 ? { servername: target.host.replace(/\.$/, '') } : {}),
    ...(ca ? { ca } : {}),
  });
  tcp.on('error', (error) => tls.destroy(error));
  const failed = await settled(tls, 'secureConnect', stop);
  const certificate = failed ? null : certificateOf(tls.getPeerCertificate());
  const distrusted = failed ?? (tls.authorized ? null : tls.authorizationError);
  if (failed || !tls.authorized) {
    tls.destroy();
    tcp.destroy();
    return { ok: false, error: { kind: 'tls', message: tlsWords(distrusted) }, certificate };
  }
  return { ok: true, value: { socket: tls, address, connectMs, tlsMs: performance.now() - handshake, certificate } };
}

/** Resolves with `null` on `event`, with the error otherwise; on failure the socket is gone. */
function settled(socket: Socket, event: 'connect' | 'secureConnect', stop: Stop): Promise<Error | null> {
  return new Promise((resolve) => {
    let withdraw = () => {};
    const finish = (error: Error | null) => {
      socket.off(event, connected).off('close', closed);
      withdraw();
      if (error) socket.destroy();
      // An error that comes later (a second one, or between two uses) must find a listener.
      else socket.off('error', finish);
      resolve(error);
    };
    const connected = () => finish(null);
    const closed = () => finish(new Error('the connection was closed'));
    socket.on('error', finish);
    socket.once(event, connected).once('close', closed);
    withdraw = stop.on(() => finish(new Error('stopped')));
  });
}

function sameAddress(a: string, b: string): boolean {
  const left = addressBytes(a);
  const right = addressBytes(b);
  return (
    left !== null && right !== null && left.length === right.length && left.every((byte, at) => byte === right[at])
  );
}

function codeOf(error: Error): string {
  const inner = error instanceof AggregateError ? error.errors.find((one) => one instanceof Error) : error;
  return inner && 'code' in inner ? String(inner.code) : '';
}

const connectReasons: Record<string, string> = {
  ECONNREFUSED: 'The receiver refused the connection; nothing listens there.',
  ETIMEDOUT: 'The receiver did not accept the connection in time.',
  ECONNRESET: 'The receiver closed the connection at once.',
  EHOSTUNREACH: 'The host cannot be reached from this machine.',
  ENETUNREACH: "The host's network cannot be reached from this machine.",
  EADDRNOTAVAIL: 'This machine has no address to reach that network from.',
  EMFILE: 'This machine has too many open connections.',
};

function connectWords(error: Error): string {
  const code = codeOf(error);
  return connectReasons[code] ?? `Could not connect: ${code || error.message}.`;
}

const tlsReasons: Record<string, string> = {
  CERT_HAS_EXPIRED: "The receiver's certificate has expired.",
  ERR_TLS_CERT_ALTNAME_INVALID: "The receiver's certificate is for another name.",
  DEPTH_ZERO_SELF_SIGNED_CERT: "The receiver's certificate is self-signed.",
  SELF_SIGNED_CERT_IN_CHAIN: "The receiver's certificate comes from an authority this machine does not trust.",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "The receiver's certificate cannot be verified; its chain is incomplete.",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "The receiver's certificate comes from an authority this machine does not know.",
  ERR_SSL_WRONG_VERSION_NUMBER: 'The receiver does not speak TLS on this port.',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'The receiver does not speak TLS on this port.',
  ECONNRESET: 'The receiver closed the connection during the TLS handshake.',
};

/** `error`: a check that failed is told by Node as its code alone. */
function tlsWords(error: Error | string | null): string {
  const code = error instanceof Error ? codeOf(error) : (error ?? '');
  const why = code || (error instanceof Error ? error.message : 'the certificate is not trusted');
  return tlsReasons[code] ?? `The TLS handshake failed: ${why}.`;
}
