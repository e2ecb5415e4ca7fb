/** Adding and changing receivers and connections for files: their addresses, tokens and ports. */
import { randomBytes, randomUUID } from 'node:crypto';
import { createServer } from 'node:net';
import type { HookAddress } from '../../../shared/contract/sources.ts';
import type { Connection } from '../../../shared/domain/connection.ts';
import type { SigningScheme } from '../../../shared/domain/signing.ts';
import type { Connections } from '../connections.ts';
import { secretProblem } from '../delivery/secret-keys.ts';
import type { IngestThread } from '../mirror/ingest-thread.ts';

/** Tried first; where it is taken, any free one, which then stays. */
const usualPort = 4747;

export type Outcome<T> = { ok: true; value: T } | { ok: false; code: 'NOT_FOUND' | 'REFUSED'; why: string };
const refused = (why: string): Outcome<never> => ({ ok: false, code: 'REFUSED', why });
const unknown: Outcome<never> = { ok: false, code: 'NOT_FOUND', why: 'There is no such connection.' };

interface Changes {
  name?: string | undefined;
  zone?: string | undefined;
  scheme?: SigningScheme | undefined;
  port?: number | undefined;
}

export interface Receivers {
  add(input: {
    name: string;
    zone: string;
    scheme: SigningScheme;
    port?: number | undefined;
  }): Promise<Outcome<Connection>>;
  addFiles(input: { name: string; zone: string }): Promise<Connection>;
  update(id: string, changes: Changes): Promise<Outcome<Connection>>;
  address(id: string): Promise<Outcome<HookAddress>>;
  renew(id: string): Promise<Outcome<HookAddress>>;
  setSecret(
    id: string,
    secret: string,
    rotate: boolean,
  ): Promise<Outcome<{ secrets: number; tried: number; resolved: number }>>;
}

const portOf = ({ url }: Connection): number => Number(new URL(url).port);
const addressAt = (port: number, id: string): string => `http://127.0.0.1:${port}/hooks/${id}`;
/** 192 bits: nobody guesses it. */
const newToken = (): string => randomBytes(24).toString('base64url');

export function createReceivers(connections: Connections, ingest: IngestThread): Receivers {
  const receivers = (): Connection[] => connections.list().filter(({ kind }) => kind === 'receiver');
  const receiver = (id: string): Connection | undefined => receivers().find((one) => one.id === id);

  /** One port serves all receivers unless another is asked for. */
  async function choosePort(wanted: number | undefined): Promise<Outcome<number>> {
    const ours = new Set(receivers().map(portOf));
    if (wanted !== undefined) {
      const free = ours.has(wanted) || (await freePort(wanted)) !== null;
      return free ? { ok: true, value: wanted } : refused(`Another program uses port ${wanted}.`);
    }
    const [shared] = ours;
    const port = shared ?? (await freePort(usualPort)) ?? (await freePort(0));
    return port === null ? refused('This machine has no free port.') : { ok: true, value: port };
  }

  async function address(connection: Connection): Promise<HookAddress> {
    const token = (await connections.token(connection.id)) ?? '';
    const url = `${connection.url}/${token}`;
    const { length } = await connections.signingSecrets(connection.id);
    return { url, path: new URL(url).pathname, port: portOf(connection), secrets: length };
  }

  return {
    async add({ name, zone, scheme, port: wanted }) {
      const port = await choosePort(wanted);
      if (!port.ok) return port;
      const id = randomBytes(6).toString('hex');
      const url = addressAt(port.value, id);
      const connection: Connection = { id, name, kind: 'receiver', url, zone, enabled: true, allow: [], scheme };
      return { ok: true, value: await connections.save(connection, newToken(), 'connection added') };
    },
    addFiles({ name, zone }) {
      const id = randomUUID();
      const connection: Connection = { id, name, kind: 'files', url: `files:${id}`, zone, enabled: true, allow: [] };
      return connections.save(connection, undefined, 'connection added');
    },
    async update(id, { name, zone, scheme, port }) {
      const known = connections.find(id);
      if (!known || known.kind === 'stream') return unknown;
      const updated: Connection = { ...known, name: name ?? known.name, zone: zone ?? known.zone };
      if (known.kind === 'receiver') {
        if (scheme) updated.scheme = scheme;
        if (port !== undefined && port !== portOf(known)) {
          const chosen = await choosePort(port);
          if (!chosen.ok) return chosen;
          updated.url = addressAt(chosen.value, id);
        }
      }
      return { ok: true, value: await connections.save(updated, undefined, 'connection changed') };
    },
    async address(id) {
      const known = receiver(id);
      return known ? { ok: true, value: await address(known) } : unknown;
    },
    async renew(id) {
      const known = receiver(id);
      if (!known) return unknown;
      await connections.save(known, newToken(), 'address renewed');
      return { ok: true, value: await address(known) };
    },
    async setSecret(id, secret, rotate) {
      const known = receiver(id);
      if (!known) return unknown;
      const problem = secret === '' ? null : secretProblem(known.scheme ?? { kind: 'none' }, secret);
      if (problem !== null) return refused(problem);
      const before = rotate ? (await connections.signingSecrets(id)).slice(0, 1) : [];
      const secrets = secret === '' ? [] : [secret, ...before.filter((one) => one !== secret)];
      await connections.setSigningSecrets(id, secrets);
      const { tried, resolved } = await ingest.call.recheckSignatures([id]);
      return { ok: true, value: { secrets: secrets.length, tried, resolved } };
    },
  };
}

/** The port if it can be had on loopback (any for 0), else `null`. */
function freePort(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(null));
    probe.listen({ host: '127.0.0.1', port }, () => {
      const at = probe.address();
      probe.close(() => resolve(typeof at === 'object' && at !== null ? at.port : port));
    });
  });
}
