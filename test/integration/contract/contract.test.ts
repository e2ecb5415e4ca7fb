/** The contract, the same over both its transports. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ORPCError } from '@orpc/client';
import { isContractProcedure } from '@orpc/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Core } from '../../../electron/core/core.ts';
import { type Change, contract } from '../../../shared/contract/index.ts';
import { seq, startStreamServer } from '../../fixtures/stream-server.ts';
import { until } from '../../fixtures/wait.ts';
import { type Client, seed, seeded, startTestCore, type Way, ways } from './core.ts';
import { privacyAnswers } from './privacy-answers.ts';
import { recordingAnswers } from './recording-answers.ts';
import { reviewAnswers } from './review-answers.ts';
import { sourceAnswers } from './source-answers.ts';

/** Dotted paths of every procedure. */
function procedures(of: unknown, path = ''): string[] {
  if (isContractProcedure(of)) return [path];
  if (typeof of !== 'object' || of === null) return [];
  return Object.entries(of).flatMap(([key, part]) => procedures(part, path === '' ? key : `${path}.${key}`));
}

/** What a call rejected with. */
async function rejection(call: Promise<unknown>): Promise<ORPCError<string, unknown>> {
  const error = await call.then(
    () => expect.unreachable('it was answered'),
    (reason: unknown) => reason,
  );
  if (error instanceof ORPCError) return error;
  throw error;
}

describe.each(ways)('over a %s', (_name, open) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'aftercall-contract-'));
  let core: Core;
  let way: Way;
  let client: Client;

  beforeAll(async () => {
    seed(dataDir);
    core = await startTestCore(dataDir);
    way = await open(core);
    client = way.client;
  });
  afterAll(async () => {
    await way.close();
    await core.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const connection = { name: 'Nowhere', url: 'ws://127.0.0.1:1/v1/events', zone: 'Europe/Berlin', allow: [] };

  const crm = { connectionId: 'gone', endpointId: 'crm' };

  /** One call of every procedure, on what was seeded, and what it must answer. */
  const planBulk = () =>
    client.operations.planBulk({
      kind: 'resend',
      select: { ids: [seeded.message] },
      name: 'All of it',
      reason: 'because',
    });
  const answers: Record<string, () => Promise<void>> = {
    ...recordingAnswers(() => client, dataDir),
    ...privacyAnswers(() => client),
    ...reviewAnswers(() => client),
    ...sourceAnswers(() => client),
    'system.about': async () => {
      expect(await client.system.about()).toEqual({
        version: '1.2.3',
        shell: 'test',
        dataDir,
        secrets: { kind: 'memory', path: null },
        startedAt: expect.any(Number),
      });
    },
    'upkeep.health': async () => {
      expect(await client.upkeep.health()).toMatchObject({
        backups: [],
        running: [],
        searchBehind: expect.any(Number),
      });
    },
    'upkeep.check': async () => {
      expect(await client.upkeep.check()).toMatchObject({ problems: [] });
    },
    'upkeep.backup': async () => {
      const made = await client.upkeep.backup();
      expect(made.name).toMatch(/^aftercall-.*Z[.]db$/);
      await client.upkeep.removeBackup({ name: made.name });
    },
    'upkeep.removeBackup': async () => {
      expect(await rejection(client.upkeep.removeBackup({ name: 'none.db' }))).toMatchObject({ code: 'NOT_FOUND' });
    },
    'upkeep.restore': async () => {
      expect(await rejection(client.upkeep.restore({ name: 'none.db' }))).toMatchObject({ code: 'NOT_RESTORABLE' });
    },
    // Acts when the engine starts anew, which here it does not.
    'upkeep.recover': async () => {
      expect(await client.upkeep.recover()).toEqual({ backup: null });
    },
    'upkeep.retentionPreview': async () => {
      expect(await client.upkeep.retentionPreview({ what: 'bodies', days: 36_500 })).toEqual({ events: 0, calls: 0 });
    },
    'upkeep.roomPreview': async () => {
      const { used, over } = await client.upkeep.roomPreview({ maxGb: 0.1 });
      expect([used > 0, over]).toEqual([true, 0]);
    },
    'upkeep.trustClock': async () => {
      await client.upkeep.trustClock();
      expect((await client.upkeep.health()).doubt).toBeNull();
    },
    'upkeep.giveRoomBack': async () => {
      expect(await client.upkeep.giveRoomBack()).toMatchObject({ restarts: false });
      expect((await client.upkeep.health()).free).toEqual({ bytes: 0, inPieces: true });
    },
    'upkeep.exportEvents': async () => {
      let lines = 0;
      for await (const { text } of await client.upkeep.exportEvents()) lines += text.split('\n').length - 1;
      expect(lines).toBeGreaterThan(seeded.calls);
    },
    'system.status': async () => {
      const status = await client.system.status();
      expect(status).toMatchObject({
        calls: seeded.calls,
        failedMessages: 1,
        failedRuns: 1,
        deadLetters: 2,
        gaps: 0,
        activeOperations: 0,
        toReview: 0,
        newestCallAt: expect.any(Number),
        revision: expect.any(Number),
      });
      expect(status.mirrorBytes).toBeGreaterThan(5 << 20);
      expect(status.connections).toEqual(expect.any(Array));
    },
    'system.changes': async () => {
      const stop = new AbortController();
      const changes = await client.system.changes(undefined, { signal: stop.signal });
      const first = await changes[Symbol.asyncIterator]().next();
      expect(first.value).toEqual({ revision: expect.any(Number), topics: [] });
      stop.abort();
    },
    'system.alerts': async () => {
      const stop = new AbortController();
      const alerts = await client.system.alerts(undefined, { signal: stop.signal });
      const told = alerts[Symbol.asyncIterator]().next();
      stop.abort();
      await expect(told).rejects.toThrow(/abort/i);
    },
    'connections.list': async () => {
      const added = await client.connections.add(connection);
      expect(await client.connections.list()).toContainEqual(
        expect.objectContaining({
          ...connection,
          id: added.id,
          kind: 'stream',
          enabled: true,
          hasToken: false,
          gaps: 0,
          deadLetters: 0,
        }),
      );
      await client.connections.remove({ id: added.id });
    },
    'connections.add': async () => {
      const added = await client.connections.add({ ...connection, token: 'secret-token' });
      expect(added).toEqual({ ...connection, id: expect.any(String), kind: 'stream', enabled: true });
      const [listed] = (await client.connections.list()).filter(({ id }) => id === added.id);
      expect(listed?.hasToken).toBe(true);
      expect(JSON.stringify([listed, await client.audit.page({})])).not.toContain('secret-token');
      expect(await rejection(client.connections.add({ ...connection, name: 'Again' }))).toMatchObject({
        code: 'ALREADY_CONNECTED',
        data: { id: added.id, name: 'Nowhere' },
      });
      await client.connections.remove({ id: added.id });
      // What it brought is its own again.
      expect(await client.connections.add(connection)).toMatchObject({ id: added.id });
      await client.connections.remove({ id: added.id });
    },
    'connections.update': async () => {
      const { id } = await client.connections.add(connection);
      expect(await client.connections.update({ id, name: 'Elsewhere', enabled: false })).toEqual({
        ...connection,
        id,
        kind: 'stream',
        name: 'Elsewhere',
        enabled: false,
      });
      await until(
        'the stream to be off',
        async () => (await client.connections.list()).find((one) => one.id === id)?.state.phase === 'disabled',
      );
      await client.connections.remove({ id });
    },
    'connections.remove': async () => {
      const { id } = await client.connections.add(connection);
      await client.connections.remove({ id });
      expect((await client.connections.list()).map((one) => one.id)).not.toContain(id);
      expect(await rejection(client.connections.remove({ id }))).toMatchObject({
        code: 'NOT_FOUND',
        data: { what: 'connection' },
      });
    },
    'connections.reconnect': async () => {
      const { id } = await client.connections.add(connection);
      await client.connections.reconnect({ id });
      await client.connections.remove({ id });
      expect(await rejection(client.connections.reconnect({ id }))).toMatchObject({
        code: 'NOT_FOUND',
        data: { what: 'connection' },
      });
    },
    'connections.gaps': async () => {
      expect(await client.connections.gaps()).toEqual([]);
    },
    'calls.page': async () => {
      const first = await client.calls.page({});
      expect(first).toMatchObject({ total: { count: seeded.calls, exact: true }, next: expect.any(String) });
      expect(first.rows).toHaveLength(50);
      const second = await client.calls.page({ cursor: first.next });
      expect(second.rows).toHaveLength(seeded.calls - 50);
      expect(second.next).toBe(undefined);
      expect(new Set([...first.rows, ...second.rows].map(({ id }) => id)).size).toBe(seeded.calls);
      const found = await client.calls.page({ text: '525533334444' });
      expect(found.rows).toMatchObject([
        {
          id: seeded.call,
          callId: 'call-1',
          dialect: 'altur',
          customerName: 'Lucía Pérez',
          webhooks: 'failed',
          chains: 'failed',
        },
      ]);
    },
    'calls.get': async () => {
      const call = await client.calls.get({ id: seeded.call });
      expect(call).toMatchObject({
        callId: 'call-1',
        tags: ['payment_promise'],
        provenance: { customerName: seeded.call },
      });
      expect(call.transcript).toHaveLength(2);
      expect(call.events.map(({ seq: number, type }) => [number, type])).toEqual([
        [seeded.call, 'call.ended'],
        [seeded.message, 'webhook.attempted'],
        [seeded.run, 'chain.ran'],
      ]);
    },
    'calls.find': async () => {
      expect(await client.calls.find({ connectionId: 'gone', callId: 'call-1' })).toEqual({ id: seeded.call });
      expect(await rejection(client.calls.find({ connectionId: 'gone', callId: 'none' }))).toMatchObject({
        code: 'NOT_FOUND',
        data: { what: 'call' },
      });
    },
    'calls.facets': async () => {
      const facets = await client.calls.facets({});
      const dialects = facets.find(({ field }) => field === 'dialect');
      expect(dialects?.exact).toBe(true);
      expect(dialects?.values.length).toBeGreaterThan(0);
    },
    'calls.choices': async () => {
      const { dispositions, tags } = await client.calls.choices();
      expect(tags.map(({ value }) => value)).toContain('payment_promise');
      expect(dispositions).toEqual(expect.any(Array));
    },
    'calls.related': async () => {
      const [call] = (await client.calls.page({})).rows;
      const others = await client.calls.related({ id: call?.id ?? 0 });
      expect(
        others.rows.every(({ id, customerNumber }) => id !== call?.id && customerNumber === call?.customerNumber),
      ).toBe(true);
    },
    'calls.messages': async () => {
      expect(await client.calls.messages({ id: seeded.call })).toMatchObject([
        {
          messageId: 'msg-1',
          timeline: [{ number: 1, outcome: 'failed', response: { status: 500, body: '{"error":"down"}' } }],
        },
      ]);
    },
    'calls.runs': async () => {
      expect(await client.calls.runs({ id: seeded.call })).toMatchObject([
        { original: { runId: 'run-1', flow: { name: 'After the call' }, trace: [{ nodeId: 'post' }] }, replays: [] },
      ]);
    },
    'events.get': async () => {
      const event = await client.events.get({ seq: seeded.call });
      expect(event).toMatchObject({ type: 'call.ended', source: '//test/events', truncated: false });
      expect(JSON.parse(event.text).data.id).toBe('call-1');
    },
    'webhooks.page': async () => {
      const page = await client.webhooks.page({});
      expect(page).toMatchObject({
        rows: [{ id: seeded.message, state: 'failed', callKey: seeded.call, endpointName: 'CRM' }],
        total: { count: 1, exact: true },
      });
      expect((await client.webhooks.page({ show: 'recovered' })).rows).toEqual([]);
    },
    'webhooks.get': async () => {
      expect(await client.webhooks.get({ id: seeded.message })).toMatchObject({
        messageId: 'msg-1',
        customerNumber: '+525533334444',
      });
    },
    'chains.list': async () => {
      expect(await client.chains.list()).toMatchObject([{ flowId: 'after-call', version: 1, nodes: 3 }]);
    },
    'chains.page': async () => {
      expect(await client.chains.page({})).toMatchObject({
        rows: [{ id: seeded.run, flowName: 'After the call', failedNode: 'post' }],
      });
    },
    'chains.get': async () => {
      expect(await client.chains.get({ id: seeded.run })).toMatchObject({
        original: { runId: 'run-1', by: 'platform' },
      });
    },
    'chains.flow': async () => {
      const flow = { connectionId: 'gone', flowId: 'after-call' };
      const newest = await client.chains.flow(flow);
      expect(newest).toMatchObject({
        flow: { flowId: 'after-call', version: 1, nodes: [{ id: 'ended' }, { id: 'post' }, { id: 'end' }] },
        hash: expect.stringMatching(/^[0-9a-f]{64}$/),
        versions: [{ version: 1, findings: { error: 0, warning: 1, hint: 0 } }],
        findings: [{ rule: 'no idempotency key', severity: 'warning', nodeId: 'post' }],
      });
      expect(await client.chains.flow({ ...flow, version: 1 })).toEqual(newest);
    },
    'chains.compare': async () => {
      const versions = { connectionId: 'gone', flowId: 'after-call', from: 1, to: 1 };
      expect(await client.chains.compare(versions)).toEqual({
        from: 1,
        to: 1,
        added: [],
        removed: [],
        changed: [],
        unchanged: 3,
      });
    },
    'chains.compareRuns': async () => {
      expect(await client.chains.compareRuns({ id: seeded.run, replayId: seeded.run })).toMatchObject({
        original: { runId: 'run-1' },
        event: [],
        vars: [],
        nodes: [{ nodeId: 'post', standing: 'same' }],
      });
    },
    'operations.planResend': async () => {
      const plan = await client.operations.planResend({ messageId: seeded.message });
      expect(plan).toMatchObject({
        kind: 'resend',
        executor: 'this machine',
        eligible: 1,
        items: [{ target: { messageId: 'msg-1' } }],
      });
      expect(plan.items[0]).not.toHaveProperty('facts');
    },
    'operations.planReplay': async () => {
      expect(await client.operations.planReplay({ runId: seeded.run })).toMatchObject({
        kind: 'replay',
        items: [{ dryRun: { version: 1 } }],
      });
    },
    'operations.planFromCall': async () => {
      const calls = (await client.calls.page({ text: 'more-39', limit: 1 })).rows;
      const plan = await client.operations.planFromCall({ callId: calls[0]?.id ?? 0, flowId: 'after-call' });
      expect(plan).toMatchObject({
        kind: 'replay',
        mode: 'from call',
        eligible: 1,
        items: [{ target: { kind: 'call', callId: 'more-39' }, dryRun: { event: { builtFromCall: true } } }],
      });
      const had = await client.operations.planFromCall({ callId: seeded.call, flowId: 'after-call' });
      expect(had.items[0]?.ineligible).not.toBeNull();
    },
    'operations.discard': async () => {
      const { operationId } = await client.operations.planResend({ messageId: seeded.message });
      await client.operations.discard({ operationId });
      expect((await rejection(client.operations.get({ operationId }))).code).toBe('NOT_FOUND');
      expect((await rejection(client.operations.discard({ operationId }))).code).toBe('NOT_FOUND');
    },
    'webhooks.wouldSend': async () => {
      const { request, warnings } = await client.webhooks.wouldSend({ id: seeded.message });
      expect(request).toMatchObject({
        method: 'POST',
        url: 'https://crm.example.com/hooks',
        body: '{"call":"call-1"}',
      });
      expect(warnings).toBeInstanceOf(Array);
      expect((await rejection(client.webhooks.wouldSend({ id: 999_999 }))).code).toBe('NOT_FOUND');
    },
    'operations.run': async () => {
      const plan = await client.operations.planResend({ messageId: seeded.message, url: 'http://127.0.0.1:9/' });
      const operation = await client.operations.run({
        operationId: plan.operationId,
        hash: plan.hash,
        reason: 'because',
      });
      expect(operation).toMatchObject({
        id: plan.operationId,
        reason: 'because',
        items: [{ target: { messageId: 'msg-1' } }],
      });
      expect(operation).not.toHaveProperty('request');
      const done = await until('its end', async () => {
        const now = await client.operations.get({ operationId: plan.operationId });
        return now.state === 'finished' ? now : null;
      });
      // The guard is on: nothing listens there, and nothing was asked.
      expect(done.items).toMatchObject([
        { state: 'failed', result: expect.stringMatching(/^Refused: 127\.0\.0\.1:9 /) },
      ]);
    },
    'operations.abort': async () => {
      const plan = await client.operations.planResend({ messageId: seeded.message });
      expect(await client.operations.abort({ operationId: plan.operationId })).toMatchObject({
        state: 'aborted',
        counts: { skipped: 1 },
      });
    },
    'operations.get': async () => {
      const plan = await client.operations.planResend({ messageId: seeded.message });
      const operation = await client.operations.get({ operationId: plan.operationId });
      expect(operation).toMatchObject({ state: 'planned', hash: plan.hash, counts: { planned: 1 } });
      expect(operation).not.toHaveProperty('request');
    },
    'operations.planBulk': async () => {
      expect(await planBulk()).toMatchObject({
        total: 1,
        eligible: 1,
        hosts: [{ items: 1, perS: 20 }],
        estimateS: 0.05,
      });
    },
    'operations.items': async () => {
      const { operationId } = await planBulk();
      expect(await client.operations.items({ operationId })).toMatchObject({
        rows: [{ state: 'planned', ineligible: null, facts: { state: 'failed' } }],
        total: { count: 1, exact: true },
      });
      expect((await client.operations.items({ operationId, state: 'failed' })).rows).toEqual([]);
    },
    'operations.pause': async () => {
      const { operationId } = await planBulk();
      expect(await rejection(client.operations.pause({ operationId }))).toMatchObject({
        code: 'WRONG_STATE',
        data: { state: 'planned' },
      });
    },
    'operations.resume': async () => {
      const { operationId } = await planBulk();
      expect(await rejection(client.operations.resume({ operationId }))).toMatchObject({
        code: 'WRONG_STATE',
        data: { state: 'planned' },
      });
    },
    'operations.goOn': async () => {
      const { operationId } = await planBulk();
      expect(await rejection(client.operations.goOn({ operationId }))).toMatchObject({
        code: 'WRONG_STATE',
        data: { state: 'planned' },
      });
    },
    'operations.export': async () => {
      const { operationId } = await planBulk();
      const lines: string[] = [];
      for await (const chunk of await client.operations.export({ operationId, format: 'ndjson' })) lines.push(chunk);
      expect(JSON.parse(lines.join(''))).toMatchObject({ operation: operationId, target: 'msg-1', state: 'planned' });
    },
    'webhooks.choices': async () => {
      expect(await client.webhooks.choices()).toMatchObject({
        endpoints: [{ connectionId: 'gone', value: 'crm', label: 'CRM', count: 1 }],
        eventTypes: [{ value: 'call.ended', label: 'call.ended', count: 1 }],
        statuses: [{ value: '500', label: '500', count: 1 }],
        errorKinds: [],
      });
    },
    'chains.choices': async () => {
      expect(await client.chains.choices()).toMatchObject({
        flows: [{ connectionId: 'gone', value: 'after-call', label: 'After the call', versions: [1], count: 1 }],
        failedNodes: [{ value: 'post', label: 'post', count: 1 }],
        nodeTypes: [{ value: 'httpCall', label: 'httpCall', count: 1 }],
        errorKinds: [{ value: 'http', label: 'http', count: 1 }],
      });
    },
    'incidents.page': async () => {
      expect(await client.incidents.page({})).toMatchObject({
        rows: [{ kind: 'chains' }, { kind: 'webhooks', title: '500 from CRM: down', open: 1 }],
        total: { count: 2, exact: true },
      });
      expect((await client.incidents.page({ show: 'closed' })).rows).toEqual([]);
    },
    'incidents.get': async () => {
      const id = seeded.message;
      expect(await client.incidents.get({ id })).toMatchObject({ id, calls: { count: 1, exact: true } });
      expect((await rejection(client.incidents.get({ id: 999 }))).code).toBe('NOT_FOUND');
    },
    'overview.charts': async () => {
      const shown = await client.overview.charts({ range: 'all', zone: 'Asia/Kolkata' });
      expect(shown).toMatchObject({ hasCalls: true, before: null, totals: { calls: seeded.calls } });
      expect(shown.bars.reduce((sum, { calls }) => sum + calls, 0)).toBe(shown.totals.calls);
      expect(shown.endpoints).toMatchObject([{ endpointId: 'crm', messages: 1 }]);
      const refused = [
        { range: '7d', zone: 'Nowhere/Land' },
        { range: { from: 2, to: 1 }, zone: 'UTC' },
        { range: { from: 0, to: 9e15 }, zone: 'UTC' },
      ] as const;
      for (const input of refused)
        await expect(client.overview.charts(input)).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    },
    'reconcile.counts': async () => {
      expect(await client.reconcile.counts()).toEqual({
        'call without run': { count: 1, exact: true },
        'run without call': { count: 0, exact: true },
        'webhook never attempted': { count: 0, exact: true },
      });
    },
    'reconcile.page': async () => {
      const kind = 'call without run';
      expect(await client.reconcile.page({ kind })).toMatchObject({
        rows: [
          {
            kind,
            callId: 'more-0',
            flow: { name: 'After the call' },
            why: expect.stringContaining('“After the call”'),
          },
        ],
        total: { count: 1, exact: true },
      });
    },
    'webhooks.signature': async () => {
      const { id, timeline } = await client.webhooks.get({ id: seeded.message });
      const report = await client.webhooks.signature({ id, attemptId: timeline[0]?.id ?? 0 });
      expect(report).toMatchObject({ scheme: { kind: 'none' }, signatures: [], verdict: expect.any(String) });
    },
    'endpoints.list': async () => {
      expect(await client.endpoints.list()).toContainEqual(
        expect.objectContaining({ ...crm, name: 'CRM', secrets: 0 }),
      );
    },
    'endpoints.get': async () => {
      expect((await client.endpoints.get(crm)).hours).toHaveLength(168);
    },
    'endpoints.add': async () => {
      const added = await client.endpoints.add({ name: 'Mine', url: 'https://mine.example/hook', settings: {} });
      expect(added).toMatchObject({ connectionId: 'by-hand', announced: null, host: 'mine.example:443' });
    },
    'endpoints.update': async () => {
      const changed = await client.endpoints.update({ ...crm, settings: { atOnce: 2 } });
      expect(changed.settings).toMatchObject({ atOnce: 2, enabled: true });
    },
    'endpoints.remove': async () => {
      const { connectionId, endpointId } = await client.endpoints.add({
        name: 'Short-lived',
        url: 'https://mine.example/',
        settings: {},
      });
      await client.endpoints.remove({ connectionId, endpointId });
      expect((await client.endpoints.list()).map(({ name }) => name)).not.toContain('Short-lived');
    },
    'endpoints.setSecret': async () => {
      expect(await client.endpoints.setSecret({ ...crm, secret: 'one' })).toMatchObject({ secrets: 1 });
    },
    'endpoints.dropPrevious': async () => {
      await client.endpoints.setSecret({ ...crm, secret: 'two', rotate: true });
      expect(await client.endpoints.dropPrevious(crm)).toMatchObject({ secrets: 1 });
    },
    'endpoints.test': async () => {
      const { connectionId, endpointId } = await client.endpoints.add({
        name: 'This machine',
        url: 'http://127.0.0.1:1/',
        settings: {},
      });
      expect(await client.endpoints.test({ connectionId, endpointId })).toMatchObject({ error: { kind: 'blocked' } });
    },
    'views.list': async () => {
      await client.views.save({ screen: 'webhooks', name: 'b listed', search: '{}' });
      await client.views.save({ screen: 'webhooks', name: 'A listed', search: '{}' });
      const listed = (await client.views.list({ screen: 'webhooks' })).filter(({ name }) => name.includes('listed'));
      expect(listed.map(({ name }) => name)).toEqual(['A listed', 'b listed']);
      expect(await client.views.list({ screen: 'incidents' })).toEqual([]);
    },
    'views.save': async () => {
      const search = '{"show":"failed","status":"5xx"}';
      const first = await client.views.save({ screen: 'chains', name: 'Broken', search });
      expect(first).toEqual({ id: expect.any(Number), screen: 'chains', name: 'Broken', search });
      const elsewhere = await client.views.save({ screen: 'calls', name: 'Broken', search: '{}' });
      const renamed = await client.views.save({ id: first.id, screen: 'chains', name: 'Renamed', search });
      expect(renamed).toEqual({ ...first, name: 'Renamed' });
      const taking = await client.views.save({ screen: 'chains', name: 'RENAMED', search: '{}' });
      expect(await client.views.list({ screen: 'chains' })).toEqual([taking]);
      expect(await client.views.list({ screen: 'calls' })).toEqual([elsewhere]);
    },
    'views.remove': async () => {
      const { id } = await client.views.save({ screen: 'incidents', name: 'Gone soon', search: '{}' });
      await client.views.remove({ id });
      expect(await client.views.list({ screen: 'incidents' })).toEqual([]);
    },
    'operations.page': async () => {
      const plan = await client.operations.planResend({ messageId: seeded.message });
      const { rows } = await client.operations.page({ limit: 1 });
      expect(rows).toMatchObject([{ id: plan.operationId, state: 'planned' }]);
      expect(rows[0]).not.toHaveProperty('request');
    },
    'audit.page': async () => {
      const plan = await client.operations.planResend({ messageId: seeded.message });
      expect((await client.audit.page({ limit: 1 })).rows).toMatchObject([
        { action: 'resend planned', subject: plan.operationId },
      ]);
    },
    'audit.choices': async () => {
      const { actions, actors } = await client.audit.choices();
      expect(actors).toHaveLength(1);
      expect(actions.map(({ value }) => value)).toContain('connection added');
    },
    'audit.verify': async () => {
      expect(await client.audit.verify()).toEqual({ lines: expect.any(Number), brokenAt: null });
    },
    'deadLetters.page': async () => {
      expect((await client.deadLetters.page({})).rows.map(({ code, eventSeq }) => [code, eventSeq])).toEqual([
        ['unreadable', null],
        ['unknown type', seeded.unreadable],
      ]);
    },
    'deadLetters.get': async () => {
      const [first] = (await client.deadLetters.page({})).rows;
      expect(await client.deadLetters.get({ id: first?.id ?? 0 })).toMatchObject({
        code: 'unreadable',
        text: 'no json',
        truncated: false,
      });
    },
    'deadLetters.retry': async () => {
      expect(await client.deadLetters.retry({})).toEqual({ tried: 1, resolved: 0 });
    },
  };

  test.each(procedures(contract))('%s answers', async (path) => {
    const ask = answers[path];
    if (!ask) throw new Error(`no test calls ${path}`);
    await ask();
  });

  test.each<[string, (client: Client) => Promise<unknown>, (string | number)[]]>([
    ['a key that is no number', (it) => it.calls.get({ id: 'x' as never }), ['id']],
    ['a key below one', (it) => it.webhooks.get({ id: 0 }), ['id']],
    ['a page too long', (it) => it.calls.page({ limit: 201 }), ['limit']],
    ['an unknown filter', (it) => it.chains.page({ show: 'pending' as never }), ['show']],
    ['a text too long', (it) => it.webhooks.page({ text: 'x'.repeat(201) }), ['text']],
    ['a status that is none', (it) => it.webhooks.page({ status: 'teapot' }), ['status']],
    ['no tries at all', (it) => it.webhooks.page({ attempts: 0 }), ['attempts']],
    ['an empty word to search for', (it) => it.webhooks.page({ body: ' ' }), ['body']],
    ...['', 'no json', '[1]', 'null', '"text"'].map(
      (search): [string, (client: Client) => Promise<unknown>, string[]] => [
        `a view of ${JSON.stringify(search)}`,
        (it) => it.views.save({ screen: 'calls', name: 'x', search }),
        ['search'],
      ],
    ),
    ['no input where some is needed', (it) => it.calls.get(undefined as never), []],
    [
      'an address that is no stream',
      (it) => it.connections.add({ ...connection, url: 'https://example.com' }),
      ['url'],
    ],
    [
      'an address with a query',
      (it) => it.connections.add({ ...connection, url: 'wss://example.com/?token=x' }),
      ['url'],
    ],
    ['a zone there is not', (it) => it.connections.add({ ...connection, zone: 'Mars/Olympus' }), ['zone']],
    [
      'a range there is not',
      (it) => it.connections.add({ ...connection, allow: [{ host: 'a', ranges: ['moon' as never] }] }),
      ['allow', 0, 'ranges', 0],
    ],
    [
      'another address that is no web address',
      (it) => it.operations.planResend({ messageId: 1, url: 'ftp://x' }),
      ['url'],
    ],
    [
      'an executor there is not',
      (it) => it.operations.planReplay({ runId: 1, executor: 'you' as never }),
      ['executor'],
    ],
    ['a resume without a node', (it) => it.operations.planReplay({ runId: 1, mode: 'resume' }), ['nodeId']],
    [
      'a resume with another event',
      (it) => it.operations.planReplay({ runId: 1, mode: 'resume', nodeId: 'post', patch: { event: {} } }),
      ['patch', 'event'],
    ],
    [
      'a patch that is no object',
      (it) => it.operations.planReplay({ runId: 1, patch: { vars: [1] as never } }),
      ['patch', 'vars'],
    ],
    [
      'a patch too large',
      (it) => it.operations.planReplay({ runId: 1, patch: { vars: { text: 'x'.repeat(300_000) } } }),
      ['patch', 'vars'],
    ],
    [
      'a version there cannot be',
      (it) => it.chains.flow({ connectionId: 'gone', flowId: 'after-call', version: -1 }),
      ['version'],
    ],
    [
      'too many dead letters',
      (it) => it.deadLetters.retry({ ids: Array.from({ length: 1001 }, (_, n) => n + 1) }),
      ['ids'],
    ],
  ])('%s is refused with where it is wrong', async (_what, ask, path) => {
    const error = await rejection(ask(client));
    expect(error).toMatchObject({ code: 'BAD_REQUEST', status: 400 });
    const { issues } = error.data as { issues: { path?: unknown[] }[] };
    expect(issues[0]?.path ?? []).toEqual(path);
  });

  test.each<[string, (client: Client) => Promise<unknown>, string, unknown]>([
    ['an unknown call', (it) => it.calls.get({ id: 4711 }), 'NOT_FOUND', { what: 'call' }],
    ['an unknown event', (it) => it.events.get({ seq: 4711 }), 'NOT_FOUND', { what: 'event' }],
    ['an unknown message', (it) => it.webhooks.get({ id: 4711 }), 'NOT_FOUND', { what: 'webhook message' }],
    ['an unknown run', (it) => it.chains.get({ id: 4711 }), 'NOT_FOUND', { what: 'chain run' }],
    ['an unknown flow', (it) => it.chains.flow({ connectionId: 'gone', flowId: 'x' }), 'NOT_FOUND', { what: 'flow' }],
    [
      'an unknown version',
      (it) => it.chains.compare({ connectionId: 'gone', flowId: 'after-call', from: 1, to: 2 }),
      'NOT_FOUND',
      { what: 'version of the flow' },
    ],
    [
      'a comparison with another run',
      (it) => it.chains.compareRuns({ id: seeded.run, replayId: seeded.call }),
      'NOT_FOUND',
      { what: 'replay of the chain run' },
    ],
    [
      'a saved view that is not there',
      (it) => it.views.save({ id: 4711, screen: 'calls', name: 'x', search: '{}' }),
      'NOT_FOUND',
      { what: 'saved view' },
    ],
    ['a saved view to remove', (it) => it.views.remove({ id: 4711 }), 'NOT_FOUND', { what: 'saved view' }],
    ['an unknown dead letter', (it) => it.deadLetters.get({ id: 4711 }), 'NOT_FOUND', { what: 'dead letter' }],
    ['an unknown operation', (it) => it.operations.get({ operationId: 'x' }), 'NOT_FOUND', { what: 'operation' }],
    ['an unknown connection', (it) => it.connections.update({ id: 'x' }), 'NOT_FOUND', { what: 'connection' }],
    ['a resend of nothing', (it) => it.operations.planResend({ messageId: 4711 }), 'NOT_FOUND', { what: 'message' }],
    [
      'a plan that was not shown',
      async (it) => {
        const { operationId } = await it.operations.planResend({ messageId: seeded.message });
        return it.operations.run({ operationId, hash: 'x' });
      },
      'PLAN_CHANGED',
      { changes: ['this is not the plan that was shown'] },
    ],
    [
      'a platform that is not there',
      async (it) => {
        const { operationId, hash } = await it.operations.planResend({
          messageId: seeded.message,
          executor: 'platform',
        });
        return it.operations.run({ operationId, hash });
      },
      'PLATFORM_UNAVAILABLE',
      { why: 'The platform is not connected.' },
    ],
  ])('%s is a typed error with its data', async (_what, ask, code, data) => {
    expect(await rejection(ask(client))).toMatchObject({ defined: true, code, data });
  });

  test('both lists are narrowed by any filter, and by words once they are indexed', async () => {
    await until('the index', async () => (await client.system.status()).searchBehind === 0);
    const messages = async (filter: object) =>
      (await client.webhooks.page({ show: 'all', ...filter })).rows.map(({ id }) => id);
    const runs = async (filter: object) =>
      (await client.chains.page({ show: 'all', ...filter })).rows.map(({ id }) => id);
    const asked = { attempts: 1, endpoint: 'crm', eventType: 'call.ended', connection: 'gone' };
    expect(await messages(asked)).toEqual([seeded.message]);
    expect(await messages({ attempts: 1, endpoint: 'erp' })).toEqual([]);
    expect(await messages({ body: 'down' })).toEqual([seeded.message]);
    expect(await messages({ body: '"error down"', endpoint: 'crm' })).toEqual([seeded.message]);
    expect(await messages({ body: 'down', status: '404' })).toEqual([]);
    expect(await runs({ flow: 'after-call', failedNode: 'post', nodeType: 'httpCall', version: 1 })).toEqual([
      seeded.run,
    ]);
    expect(await runs({ body: 'chain saw', errorKind: 'http' })).toEqual([seeded.run]);
    expect(await runs({ body: 'down' })).toEqual([]);
  });

  test('a cancelled call rejects, before it is sent and while it runs, and the next one is answered', async () => {
    const early = new AbortController();
    early.abort();
    await expect(client.calls.page({}, { signal: early.signal })).rejects.toThrow();
    const late = new AbortController();
    const running = client.calls.page({ text: 'nothing like it' }, { signal: late.signal });
    late.abort();
    await expect(running).rejects.toThrow();
    expect((await client.calls.page({ limit: 1 })).rows).toHaveLength(1);
  });

  test('calls at the same time are answered each with its own', async () => {
    const ids = Array.from({ length: 8 }, (_, n) => seeded.big + 1 + n);
    const answered: number[] = [];
    const calls = await Promise.all([
      client.events.get({ seq: seeded.big }),
      ...ids.map(async (id) => {
        const call = await client.calls.get({ id });
        answered.push(id);
        return call;
      }),
    ]);
    expect(calls.slice(1).map((call) => 'id' in call && call.id)).toEqual(ids);
    expect(answered.toSorted((a, b) => a - b)).toEqual(ids);
  });

  test('an event of 5 MB is given up to 4 MiB and marked, its call whole', async () => {
    const event = await client.events.get({ seq: seeded.big });
    expect(event.bytes).toBeGreaterThan(5 << 20);
    expect(event.text.length).toBe(4 << 20);
    expect(event.truncated).toBe(true);
    const { transcript } = await client.calls.get({ id: seeded.big });
    expect(transcript[0]?.text.length).toBe(10 * 524_288);
  });

  test('a commit is told of to everyone who watches, until they stop', async () => {
    const server = await startStreamServer({
      onConsumer(consumer) {
        consumer.hello({ head: seq(3) });
        consumer.events(1, 3);
        consumer.caughtUp(3);
      },
    });
    const stop = new AbortController();
    const seen: Change[] = [];
    const watched = (async () => {
      for await (const change of await client.system.changes(undefined, { signal: stop.signal })) seen.push(change);
    })().catch((error: unknown) => error);
    await until('the first word', () => seen.length > 0);
    const { id } = await client.connections.add({ ...connection, url: server.url });
    const told = () => new Set(seen.flatMap(({ topics }) => topics));
    await until('the calls, the connection and the audit', () =>
      (['calls', 'connections', 'audit'] as const).every((topic) => told().has(topic)),
    );
    expect(seen.map(({ revision }) => revision)).toEqual(
      seen.map(({ revision }) => revision).toSorted((a, b) => a - b),
    );
    const [found] = await until('the last of them', async () => {
      const { rows } = await client.calls.page({ text: 'call-3' });
      return rows.length > 0 ? rows : null;
    });
    expect(found).toMatchObject({ connectionId: id, callId: 'call-3' });

    stop.abort();
    await watched;
    const count = seen.length;
    await client.connections.remove({ id });
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(seen).toHaveLength(count);
    await server.close();
  });
});
