import { describe, expect, test } from 'vitest';
import { schemeOf } from '../../../electron/core/delivery/scheme.ts';
import { explainSignature } from '../../../electron/core/delivery/verify.ts';
import { dialectById, readers, recognise } from '../../../electron/core/dialects/index.ts';
import { demoSecrets } from '../../../electron/platform/delivery/webhook-request.ts';
import { outlineOf } from '../../../electron/platform/generator/outline.ts';
import type { Draft } from '../../../electron/platform/log/entry.ts';
import { openPast, type PastSpec } from '../../../electron/platform/log/past.ts';
import { allEndpoints, troubledEndpoints } from '../../../electron/platform/receivers/catalogue.ts';
import { usualHistory, usualSeed } from '../../../electron/platform/usual.ts';
import { chainRan, endpointUpdated, flowPublished, webhookAttempted } from '../../../shared/stream/events.ts';
import { vendorSchemas } from './vendor-schemas.ts';

const spec: PastSpec = { seed: 7, calls: 600, endAt: Date.UTC(2026, 10, 21), origin: 'http://127.0.0.1:4000' };

async function everything(of: PastSpec): Promise<Draft[]> {
  const past = openPast(of);
  const drafts: Draft[] = [];
  for (let index = -1; index < of.calls; index++) drafts.push(...(await past.eventsOf(index)));
  return drafts;
}

const all = await everything(spec);
const ofType = (type: string) => all.filter((draft) => draft.type === type);
const data = (draft: Draft): Record<string, never> => JSON.parse(draft.data);

describe('the past', () => {
  test('is the same to the byte when invented again, in any order', async () => {
    const again = await everything(spec);
    expect(again).toEqual(all);
    const past = openPast(spec);
    const late = await past.eventsOf(500);
    expect(all).toEqual(expect.arrayContaining(late));
  });

  test('is another one for another seed', async () => {
    const other = await everything({ ...spec, seed: 8 });
    expect(other.filter((draft) => draft.type === 'call.ended')[0]?.data).not.toBe(ofType('call.ended')[0]?.data);
  });

  test('holds as many events as it says, and finds its way to any of them', async () => {
    const past = openPast(spec);
    expect(past.events).toBe(all.length);
    for (const offset of [0, 3, 18, 19, 20, 500, 501, 502, all.length - 1]) {
      const { index, skip } = past.placeAfter(offset);
      expect((await past.eventsOf(index))[skip]).toEqual(all[offset]);
    }
  });

  test('gives every event an id of its own', () => {
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  });

  test('spreads the calls over the week before its end, more by day than by night', () => {
    const past = openPast(spec);
    const ends = Array.from({ length: spec.calls }, (_, index) => past.endOf(index));
    expect(ends).toEqual([...ends].sort((a, b) => a - b));
    expect(ends[0]).toBeGreaterThanOrEqual(spec.endAt - 7 * 86_400_000);
    expect(ends.at(-1)).toBeLessThan(spec.endAt);
    const at = (hour: number) => ends.filter((end) => new Date(end).getUTCHours() === hour).length;
    expect(at(14) + at(15)).toBeGreaterThan(2 * (at(0) + at(1)));
  });
});

describe('payloads', () => {
  test.each(['callkaro', 'replicer', 'altur'] as const)(
    'of %s have exactly the fields of its documentation',
    (dialect) => {
      const payloads = ofType('call.ended')
        .map(data)
        .filter((payload) => recognise(payload)?.id === dialect);
      expect(payloads.length).toBeGreaterThan(40);
      for (const payload of payloads) vendorSchemas[dialect].parse(payload);
    },
  );

  test('of all five dialects are recognised by their shape and read without loss', () => {
    const seen = new Set<string>();
    const calls = [...ofType('call.ended'), ...ofType('chain.ran')];
    for (const draft of calls) {
      const payload = data(draft);
      // What a flow platform says of a call beside its chain has no shape of its own; it is stated.
      const stated = draft.flowId !== undefined && draft.dialect !== null ? dialectById(draft.dialect) : undefined;
      const reader = stated ?? recognise(payload);
      if (draft.type === 'call.ended' && draft.dialect !== null) expect(reader?.id).toBe(draft.dialect);
      const read = reader?.normalise(payload, { zone: 'Asia/Kolkata' });
      expect(read).toMatchObject({ ok: true });
      if (read?.ok !== true) continue;
      seen.add(reader?.id ?? '');
      expect(read.call.customerNumber).toMatch(/^\+?\d{9,15}$/);
      expect(Math.abs((read.call.endedAt ?? 0) - draft.time)).toBeLessThan(60_000);
    }
    expect([...seen].sort()).toEqual(readers.map(({ id }) => id).sort());
  });

  test('sometimes do not say their dialect', () => {
    const told = ofType('call.ended').filter(({ dialect }) => dialect !== null).length / ofType('call.ended').length;
    expect(told).toBeGreaterThan(0.7);
    expect(told).toBeLessThan(0.9);
  });

  test('of callkaro belong to a batch for each of its campaigns', () => {
    const batches = new Map<string, Set<string>>();
    for (const draft of ofType('call.ended').filter(({ dialect }) => dialect === 'callkaro')) {
      const { batchId, call_metadata: metadata } = JSON.parse(draft.data).data;
      if (batchId !== null) batches.set(metadata.campaign, (batches.get(metadata.campaign) ?? new Set()).add(batchId));
    }
    expect([...batches.values()].map(({ size }) => size)).toEqual([1, 1, 1]);
  });

  test('of callkaro sometimes arrive twice, as two events of one call', () => {
    const ids = ofType('call.ended')
      .map(data)
      .filter((payload) => 'event' in payload && payload.event === 'call_ended')
      .map((payload) => JSON.stringify(payload));
    expect(ids.length).toBeGreaterThan(new Set(ids).size);
  });

  test('hold conversations of six to forty turns in many scripts', () => {
    const turns = ofType('call.ended').map((draft) => {
      const payload = data(draft);
      const reader = draft.flowId === undefined ? recognise(payload) : dialectById('flow');
      const read = reader?.normalise(payload, { zone: 'Asia/Kolkata' });
      return read?.ok === true ? (read.call.transcript?.length ?? 0) : 0;
    });
    const spoken = turns.filter((count) => count > 0);
    expect(Math.min(...spoken)).toBeGreaterThanOrEqual(6);
    expect(Math.max(...spoken)).toBeLessThanOrEqual(40);
    expect(spoken.length).toBeLessThan(turns.length);
    const texts = ofType('call.ended')
      .map((draft) => draft.data)
      .join('\n');
    for (const script of [/\p{Script=Devanagari}/u, /\p{Script=Arabic}/u, /[äöüß]/, /[ñ¿]/, /[ãç]/, /[éè]/])
      expect(texts).toMatch(script);
    expect(
      ofType('chain.ran')
        .map((draft) => draft.data)
        .join(),
    ).toMatch(/\p{Script=Hiragana}/u);
    expect(all.map((draft) => draft.data).join('\n')).not.toMatch(/\{(agent|first|name|amount|date|ref|price)\}/);
  });
});

describe('events', () => {
  test('are what the stream protocol says', () => {
    for (const draft of ofType('webhook.attempted')) webhookAttempted.parse(data(draft));
    for (const draft of ofType('chain.ran')) chainRan.parse(data(draft));
    for (const draft of ofType('flow.published')) flowPublished.parse(data(draft));
    for (const draft of ofType('endpoint.updated')) endpointUpdated.parse(data(draft));
  });

  test('tell of about one webhook in ten and one chain in fifteen that failed', () => {
    const last = new Map(
      ofType('webhook.attempted')
        .map((draft) => webhookAttempted.parse(data(draft)))
        .filter(({ endpoint }) => !troubledEndpoints.some(({ id }) => id === endpoint.id))
        .map((one) => [one.messageId, one]),
    );
    const failed = [...last.values()].filter(({ response }) => response === null || response.status >= 300);
    expect(failed.length / last.size).toBeGreaterThan(0.07);
    expect(failed.length / last.size).toBeLessThan(0.14);
    const runs = ofType('chain.ran').map((draft) => chainRan.parse(data(draft)));
    const failedRuns = runs.filter(({ status }) => status === 'failed');
    expect(failedRuns.length / runs.length).toBeGreaterThan(0.04);
    expect(failedRuns.length / runs.length).toBeLessThan(0.1);
    const both = failedRuns.filter(({ callId }) => failed.some((one) => one.callId === callId));
    expect(both.length).toBeGreaterThan(0);
  });

  test.each([1, 2, 3])(
    'of the usual 400 calls (seed %i) hold some where webhook and chain failed and both can be made good',
    (seed) => {
      const past = openPast({ ...spec, seed, calls: 400 });
      const outlines = Array.from({ length: 400 }, (_, index) => past.outline(index));
      const good = outlines.filter(
        ({ chain, messages }) =>
          chain === 'receiver' && messages.some(({ delivered, endpoint }) => !delivered && !endpoint.receiver.broken),
      );
      expect(good.length).toBeGreaterThanOrEqual(3);
    },
  );

  test('show retries only of vendors that retry', () => {
    const tries = ofType('webhook.attempted').map((draft) => webhookAttempted.parse(data(draft)));
    expect(tries.some(({ eventType, attempt }) => eventType === 'call.ended' && attempt > 1)).toBe(true);
    expect(
      tries
        .filter(({ eventType }) => eventType === 'call_ended')
        .every(({ attempt, nextAttemptAt }) => attempt === 1 && nextAttemptAt === null),
    ).toBe(true);
    for (const one of tries) if (one.nextAttemptAt !== null) expect(one.nextAttemptAt).toBeGreaterThan(one.startedAt);
  });

  test('publish every flow before a run of it', () => {
    const published = new Set<string>();
    for (const draft of all) {
      if (draft.type === 'flow.published') {
        const { flowId, version } = flowPublished.parse(data(draft));
        published.add(`${flowId} ${version}`);
      }
      if (draft.type === 'chain.ran') {
        const { chain } = chainRan.parse(data(draft));
        expect(published).toContain(`${chain.flowId} ${chain.version}`);
      }
    }
    expect(published.size).toBe(8);
  });
});

describe('causes that stand out', () => {
  const usual = { ...spec, seed: usualSeed, calls: usualHistory };
  const past = openPast(usual);
  const outlines = Array.from({ length: usualHistory }, (_, index) => past.outline(index));
  const failedAt = (id: string) =>
    outlines.flatMap(({ messages }) => messages.filter(({ endpoint, delivered }) => endpoint.id === id && !delivered));

  test('one endpoint was down for days, one rejects for its secret, one has a host that is gone', () => {
    expect(failedAt('ep_risk').length).toBeGreaterThan(80);
    expect(failedAt('ep_loyalty').length).toBeGreaterThan(15);
    expect(failedAt('ep_partner').length).toBeGreaterThan(5);
    for (const id of ['ep_risk', 'ep_loyalty'])
      expect(outlines.some(({ messages }) => messages.some((one) => one.endpoint.id === id && one.delivered))).toBe(
        true,
      );
  });

  test('what was down until the end of the past is well in the present', () => {
    const later = Array.from({ length: 300 }, (_, n) =>
      outlineOf(usualSeed, usualHistory + n, usual.endAt + n * 1000, usual.endAt),
    );
    const risk = later.flatMap(({ messages }) => messages.filter(({ endpoint }) => endpoint.id === 'ep_risk'));
    expect(risk.length).toBeGreaterThan(20);
    expect(risk.every(({ delivered }) => delivered)).toBe(true);
  });

  test('of a hundred calls a few have lost their run, their report or a webhook', () => {
    const flow = outlines.filter(({ company }) => company.dialect === 'flow');
    const without = flow.filter(({ chain }) => chain === null).length / flow.length;
    const unreported = flow.filter(({ reported }) => !reported).length / flow.length;
    const unsent =
      outlines.filter(({ company, messages }) => {
        const subscribed = allEndpoints.filter((one) => one.companyId === company.id && one.share >= 1);
        const flowless = company.dialect !== 'flow' && company.dialect !== 'ivr';
        return flowless && subscribed.some((one) => !messages.some(({ endpoint }) => endpoint.id === one.id));
      }).length / outlines.length;
    for (const share of [without, unreported, unsent]) {
      expect(share).toBeGreaterThan(0.005);
      expect(share).toBeLessThan(0.08);
    }
    expect(flow.some(({ chain, reported }) => chain === null && !reported)).toBe(false);
  });
});

describe('endpoints', () => {
  const announced = ofType('endpoint.updated').map((draft) => endpointUpdated.parse(data(draft)));

  test('announce schemes that are known, and never a secret', () => {
    const kinds = announced.map(({ scheme }) => schemeOf(scheme ?? 'none').scheme?.kind);
    expect(new Set(kinds)).toEqual(new Set(['none', 'standard-webhooks', 'altur', 'replicer', 'hmac']));
    const text = ofType('endpoint.updated')
      .map((draft) => draft.data)
      .join();
    for (const secret of Object.values(demoSecrets(spec.seed)))
      expect(text).not.toContain(secret.replace('whsec_', ''));
  });

  test('are sent to as they announce it: every signature holds under the secret that a console is given', () => {
    const secrets = demoSecrets(spec.seed);
    const verdicts = new Map<string, Set<string>>();
    for (const draft of ofType('webhook.attempted')) {
      const { endpoint, request } = webhookAttempted.parse(data(draft));
      const scheme = schemeOf(announced.find(({ id }) => id === endpoint.id)?.scheme ?? 'none').scheme ?? {
        kind: 'none',
      };
      const secret = secrets[endpoint.id];
      const signed = { headers: request.headers, body: Buffer.from(request.body) };
      const { signatures } = explainSignature(signed, scheme, secret === undefined ? [] : [secret]);
      const seen = verdicts.get(scheme.kind) ?? new Set();
      seen.add(signatures.map(({ verdict }) => verdict).join() || 'unsigned');
      verdicts.set(scheme.kind, seen);
    }
    expect(Object.fromEntries([...verdicts].map(([kind, seen]) => [kind, [...seen]]))).toEqual({
      none: ['unsigned'],
      'standard-webhooks': ['verified'],
      hmac: ['verified'],
      altur: ['verified'],
      replicer: ['verified'],
    });
  });

  test('say to which calls they are subscribed where they get all of a company', () => {
    const subscribed = announced.filter(({ subscription }) => subscription !== null).map(({ id }) => id);
    expect(subscribed.sort()).toEqual(['ep_booking', 'ep_hubspot', 'ep_pipedrive', 'ep_risk', 'ep_salesforce']);
  });
});
