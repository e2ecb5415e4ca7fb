/**
 * Endpoints: those of the platforms and those added by hand, with what the operator decides of them. Secrets go into the secret store and
 * never come out of core again; whatever is changed is in the audit, which says of a secret only that it changed.
 */
import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../../../shared/domain/chain.ts';
import {
  byHand,
  type Endpoint,
  type EndpointDetail,
  type EndpointHealth,
  type EndpointKey,
} from '../../../shared/domain/endpoint.ts';
import { maskUrl, unmaskUrl } from '../chains/mask-url.ts';
import { hostOf } from '../delivery/guard.ts';
import { schemeOf, schemeText } from '../delivery/scheme.ts';
import { secretProblem } from '../delivery/secret-keys.ts';
import type { EndpointChange } from '../mirror/endpoint-store.ts';
import type { IngestThread } from '../mirror/ingest-thread.ts';
import type { ReaderPool } from '../mirror/reader-pool.ts';
import type { StoredEndpoint } from '../mirror/readers/endpoints.ts';
import type { SecretStore } from '../secrets.ts';
import { endpointSecrets } from './endpoint-secrets.ts';
import { schemeInForce } from './setups.ts';

export interface EndpointDeps {
  readers: ReaderPool;
  ingest: IngestThread;
  secrets: SecretStore;
  actor: string;
  now: () => number;
}

/** Why a secret was not stored. */
export type SecretRefusal = { code: 'NOT_FOUND' } | { code: 'BAD_SECRET'; why: string };

export type Endpoints = ReturnType<typeof createEndpoints>;

export function createEndpoints({ readers, ingest, secrets, actor, now }: EndpointDeps) {
  const held = endpointSecrets(secrets);
  let last: Promise<unknown> = Promise.resolve();

  /** What reads secrets to write them again does so one after the other. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = last.then(work, work);
    last = turn;
    return turn;
  }

  const find = ({ connectionId, endpointId }: EndpointKey) =>
    readers.read((db) => db.storedEndpoint(connectionId, endpointId));

  const doing = (action: string, key: EndpointKey, detail: JsonObject) => ({
    actor,
    action,
    subject: key.endpointId,
    detail: { connection: key.connectionId, ...detail },
  });

  async function shown<T extends StoredEndpoint & { health: EndpointHealth }>(
    endpoint: T,
  ): Promise<Omit<T, 'announced'> & Endpoint> {
    return {
      ...endpoint,
      url: maskUrl(endpoint.url),
      host: hostOf(endpoint.url),
      announced: announcedOf(endpoint),
      scheme: schemeInForce(endpoint).scheme,
      secrets: (await held.of(endpoint)).length,
    };
  }

  async function get(key: EndpointKey, signal?: AbortSignal): Promise<EndpointDetail | null> {
    const endpoint = await readers.read((db) => db.endpointDetail(key, now()), signal);
    return endpoint && shown(endpoint);
  }

  async function store(key: EndpointKey, list: readonly string[], action: string): Promise<void> {
    await held.set(key, list);
    const at = list.length > 0 ? now() : null;
    await ingest.call.noteEndpointSecret(key, at, doing(action, key, { secrets: list.length }));
  }

  return {
    async list(signal?: AbortSignal): Promise<Endpoint[]> {
      const endpoints = await readers.read((db) => db.storedEndpoints(now()), signal);
      return Promise.all(endpoints.map(shown));
    },
    get,
    async add({ name, url, settings }: EndpointChange & { name: string; url: string }): Promise<Endpoint> {
      const key = { connectionId: byHand, endpointId: randomUUID() };
      const change = { name, url, settings };
      await ingest.call.changeEndpoint(key, change, doing('endpoint added', key, changeDetail(change)));
      const added = await get(key);
      if (!added) throw new Error('the endpoint was removed while it was added');
      return added;
    },
    /** `null` when there is no such endpoint, or its name and address are the platform's. */
    async update(key: EndpointKey, change: EndpointChange): Promise<Endpoint | null> {
      const known = await find(key);
      if (!known) return null;
      const { name, settings } = change;
      // The console was shown the address with its secrets masked.
      const given = change.url === undefined ? known.url : unmaskUrl(change.url, known.url);
      const url = given === known.url ? undefined : given;
      if (known.announced && (name !== undefined || url !== undefined)) return null;
      const said = { name, url, settings };
      await ingest.call.changeEndpoint(key, said, doing('endpoint changed', key, changeDetail(said)));
      return get(key);
    },
    /** False for those of a platform. */
    remove: (key: EndpointKey): Promise<boolean> =>
      inTurn(async () => {
        const known = await find(key);
        if (!known || known.announced) return false;
        await held.set(key, []);
        return ingest.call.removeEndpoint(key, doing('endpoint removed', key, { name: known.name }));
      }),
    /** An empty secret forgets all. `rotate` keeps the current one beside the new one. */
    setSecret: (
      key: EndpointKey,
      secret: string,
      rotate: boolean,
    ): Promise<{ ok: true; value: Endpoint } | { ok: false; refusal: SecretRefusal }> =>
      inTurn(async () => {
        const known = await find(key);
        if (!known) return { ok: false, refusal: { code: 'NOT_FOUND' } };
        const why = secret === '' ? null : secretProblem(schemeInForce(known).scheme, secret);
        if (why !== null) return { ok: false, refusal: { code: 'BAD_SECRET', why } };
        const before = await held.of(key);
        const [current] = before;
        if (secret === '') await store(key, [], 'endpoint secrets forgotten');
        else if (!rotate || current === undefined) await store(key, [secret], 'endpoint secret stored');
        // The current one once more is no rotation, and must not push out the one before.
        else if (current !== secret) await store(key, [secret, current], 'endpoint secret rotated');
        const value = await get(key);
        return value ? { ok: true, value } : { ok: false, refusal: { code: 'NOT_FOUND' } };
      }),
    /** From here on the current secret signs alone. */
    dropPrevious: (key: EndpointKey): Promise<Endpoint | null> =>
      inTurn(async () => {
        const known = await find(key);
        if (!known) return null;
        const [current, ...previous] = await held.of(key);
        if (current !== undefined && previous.length > 0) {
          await held.set(key, [current]);
          const drop = doing('endpoint secret dropped', key, { secrets: 1 });
          await ingest.call.noteEndpointSecret(key, known.secretAt, drop);
        }
        return get(key);
      }),
    /** Gives the endpoints of a connection, announced or not yet, the secrets they lack. */
    ensureSecrets: (connectionId: string, given: Readonly<Record<string, string>>): Promise<void> =>
      inTurn(async () => {
        for (const [endpointId, secret] of Object.entries(given)) {
          const key = { connectionId, endpointId };
          if ((await held.of(key)).length === 0) await store(key, [secret], 'endpoint secret stored');
        }
      }),
    /** Forgets the secrets of a connection's endpoints; it is about to leave the list. */
    forget: (connectionId: string): Promise<void> =>
      inTurn(async () => {
        for (const endpointId of await ingest.call.endpointIds(connectionId)) {
          const key = { connectionId, endpointId };
          if ((await held.of(key)).length > 0) await store(key, [], 'endpoint secrets forgotten');
        }
      }),
  };
}

function announcedOf({ announced }: StoredEndpoint): Endpoint['announced'] {
  if (announced === null) return null;
  const { scheme = null, why = null } = announced.scheme === null ? {} : schemeOf(announced.scheme);
  return { scheme, enabled: announced.enabled, problem: why };
}

/** What is said of a change in the audit. */
function changeDetail({ name, url, settings: { scheme, allow, ...others } }: EndpointChange): JsonObject {
  const given = {
    name,
    url: url === undefined ? undefined : maskUrl(url),
    scheme: scheme ? schemeText(scheme) : scheme,
    allowed: allow?.join(', '),
    ...others,
  };
  return Object.fromEntries(
    Object.entries(given).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
}
