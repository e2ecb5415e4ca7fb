import { describe, expect, test } from 'vitest';
import { readers, recognise } from '../../../electron/core/dialects/index.ts';
import type { Draft } from '../../../electron/platform/log/entry.ts';
import { openPast, type PastSpec } from '../../../electron/platform/log/past.ts';
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
      const reader = recognise(payload);
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
      const read = recognise(payload)?.normalise(payload, { zone: 'Asia/Kolkata' });
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
