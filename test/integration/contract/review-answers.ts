/** One call of every procedure of reviews and notes, on what was seeded, and what it must answer. */
import { expect } from 'vitest';
import { callFilter } from '../../../shared/contract/filters.ts';
import type { Client } from './core.ts';

const queue = {
  name: 'Long ones',
  waits: 'not reviewed',
  filter: callFilter.parse({ longerThan: 60 }),
  sample: 20,
  days: null,
  goal: 3,
} as const;

/** Each leaves behind what it found. */
export function reviewAnswers(client: () => Client): Record<string, () => Promise<void>> {
  const someCall = async (): Promise<number> => (await client().calls.page({ limit: 1 })).rows[0]?.id ?? 0;
  const missing = { code: 'NOT_FOUND' };
  return {
    'calls.notes.list': async () => expect(await client().calls.notes.list({ id: await someCall() })).toEqual([]),
    'calls.notes.add': async () => {
      const id = await someCall();
      const note = await client().calls.notes.add({ id, text: ' call back ' });
      expect(note).toMatchObject({ callId: id, text: 'call back', editedAt: null });
      expect(await client().calls.notes.list({ id })).toEqual([note]);
      await client().calls.notes.remove({ noteId: note.id });
      await expect(client().calls.notes.add({ id: 999_999_999, text: 'x' })).rejects.toMatchObject(missing);
    },
    'calls.notes.update': async () => {
      const note = await client().calls.notes.add({ id: await someCall(), text: 'one' });
      expect(await client().calls.notes.update({ noteId: note.id, text: 'two' })).toEqual({
        ...note,
        text: 'two',
        editedAt: expect.any(Number),
      });
      await client().calls.notes.remove({ noteId: note.id });
    },
    'calls.notes.remove': async () =>
      void (await expect(client().calls.notes.remove({ noteId: 999 })).rejects.toMatchObject(missing)),
    'review.queues': async () => {
      const { queues, today } = await client().review.queues({ zone: 'Asia/Tokyo' });
      expect(queues.map(({ name }) => name)).toContain('Flagged');
      expect(today).toBe(0);
    },
    'review.page': async () => {
      const flagged = (await client().review.queues({})).queues.find(({ waits }) => waits === 'flagged');
      const id = await someCall();
      const { undo } = await client().review.change({ id, flagged: true });
      const page = await client().review.page({ queue: flagged?.id ?? 0 });
      expect(page.rows).toMatchObject([{ id, review: { flagged: true } }]);
      await client().review.undo({ undo });
      await expect(client().review.page({ queue: 999 })).rejects.toMatchObject(missing);
    },
    'review.of': async () => {
      expect(await client().review.of({ id: await someCall() })).toMatchObject({ reviewedAt: null, score: null });
      await expect(client().review.of({ id: 999_999_999 })).rejects.toMatchObject(missing);
    },
    'review.change': async () => {
      const id = await someCall();
      const { undo, review } = await client().review.change({ id, reviewed: true, score: 4, card: { opening: 2 } });
      expect(review).toMatchObject({ reviewedAt: expect.any(Number), score: 4, card: { opening: 2 }, cardScore: 2 });
      await client().review.undo({ undo });
      await expect(client().review.change({ id, card: { nothing: 1 } })).rejects.toMatchObject(missing);
      await expect(client().review.change({ id, score: 6 })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    },
    'review.undo': async () => {
      const id = await someCall();
      const first = await client().review.change({ id, score: 1 });
      const second = await client().review.change({ id, score: 2 });
      await expect(client().review.undo({ undo: first.undo })).rejects.toMatchObject({ code: 'CHANGED_SINCE' });
      expect(await client().review.undo({ undo: second.undo })).toMatchObject({ score: 1 });
      expect(await client().review.undo({ undo: first.undo })).toMatchObject({ score: null, changedAt: null });
      await expect(client().review.undo({ undo: first.undo })).rejects.toMatchObject(missing);
    },
    'review.mark': async () => {
      const id = await someCall();
      const told = [];
      const filter = callFilter.parse({});
      for await (const step of await client().review.mark({ filter, ids: [id], as: 'flagged' })) told.push(step);
      expect(told).toEqual([{ looked: 1, total: { count: 1, exact: true }, undos: [expect.any(Number)] }]);
      expect(await client().review.of({ id })).toMatchObject({ flaggedAt: expect.any(Number) });
      expect(await client().review.undoMany({ undos: told[0]?.undos ?? [] })).toEqual({ undone: 1, kept: 0 });
    },
    'review.undoMany': async () =>
      expect(await client().review.undoMany({ undos: [999_999] })).toEqual({ undone: 0, kept: 1 }),
    'review.saveQueue': async () => {
      const saved = await client().review.saveQueue(queue);
      expect(saved).toMatchObject({ name: 'Long ones', sample: 20, filter: { longerThan: 60 } });
      expect(await client().review.saveQueue({ ...queue, id: saved.id, goal: null })).toMatchObject({ goal: null });
      await client().review.removeQueue({ id: saved.id });
      await expect(client().review.saveQueue({ ...queue, id: saved.id })).rejects.toMatchObject(missing);
    },
    'review.removeQueue': async () =>
      void (await expect(client().review.removeQueue({ id: 999 })).rejects.toMatchObject(missing)),
    'review.orderQueues': async () => {
      const ids = async () => (await client().review.queues({})).queues.map(({ id }) => id);
      const before = await ids();
      await client().review.orderQueues({ ids: before.toReversed() });
      expect(await ids()).toEqual(before.toReversed());
      await client().review.orderQueues({ ids: before });
    },
    'review.card.get': async () =>
      expect(await client().review.card.get()).toMatchObject({ items: expect.arrayContaining([]) }),
    'review.card.save': async () => {
      const { version, items } = await client().review.card.get();
      expect(await client().review.card.save({ items })).toMatchObject({ version: version + 1, items });
      const [item] = items;
      await expect(client().review.card.save({ items: item ? [item, item] : [] })).rejects.toMatchObject({
        code: 'BAD_REQUEST',
      });
    },
    'review.report': async () => {
      expect(await client().review.report({ from: 0, to: 1 })).toMatchObject({
        from: 0,
        agents: [],
        all: { calls: 0 },
      });
      await expect(client().review.report({ from: 2, to: 1 })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    },
  };
}
