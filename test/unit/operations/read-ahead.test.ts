import { expect, test } from 'vitest';
import type { ItemToRun } from '../../../electron/core/mirror/readers/items-to-run.ts';
import { createReadAhead } from '../../../electron/core/operations/read-ahead.ts';

const item = (position: number): ItemToRun => ({
  id: `i${position}`,
  position,
  target: position,
  customerNumber: null,
  host: 'crm:443',
  endpoint: 'c1 crm',
});

/** A thousand items, read by `reads`, which notes what it was asked for. */
function scene() {
  const all = Array.from({ length: 1000 }, (_, position) => item(position));
  const items = new Map(all.map((one) => [one.id, one]));
  const asked: string[] = [];
  const clock = { now: 0 };
  const ahead = createReadAhead(
    items,
    async (some) => {
      asked.push(...some.map(({ id }) => id));
      return some.map(({ id }) => ({ drafted: null, planned: id }));
    },
    () => clock.now,
  );
  return { all, asked, ahead, clock };
}

const planned = (read: { planned: string }[]) => read.map((each) => each.planned);
const ids = (some: readonly ItemToRun[]) => some.map(({ id }) => id);

test('some more are read than are wanted, and are not asked for again', async () => {
  const { all, asked, ahead } = scene();
  expect(planned(await ahead.read(all.slice(0, 10)))).toEqual(ids(all.slice(0, 10)));
  expect(asked).toEqual(ids(all.slice(0, 50)));
  expect(planned(await ahead.read(all.slice(10, 50)))).toEqual(ids(all.slice(10, 50)));
  expect(asked).toHaveLength(50);
});

test('each is read once, also where more are wanted at a time than are read ahead', async () => {
  const { all, asked, ahead } = scene();
  for (const [from, to] of [
    [0, 400],
    [400, 420],
    [420, 1000],
  ] as const) {
    expect(planned(await ahead.read(all.slice(from, to)))).toEqual(ids(all.slice(from, to)));
  }
  expect(asked.toSorted()).toEqual(ids(all).toSorted());
});

test('those wanted out of their order are not read once more when their order comes', async () => {
  const { all, asked, ahead } = scene();
  await ahead.read(all.slice(30, 35));
  await ahead.read(all.slice(20, 25));
  expect(asked).toContain('i39');
  expect(asked.filter((id) => id === 'i31')).toEqual(['i31']);
});

test('what was read a while ago is read anew', async () => {
  const { all, asked, ahead, clock } = scene();
  await ahead.read(all.slice(0, 10));
  clock.now = 1001;
  await ahead.read(all.slice(10, 12));
  expect(asked.filter((id) => id === 'i10')).toEqual(['i10', 'i10']);
});
