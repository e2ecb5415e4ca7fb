/** With every mask on, no answer of core says who a customer is, until their call is revealed. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isContractProcedure } from '@orpc/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Core } from '../../../electron/core/core.ts';
import { openMirror } from '../../../electron/core/mirror/open.ts';
import { createWriter } from '../../../electron/core/mirror/writer.ts';
import { contract } from '../../../shared/contract/index.ts';
import { callEnded } from '../../fixtures/events/call-ended.ts';
import { chainRan, flowPublished } from '../../fixtures/events/chain-ran.ts';
import { frame } from '../../fixtures/events/envelope.ts';
import { webhookAttempted } from '../../fixtures/events/webhook-attempted.ts';
import { type Client, startTestCore, type Way, ways } from './core.ts';

const [, overPort] = ways[0];
const dataDir = mkdtempSync(join(tmpdir(), 'aftercall-masking-'));
let core: Core;
let way: Way;
let client: Client;

/** What the sample call of the fixtures says of its people. */
const secrets = ['525533334444', '525511112222', '5533334444', 'Lucía Pérez', 'Lucía', 'cll_9aKx20/recording'];

beforeAll(async () => {
  const mirror = openMirror(dataDir);
  const events = [callEnded('altur', 'call-1'), webhookAttempted('msg-1', 1), flowPublished(), chainRan('run-1')];
  createWriter(mirror.db).commit({
    connectionId: 'gone',
    zone: 'UTC',
    received: [...events.map((event) => frame(event)), frame('broken: write to anna@example.com or +49 171 2345678')],
    position: null,
  });
  mirror.close();
  core = await startTestCore(dataDir);
  way = await overPort(core);
  client = way.client;
  await client.settings.update({
    privacy: { maskNumbers: true, maskNames: true, maskLinks: true, maskText: true, allowUnredacted: true },
  });
});
afterAll(async () => {
  await way.close();
  await core.close();
  rmSync(dataDir, { recursive: true, force: true });
});

/** Keys that answers of this mirror have; what a procedure refuses tells nothing either. */
const inputs: unknown[] = [
  undefined,
  {},
  { show: 'all' },
  { show: 'all', text: 'Lucía' },
  { show: 'all', text: '3333' },
  ...[1, 2, 3, 4, 5].flatMap((key) => [
    { id: key },
    { seq: key },
    { messageId: key },
    { callId: key, flowId: 'after-call' },
  ]),
  { runId: 4 },
  { kind: 'call without run' },
  { kind: 'run without call' },
  { kind: 'webhook never attempted' },
];

function procedures(of: unknown, path: string[] = []): string[][] {
  if (isContractProcedure(of)) return [path];
  if (typeof of !== 'object' || of === null) return [];
  return Object.entries(of).flatMap(([key, part]) => procedures(part, [...path, key]));
}

function procedureAt(path: readonly string[]): (input: unknown) => Promise<unknown> {
  let at: unknown = client;
  for (const part of path) at = Reflect.get(Object(at), part);
  if (typeof at !== 'function') throw new Error(path.join('.'));
  return (input) => Promise.resolve(Reflect.apply(at, undefined, [input]));
}

/** Those whose answers have no end, are files with rules of their own, or would change what the others are asked about. */
const apart =
  /^(?:system\.changes|calls\.(?:export|evidence|reveal|hide)|settings\.update)$|^(?:connections|sources|upkeep|views)\./;

const all = procedures(contract).filter((path) => !apart.test(path.join('.')));

describe('with every mask on', () => {
  test.each(all.map((path) => [path.join('.'), path] as const))('%s says nothing of a customer', async (_, path) => {
    for (const input of inputs) {
      // Whatever it is refused with leaves core, too.
      const answer = await procedureAt(path)(input).catch((error: unknown) => JSON.stringify(error));
      const said = JSON.stringify(answer) ?? '';
      for (const secret of secrets) expect(said, JSON.stringify(input)).not.toContain(secret);
      expect(said).not.toMatch(/anna@example|2345678/);
    }
  });

  test('an edit that holds masked text is refused before it can be sent', async () => {
    const edit = { body: { text: '{"phone":"+52 553 ••• 4444"}', encoding: 'utf8' as const } };
    await expect(client.operations.planResend({ messageId: 2, edit })).rejects.toMatchObject({
      code: 'NOT_ELIGIBLE',
      data: { code: 'masked' },
    });
  });

  test('what is shown still tells calls apart', async () => {
    const { rows } = await client.calls.page({ show: 'all', text: 'quién' });
    expect(rows[0]).toMatchObject({ callId: 'call-1', customerNumber: '+52 553 ••• 4444', customerName: 'L••• P•••' });
    const call = await client.calls.get({ id: 1 });
    expect(call).toMatchObject({ masked: true, revealed: false, recordingUrl: '•••' });
    expect(call.transcript[1]?.text).toBe('Sí, ¿quién es?');
    expect(call.endedAt).toBeGreaterThan(1_700_000_000_000);
  });
});

test('a revealed call is shown everywhere, is in the audit once, and can be hidden again', async () => {
  const shown = await client.calls.reveal({ id: 1 });
  await client.calls.reveal({ id: 1 });
  expect(shown).toMatchObject({ customerNumber: '+525533334444', masked: false, revealed: true });
  expect((await client.events.get({ seq: 1 })).text).toContain('+525533334444');
  expect(JSON.stringify(await client.calls.messages({ id: 1 }))).not.toContain('•••');
  const { rows } = await client.audit.page({ limit: 20 });
  expect(rows.filter(({ action }) => action === 'call revealed')).toMatchObject([{ subject: 'call-1' }]);
  expect(await client.calls.hide({ id: 1 })).toMatchObject({
    customerName: 'L••• P•••',
    masked: true,
    revealed: false,
  });
});

test('without masks everything is as received', async () => {
  const { privacy } = await client.settings.get();
  await client.settings.update({
    privacy: { ...privacy, maskNumbers: false, maskNames: false, maskLinks: false, maskText: false },
  });
  expect(await client.calls.get({ id: 1 })).toMatchObject({
    customerNumber: '+525533334444',
    masked: false,
    revealed: false,
  });
});
