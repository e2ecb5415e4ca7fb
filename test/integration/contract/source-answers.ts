/** One call of every procedure about sources, and what it must answer. Each leaves the mirror as it was. */
import { expect } from 'vitest';
import { type Client, seeded } from './core.ts';

const receiver = { name: 'Vendor', zone: 'UTC', scheme: { kind: 'altur' } } as const;
const rules = { when: '', fields: { callId: 'id' } };

export function sourceAnswers(client: () => Client): Record<string, () => Promise<void>> {
  const remove = (id: string) => client().connections.remove({ id });

  async function withReceiver(work: (id: string) => Promise<void>): Promise<void> {
    const { id } = await client().sources.addReceiver(receiver);
    await work(id).finally(() => remove(id));
  }

  async function withImport(work: (id: number) => Promise<void>): Promise<void> {
    const { id: connectionId } = await client().sources.addFiles({ name: 'Old', zone: 'UTC' });
    const digest = `digest of ${connectionId}`;
    const job = await client().sources.imports.begin({ connectionId, name: 'a.ndjson', size: 2, digest });
    expect(job).toMatchObject({ connectionId, state: 'running', position: 0 });
    await work(job.id).finally(() => remove(connectionId));
  }

  return {
    'connections.test': async () => {
      const { ok, what, fix } = await client().connections.test({ url: 'ws://127.0.0.1:1/v1/events' });
      expect([ok, what, fix]).toEqual([
        false,
        expect.stringMatching(/ECONNREFUSED/),
        expect.stringMatching(/Nothing listens/),
      ]);
      expect(await client().connections.test({ url: 'nonsense' })).toMatchObject({ ok: false });
    },
    'sources.addReceiver': () =>
      withReceiver(async (id) => {
        const found = (await client().connections.list()).find((one) => one.id === id);
        expect(found).toMatchObject({
          ...receiver,
          kind: 'receiver',
          url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:/),
        });
      }),
    'sources.addFiles': async () => {
      const { id, kind } = await client().sources.addFiles({ name: 'Old', zone: 'UTC' });
      expect(kind).toBe('files');
      await remove(id);
    },
    'sources.update': () =>
      withReceiver(async (id) => {
        const changed = await client().sources.update({ id, name: 'Other', scheme: { kind: 'none' } });
        expect(changed).toMatchObject({ name: 'Other', scheme: { kind: 'none' }, zone: 'UTC' });
        await expect(client().sources.update({ id: 'none', name: 'x' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
      }),
    'sources.hook': () =>
      withReceiver(async (id) => {
        const hook = await client().sources.hook({ id });
        expect(hook).toMatchObject({
          secrets: 0,
          path: expect.stringMatching(new RegExp(`^/hooks/${id}/[\\w-]{32}$`)),
        });
      }),
    'sources.renewHook': () =>
      withReceiver(async (id) => {
        const before = await client().sources.hook({ id });
        expect((await client().sources.renewHook({ id })).url).not.toBe(before.url);
      }),
    'sources.setSecret': () =>
      withReceiver(async (id) => {
        expect(await client().sources.setSecret({ id, secret: 'one' })).toEqual({ secrets: 1, tried: 0, resolved: 0 });
        expect(await client().sources.setSecret({ id, secret: 'two', rotate: true })).toMatchObject({ secrets: 2 });
        const broken = client().sources.setSecret({ id, secret: 'a\nb' });
        await expect(broken).rejects.toMatchObject({ code: 'REFUSED', data: { why: 'It holds a line break.' } });
      }),
    'sources.imports.list': async () => {
      expect(Array.isArray(await client().sources.imports.list())).toBe(true);
    },
    'sources.imports.begin': () => withImport(async (id) => void (await client().sources.imports.cancel({ id }))),
    'sources.imports.piece': () =>
      withImport(async (id) => {
        const job = await client().sources.imports.piece({ id, position: 0, base64: btoa('\n\n') });
        expect(job).toMatchObject({ state: 'running', records: 0 });
        await client().sources.imports.cancel({ id });
      }),
    'sources.imports.end': () =>
      withImport(async (id) => {
        await client().sources.imports.piece({ id, position: 0, base64: btoa('\n\n') });
        expect(await client().sources.imports.end({ id })).toMatchObject({ state: 'done', records: 0 });
      }),
    'sources.imports.cancel': () =>
      withImport(async (id) => {
        expect(await client().sources.imports.cancel({ id })).toMatchObject({ state: 'cancelled' });
      }),
    'sources.mapping.get': async () => {
      expect(await client().sources.mapping.get({ connectionId: 'gone' })).toBeNull();
    },
    'sources.mapping.samples': async () => {
      expect(await client().sources.mapping.samples({ connectionId: 'gone' })).toEqual([]);
    },
    'sources.mapping.propose': async () => {
      const { guesses } = await client().sources.mapping.propose({ seq: seeded.call });
      expect(guesses.find(({ field }) => field === 'callId')).toMatchObject({ expression: 'id' });
    },
    'sources.mapping.preview': async () => {
      const preview = await client().sources.mapping.preview({ seq: seeded.call, ...rules });
      expect(preview).toMatchObject({ taken: true, problem: null, call: { callId: 'call-1' } });
    },
    'sources.mapping.save': () =>
      withReceiver(async (connectionId) => {
        expect(await client().sources.mapping.save({ connectionId, ...rules })).toMatchObject({ version: 1, ...rules });
        expect(await client().sources.mapping.save({ connectionId, ...rules })).toMatchObject({ version: 2 });
      }),
    'sources.mapping.apply': () =>
      withReceiver(async (connectionId) => {
        await expect(client().sources.mapping.apply({ connectionId })).rejects.toMatchObject({ code: 'REFUSED' });
        await client().sources.mapping.save({ connectionId, ...rules });
        expect(await client().sources.mapping.apply({ connectionId })).toMatchObject({ total: 0, version: 1 });
      }),
    'sources.mapping.run': async () => {
      expect(await client().sources.mapping.run({ connectionId: 'gone' })).toBeNull();
    },
    'sources.mapping.cancel': async () => {
      await client().sources.mapping.cancel({ connectionId: 'gone' });
    },
  };
}
