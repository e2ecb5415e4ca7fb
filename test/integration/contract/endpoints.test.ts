/** Endpoints through the contract: what the operator settles, what is sent, and that secrets never come back. */
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { ORPCError } from '@orpc/client';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Core, startCore } from '../../../electron/core/core.ts';
import { explainSignature } from '../../../electron/core/delivery/verify.ts';
import { openMirror } from '../../../electron/core/mirror/open.ts';
import { createWriter } from '../../../electron/core/mirror/writer.ts';
import { memorySecrets, type SecretStore } from '../../../electron/core/secrets.ts';
import { byHand } from '../../../shared/domain/endpoint.ts';
import type { SigningScheme } from '../../../shared/domain/signing.ts';
import { endpointUpdated } from '../../fixtures/events/endpoint-updated.ts';
import { frame } from '../../fixtures/events/envelope.ts';
import { webhookAttempted } from '../../fixtures/events/webhook-attempted.ts';
import { temporaryFolder } from '../../fixtures/folder.ts';
import { type Client, ways } from './core.ts';

const first = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const second = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
const crm = { connectionId: 'c1', endpointId: 'crm' };

interface Bench {
  core: Core;
  client: Client;
  secrets: SecretStore;
  dataDir: string;
}

/** A core on a mirror that holds these events of connection `c1`. */
async function coreWith(...events: unknown[]): Promise<Bench> {
  const dataDir = temporaryFolder();
  const mirror = openMirror(dataDir);
  const received = events.map((event) => frame(event));
  createWriter(mirror.db).commit({ connectionId: 'c1', zone: 'UTC', received, position: null });
  mirror.close();
  const secrets = memorySecrets();
  const core = await startCore({ dataDir, secrets, shell: 'test', version: '1.2.3' });
  const way = await ways[0][1](core);
  onTestFinished(async () => {
    await way.close();
    await core.close();
  });
  return { core, client: way.client, secrets, dataDir };
}

interface Seen {
  headers: NodeJS.Dict<string | string[]>;
  raw: string[];
  body: Buffer;
}

/** A receiver on loopback; it answers 200 and repeats the authorization it was given. */
async function receiver(): Promise<{ url: string; host: string; seen: Seen[] }> {
  const seen: Seen[] = [];
  const server = createServer(async (request: IncomingMessage, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    seen.push({ headers: request.headers, raw: request.rawHeaders, body: Buffer.concat(chunks) });
    response.setHeader('x-echo', request.headers.authorization ?? 'none');
    response.end(`you sent ${request.headers.authorization ?? 'nothing'}`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url: `http://${host}/hook`, host, seen };
}

async function rejection(call: Promise<unknown>): Promise<ORPCError<string, unknown>> {
  const error = await call.then(
    () => expect.unreachable('it was answered'),
    (reason: unknown) => reason,
  );
  if (error instanceof ORPCError) return error;
  throw error;
}

const auditOf = async (client: Client) => (await client.audit.page({ limit: 200 })).rows.toReversed();

/** Every byte that the mirror's folder holds. */
const everyByte = (folder: string): Buffer =>
  Buffer.concat(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name))),
  );

describe('settings', () => {
  test('stand before what the platform announced, and that before none', async () => {
    const { client } = await coreWith(endpointUpdated({ scheme: 'altur' }));
    expect(await client.endpoints.list()).toMatchObject([
      {
        ...crm,
        host: 'crm.example.com:443',
        announced: { scheme: { kind: 'altur' }, enabled: true, problem: null },
        scheme: { kind: 'altur' },
        settings: { scheme: null, timeoutMs: null, perS: null, atOnce: null, allow: [], enabled: true },
        secrets: 0,
        secretAt: null,
      },
    ]);
    const set = await client.endpoints.update({ ...crm, settings: { scheme: { kind: 'bearer' }, timeoutMs: 9000 } });
    expect(set).toMatchObject({ scheme: { kind: 'bearer' }, settings: { timeoutMs: 9000, enabled: true } });
    const more = await client.endpoints.update({ ...crm, settings: { perS: 2.5, atOnce: 3, allow: ['private'] } });
    expect(more.settings).toMatchObject({
      scheme: { kind: 'bearer' },
      timeoutMs: 9000,
      perS: 2.5,
      atOnce: 3,
      allow: ['private'],
    });
    const back = await client.endpoints.update({ ...crm, settings: { scheme: null, allow: [] } });
    expect(back).toMatchObject({ scheme: { kind: 'altur' }, settings: { timeoutMs: 9000, allow: [] } });
  });

  test('that are changed in two places at once are both kept', async () => {
    const { client } = await coreWith(endpointUpdated());
    await Promise.all([
      client.endpoints.update({ ...crm, settings: { timeoutMs: 1000 } }),
      client.endpoints.update({ ...crm, settings: { perS: 1 } }),
      client.endpoints.update({ ...crm, settings: { enabled: false } }),
    ]);
    expect((await client.endpoints.get(crm)).settings).toMatchObject({ timeoutMs: 1000, perS: 1, enabled: false });
  });

  test('survive a platform that announces the endpoint anew', async () => {
    const { client, core, dataDir, secrets } = await coreWith(endpointUpdated());
    await client.endpoints.update({ ...crm, settings: { timeoutMs: 1000 } });
    await core.close();
    const mirror = openMirror(dataDir);
    const received = [frame(endpointUpdated({ name: 'CRM 2', scheme: 'rot13' }))];
    createWriter(mirror.db).commit({ connectionId: 'c1', zone: 'UTC', received, position: null });
    mirror.close();
    const again = await startCore({ dataDir, secrets, shell: 'test', version: '1.2.3' });
    const way = await ways[0][1](again);
    onTestFinished(async () => {
      await way.close();
      await again.close();
    });
    expect(await way.client.endpoints.get(crm)).toMatchObject({
      name: 'CRM 2',
      settings: { timeoutMs: 1000 },
      scheme: { kind: 'none' },
      announced: { scheme: null, problem: expect.stringContaining('"rot13" is not known') },
      hours: expect.any(Array),
    });
  });

  test('that make no sense are refused', async () => {
    const { client } = await coreWith(endpointUpdated());
    for (const settings of [
      { timeoutMs: 50 },
      { perS: 0 },
      { atOnce: 65 },
      { allow: ['everything'] },
      { scheme: { kind: 'hmac', header: 'X Sig', hash: 'sha256', encoding: 'hex', prefix: '' } },
      { scheme: { kind: 'hmac', header: 'X-Sig', hash: 'md5', encoding: 'hex', prefix: '' } },
      { scheme: { kind: 'hmac', header: 'X-Sig', hash: 'sha256', encoding: 'hex', prefix: 'a\r\nb' } },
    ]) {
      const refused = await rejection(client.endpoints.update({ ...crm, settings: settings as never }));
      expect(refused, JSON.stringify(settings)).toMatchObject({ code: 'BAD_REQUEST' });
    }
  });

  test('name and address are the platform’s, unless added by hand', async () => {
    const { client } = await coreWith(endpointUpdated());
    for (const change of [{ name: 'Mine' }, { url: 'https://mine.example/' }])
      expect(await rejection(client.endpoints.update({ ...crm, ...change, settings: {} }))).toMatchObject({
        code: 'NOT_FOUND',
        data: { what: 'endpoint added by hand' },
      });
    expect(await rejection(client.endpoints.remove(crm))).toMatchObject({ code: 'NOT_FOUND' });
  });

  test('of an endpoint nobody knows are not taken', async () => {
    const { client } = await coreWith();
    const nobody = { connectionId: 'c1', endpointId: 'nobody' };
    for (const call of [
      () => client.endpoints.get(nobody),
      () => client.endpoints.update({ ...nobody, settings: {} }),
      () => client.endpoints.setSecret({ ...nobody, secret: 'x' }),
      () => client.endpoints.dropPrevious(nobody),
      () => client.endpoints.remove(nobody),
      () => client.endpoints.test(nobody),
    ])
      expect(await rejection(call())).toMatchObject({ code: 'NOT_FOUND' });
    expect(await client.endpoints.list()).toEqual([]);
  });
});

describe('endpoints added by hand', () => {
  test('are changed and removed, and their secrets with them', async () => {
    const { client, secrets, dataDir } = await coreWith();
    const added = await client.endpoints.add({
      name: 'Staging',
      url: 'https://staging.example.com/hook?token=hunter2',
      settings: { scheme: { kind: 'standard-webhooks' } },
    });
    expect(added).toMatchObject({
      connectionId: byHand,
      announced: null,
      name: 'Staging',
      host: 'staging.example.com:443',
    });
    expect(added.url).not.toContain('hunter2');
    const key = { connectionId: added.connectionId, endpointId: added.endpointId };
    await client.endpoints.setSecret({ ...key, secret: first });
    // The console gives the address back as it was shown it.
    const renamed = await client.endpoints.update({ ...key, name: 'Stage', url: added.url, settings: {} });
    expect(renamed).toMatchObject({ name: 'Stage', settings: { scheme: { kind: 'standard-webhooks' } }, secrets: 1 });
    const moved = await client.endpoints.update({ ...key, url: added.url.replace('/hook', '/v2/hook'), settings: {} });
    expect(moved.url).toContain('/v2/hook?token=');
    expect(everyByte(dataDir).includes('https://staging.example.com/v2/hook?token=hunter2')).toBe(true);
    const sent = await client.endpoints.update({ ...key, url: 'https://other.example/', settings: {} });
    expect(sent).toMatchObject({ host: 'other.example:443', name: 'Stage' });
    await client.endpoints.remove(key);
    expect(await client.endpoints.list()).toEqual([]);
    expect(await secrets.get(`endpoint:${byHand}:${key.endpointId}`)).toBeNull();
    const audit = JSON.stringify(await auditOf(client));
    expect(audit).not.toContain('hunter2');
    expect(audit).not.toContain(first);
  });
});

describe('secrets', () => {
  test('are stored, rotated, dropped and forgotten, and each of it is audited without them', async () => {
    const { client, secrets, dataDir } = await coreWith(endpointUpdated({ scheme: 'standard-webhooks' }));
    const store = () => secrets.get('endpoint:c1:crm');
    const stored = await client.endpoints.setSecret({ ...crm, secret: first });
    expect(stored).toMatchObject({ secrets: 1, secretAt: expect.any(Number) });
    expect(await store()).toBe(first);
    expect(await client.endpoints.setSecret({ ...crm, secret: second, rotate: true })).toMatchObject({ secrets: 2 });
    expect(await store()).toBe(`${second}\n${first}`);
    // The same once more is no rotation: the one before must not be lost to it.
    expect(await client.endpoints.setSecret({ ...crm, secret: second, rotate: true })).toMatchObject({ secrets: 2 });
    expect(await store()).toBe(`${second}\n${first}`);
    expect(await client.endpoints.dropPrevious(crm)).toMatchObject({ secrets: 1 });
    expect(await store()).toBe(second);
    await client.endpoints.setSecret({ ...crm, secret: first });
    expect(await store()).toBe(first);
    expect(await client.endpoints.setSecret({ ...crm, secret: '' })).toMatchObject({ secrets: 0, secretAt: null });
    expect(await store()).toBeNull();
    const audit = await auditOf(client);
    expect(audit.map(({ action, detail }) => [action, detail])).toEqual([
      ['endpoint secret stored', { connection: 'c1', secrets: 1 }],
      ['endpoint secret rotated', { connection: 'c1', secrets: 2 }],
      ['endpoint secret dropped', { connection: 'c1', secrets: 1 }],
      ['endpoint secret stored', { connection: 'c1', secrets: 1 }],
      ['endpoint secrets forgotten', { connection: 'c1', secrets: 0 }],
    ]);
    expect(await client.audit.verify()).toMatchObject({ brokenAt: null });
    const bytes = everyByte(dataDir);
    for (const secret of [first, second]) expect(bytes.includes(secret.slice('whsec_'.length))).toBe(false);
  });

  test('that do not fit the scheme are refused, and the one there is stays', async () => {
    const { client, secrets } = await coreWith(endpointUpdated({ scheme: 'standard-webhooks' }));
    await client.endpoints.setSecret({ ...crm, secret: first });
    for (const secret of ['whsec_!!!', 'two\nlines']) {
      const refused = await rejection(client.endpoints.setSecret({ ...crm, secret, rotate: true }));
      expect(refused).toMatchObject({ code: 'BAD_SECRET', data: { why: expect.any(String) } });
      expect(JSON.stringify(refused)).not.toContain(secret);
    }
    expect(await secrets.get('endpoint:c1:crm')).toBe(first);
  });

  test('rotated many times at once leave two, the last one first', async () => {
    const { client, secrets } = await coreWith(endpointUpdated({ scheme: 'replicer' }));
    const many = Array.from({ length: 20 }, (_, n) => `secret-${n}`);
    await Promise.all(many.map((secret) => client.endpoints.setSecret({ ...crm, secret, rotate: true })));
    expect((await secrets.get('endpoint:c1:crm'))?.split('\n')).toEqual(['secret-19', 'secret-18']);
  });

  test('are forgotten with their connection', async () => {
    const { client, core, secrets } = await coreWith();
    const given = { id: 'p', name: 'P', url: 'ws://127.0.0.1:1/', zone: 'UTC', allow: [], token: 't' };
    await core.ensureConnection({ ...given, endpointSecrets: { e1: 'one' } });
    await core.ensureConnection({ ...given, endpointSecrets: { e1: 'other' } });
    expect(await secrets.get('endpoint:p:e1')).toBe('one');
    await client.connections.remove({ id: 'p' });
    expect(await secrets.get('endpoint:p:e1')).toBeNull();
    expect((await auditOf(client)).map(({ action }) => action)).toContain('endpoint secrets forgotten');
  });
});

describe('a test send', () => {
  test('goes through the guard, which names the setting that would allow it', async () => {
    const { url, host, seen } = await receiver();
    const { client } = await coreWith(endpointUpdated({ url }));
    const refused = await client.endpoints.test(crm);
    expect(refused).toMatchObject({ outcome: 'failed', error: { kind: 'blocked' }, response: null });
    expect(refused.explanation).toContain(
      `allow the range "loopback" for "${host}" in Endpoints › CRM › Allowed ranges.`,
    );
    expect(seen).toEqual([]);
    await client.endpoints.update({ ...crm, settings: { allow: ['loopback'] } });
    expect(await client.endpoints.test(crm)).toMatchObject({ outcome: 'succeeded', address: '127.0.0.1' });
    expect(seen).toHaveLength(1);
  });

  test.each<[SigningScheme, string[]]>([
    [{ kind: 'standard-webhooks' }, [first, second]],
    [{ kind: 'altur' }, ['plain secret!']],
    [{ kind: 'replicer' }, ['s3cret']],
    [{ kind: 'hmac', header: 'X-Hub-Signature-256', hash: 'sha256', encoding: 'hex', prefix: 'sha256=' }, ['s3cret']],
    [{ kind: 'bearer' }, ['hunter2-hunter2']],
  ])('is signed as usual: %j', async (scheme, secrets) => {
    const { url, seen } = await receiver();
    const { client } = await coreWith(endpointUpdated({ url }));
    await client.endpoints.update({ ...crm, settings: { scheme, allow: ['loopback'] } });
    for (const secret of secrets) await client.endpoints.setSecret({ ...crm, secret, rotate: true });
    const sent = await client.endpoints.test(crm);
    expect(sent).toMatchObject({ outcome: 'succeeded', response: { status: 200 }, certificate: null });
    const [got] = seen;
    if (!got) return expect.unreachable('nothing arrived');
    const headers = got.raw.flatMap((name, at) => (at % 2 === 0 ? [[name, got.raw[at + 1] ?? ''] as const] : []));
    const report = explainSignature({ headers, body: got.body }, scheme, secrets.toReversed());
    expect(report.signatures.map(({ verdict }) => verdict)).toEqual(secrets.map(() => 'verified'));
    expect(JSON.parse(got.body.toString())).toMatchObject({ type: 'aftercall.test', id: expect.any(String) });
    expect(sent.request.body).toBe(got.body.toString());
    for (const secret of secrets) expect(JSON.stringify(sent)).not.toContain(secret);
  });

  test('without a secret goes out unsigned and says so', async () => {
    const { url, seen } = await receiver();
    const { client } = await coreWith(endpointUpdated({ url, scheme: 'altur' }));
    await client.endpoints.update({ ...crm, settings: { allow: ['loopback'] } });
    const sent = await client.endpoints.test(crm);
    expect(sent).toMatchObject({
      outcome: 'succeeded',
      explanation: expect.stringMatching(/^It went out unsigned\. No signing secret/),
    });
    expect(seen[0]?.headers).not.toHaveProperty('x-altur-signature');
  });

  test('does not go to an endpoint that is switched off', async () => {
    const { url, seen } = await receiver();
    const { client } = await coreWith(endpointUpdated({ url }));
    await client.endpoints.update({ ...crm, settings: { enabled: false, allow: ['loopback'] } });
    expect(await client.endpoints.test(crm)).toMatchObject({
      outcome: 'failed',
      explanation: expect.stringContaining('switched off'),
    });
    expect(seen).toEqual([]);
  });

  test('is no message, and is in the audit', async () => {
    const { url } = await receiver();
    const { client } = await coreWith(endpointUpdated({ url }));
    await client.endpoints.update({ ...crm, settings: { allow: ['loopback'] } });
    await client.endpoints.test(crm);
    expect((await client.webhooks.page({ show: 'all' })).rows).toEqual([]);
    expect((await auditOf(client)).at(-1)).toMatchObject({
      action: 'endpoint tested',
      subject: 'crm',
      detail: { connection: 'c1', url, outcome: 'succeeded' },
    });
  });
});

describe('the signature of an attempt', () => {
  test('is explained with the secrets held here, and the token of a bearer stays out of the mirror', async () => {
    const { url } = await receiver();
    const { client, core, dataDir } = await coreWith(
      endpointUpdated({ url }),
      webhookAttempted('m-1', 1, {
        endpoint: { id: 'crm', url, name: 'CRM' },
        request: { method: 'POST', url, headers: [['Authorization', 'Bearer old-old-old']], body: '{}' },
      }),
    );
    await client.endpoints.update({ ...crm, settings: { scheme: { kind: 'bearer' }, allow: ['loopback'] } });
    await client.endpoints.setSecret({ ...crm, secret: 'old-old-old' });
    const [message] = (await client.webhooks.page({ show: 'all' })).rows;
    if (!message) return expect.unreachable('no message');
    const read = await client.webhooks.get({ id: message.id });
    const attemptId = read.timeline[0]?.id ?? 0;
    const report = await client.webhooks.signature({ id: message.id, attemptId });
    expect(report).toMatchObject({ scheme: { kind: 'bearer' }, signatures: [{ verdict: 'verified', by: 'current' }] });
    expect(JSON.stringify(report)).not.toContain('old-old-old');
    expect(await rejection(client.webhooks.signature({ id: message.id, attemptId: 999_999 }))).toMatchObject({
      code: 'NOT_FOUND',
    });

    await client.endpoints.setSecret({ ...crm, secret: 'fresh-token-of-the-receiver' });
    const plan = await client.operations.planResend({ messageId: message.id });
    await client.operations.run({ operationId: plan.operationId, hash: plan.hash });
    await expect.poll(async () => (await client.webhooks.get({ id: message.id })).state).toBe('recovered');
    const resent = (await client.webhooks.get({ id: message.id })).timeline.at(-1);
    expect(resent?.response?.body).toBe('you sent Bearer ••••••');
    await core.close();
    expect(everyByte(dataDir).includes('fresh-token-of-the-receiver')).toBe(false);
  });
});
