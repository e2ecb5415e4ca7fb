/** Payloads no dialect knows, read by a mapping: what is received, what was received before, and what the mapping fails on. */
import { expect, test } from 'vitest';
import { openMirror } from '../../../electron/core/mirror/open.ts';
import { projectionTables, rebuildProjections } from '../../../electron/core/mirror/rebuild.ts';
import type { MappingRules } from '../../../shared/domain/mapping.ts';
import { coreHere, receiverHere } from '../../fixtures/receiver.ts';
import { listening } from '../../fixtures/receiving.ts';
import { until } from '../../fixtures/wait.ts';

const unknown = (n: number) =>
  JSON.stringify({
    kind: 'call.finished',
    call: { uuid: `u-${n}`, caller: `+4915100000${10 + n}`, dialed: '+4930123456', secs: 61, dir: 'incoming' },
    result: { text: 'Asked for a callback tomorrow morning', ok: 'yes' },
    at: '2026-11-01T10:00:00Z',
  });
const rules: MappingRules = {
  when: 'kind = "call.finished"',
  fields: {
    callId: 'call.uuid',
    from: 'call.caller',
    to: 'call.dialed',
    direction: 'call.dir = "incoming" ? "inbound" : "outbound"',
    durationS: 'call.secs',
    endedAt: 'at',
    summary: 'result.text',
    success: 'result.ok = "yes"',
  },
};

test('reads what arrived before and what arrives, answers 2xx from then on, and survives a rebuild and a restart', async () => {
  const here = await receiverHere();
  const { client, id } = here;
  expect((await here.post(unknown(1))).status).toBe(400);
  const [sample] = await client.sources.mapping.samples({ connectionId: id });
  expect(JSON.parse(sample?.text ?? '')).toEqual(JSON.parse(unknown(1)));
  const preview = await client.sources.mapping.preview({ seq: sample?.seq ?? 0, ...rules });
  expect(preview).toMatchObject({
    taken: true,
    problem: null,
    call: { callId: 'u-1', direction: 'inbound', customerNumber: '+491510000011', durationMs: 61_000, success: true },
  });

  expect(await client.sources.mapping.save({ connectionId: id, ...rules })).toMatchObject({ version: 1 });
  const run = await client.sources.mapping.apply({ connectionId: id });
  expect(run).toMatchObject({ version: 1, total: 1 });
  await until('the past', async () => (await client.sources.mapping.run({ connectionId: id }))?.state === 'done');
  expect((await here.post(unknown(2))).status).toBe(200);
  await until('both calls', async () => (await client.calls.page({})).rows.length === 2);
  const { rows } = await client.calls.page({});
  expect(rows).toMatchObject([{ dialect: 'custom' }, { dialect: 'custom' }]);
  const detail = await client.calls.get({ id: rows[0]?.id ?? 0 });
  expect(detail.events.map(({ type }) => type).sort()).toEqual(['call.ended', 'call.mapped']);
  expect((await client.deadLetters.page({})).rows).toEqual([]);

  await here.core.close();
  const mirror = openMirror(here.dataDir);
  const tables = () => projectionTables.map((table) => mirror.db.prepare(`SELECT * FROM ${table} ORDER BY 1, 2`).all());
  const open = () => mirror.db.prepare('SELECT count(*) FROM dead_letter WHERE resolved_at IS NULL').pluck().get();
  const before = tables();
  rebuildProjections(mirror.db);
  expect(tables()).toEqual(before);
  expect(open()).toBe(0);
  mirror.close();
});

test('a condition leaves the rest alone; what it fails on says why; a better version reads it', async () => {
  const here = await receiverHere();
  const { client, id } = here;
  const broken: MappingRules = { when: rules.when, fields: { ...rules.fields, callId: '$number(call.uuid)' } };
  await here.post(unknown(1));
  await here.post('{"kind":"contact.created","name":"Ada"}');
  await client.sources.mapping.save({ connectionId: id, ...broken });
  await client.sources.mapping.apply({ connectionId: id });
  const run = await until('the run', async () => {
    const now = await client.sources.mapping.run({ connectionId: id });
    return now?.state === 'done' ? now : null;
  });
  expect(run).toMatchObject({ looked: 2, mapped: 0, left: 1, failed: 1 });
  const { rows } = await client.deadLetters.page({});
  expect(rows.map(({ reason }) => reason).join('\n')).toMatch(
    /Version 1 of the mapping fails on it: callId: Unable to cast/,
  );

  await client.sources.mapping.save({ connectionId: id, ...rules });
  await client.sources.mapping.apply({ connectionId: id });
  await until('the call', async () => (await client.calls.page({})).rows.length === 1);
  expect((await client.deadLetters.page({})).rows).toHaveLength(1);
});

test('applied to all, a new version corrects what the one before read', async () => {
  const here = await receiverHere();
  const { client, id } = here;
  await here.post(unknown(1));
  await client.sources.mapping.save({ connectionId: id, ...rules, fields: { ...rules.fields, summary: '"wrong"' } });
  await client.sources.mapping.apply({ connectionId: id });
  await until('the call', async () => (await client.calls.page({})).rows[0]?.summary === 'wrong');
  await client.sources.mapping.save({ connectionId: id, ...rules });
  expect(await client.sources.mapping.apply({ connectionId: id, all: true })).toMatchObject({ total: 1, version: 2 });
  await until('the correction', async () => (await client.calls.page({})).rows[0]?.summary?.startsWith('Asked'));
});

test('what a crash left between receipt and mapping is read at the next start', async () => {
  const here = await receiverHere();
  await here.post(unknown(1));
  await here.core.close();
  const mirror = openMirror(here.dataDir);
  mirror.db
    .prepare('INSERT INTO mapping VALUES (?, 1, 0, ?, ?)')
    .run(here.id, 'test', JSON.stringify({ when: '', fields: rules.fields }));
  mirror.close();
  const { client } = await coreHere(here.dataDir);
  await until('the call', async () => (await client.calls.page({})).rows.length === 1);
});

test('an endless expression is stopped, and the console goes on', async () => {
  const here = await receiverHere();
  const { client, id } = here;
  await here.post(unknown(1));
  const [sample] = await client.sources.mapping.samples({ connectionId: id });
  const seq = sample?.seq ?? 0;
  const endless = '($f := function($n) { $f($n + 1) }; $f(0))';
  const hungry = '$reduce([1..9999999], function($a, $b) { $append($a, [$b]) }, [])';
  for (const expression of [endless, hungry, '$match("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", /(a+)+$/)']) {
    const preview = await client.sources.mapping.preview({ seq, when: '', fields: { callId: expression } });
    expect(preview.call).toBeNull();
    expect(preview.problem).toMatch(/stopped|memory|missing|ended/);
  }
  expect(await client.sources.mapping.preview({ seq, ...rules })).toMatchObject({ taken: true, problem: null });
  expect(await client.connections.list()).toHaveLength(1);
});

test('an expression reaches nothing of this process', async () => {
  const here = await receiverHere();
  const { client, id } = here;
  await here.post(unknown(1));
  const [sample] = await client.sources.mapping.samples({ connectionId: id });
  for (const expression of [
    '$$.constructor.constructor("return process")()',
    '$eval("process")',
    'process.env',
    'call.__proto__.polluted',
  ]) {
    const { fields } = await client.sources.mapping.preview({
      seq: sample?.seq ?? 0,
      when: '',
      fields: { callId: expression },
    });
    const result = fields.callId;
    expect(result?.ok ? (result.value ?? null) : null).toBeNull();
  }
  await listening(client, id);
});

test('a proposal for an unknown payload reads it without being touched', async () => {
  const here = await receiverHere();
  const { client, id } = here;
  await here.post(unknown(1));
  const [sample] = await client.sources.mapping.samples({ connectionId: id });
  const seq = sample?.seq ?? 0;
  const { guesses, likeness } = await client.sources.mapping.propose({ seq });
  expect(likeness).toBeGreaterThan(0.3);
  const fields = Object.fromEntries(guesses.map(({ field, expression }) => [field, expression]));
  expect((await client.sources.mapping.preview({ seq, when: '', fields })).call).toMatchObject({ callId: 'u-1' });
});
