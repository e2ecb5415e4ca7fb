/** Nights that a machine slept through, and clocks that are set: what was due is done once, and nothing waits for years. */
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { backupsIn } from '../../../electron/core/upkeep/backups.ts';
import { coreHere } from '../../fixtures/receiver.ts';
import { until } from '../../fixtures/wait.ts';

const evening = new Date(2026, 10, 21, 23, 0).getTime();
const morning = new Date(2026, 10, 22, 9, 0).getTime();
const minuteMs = 60_000;

/** A core that backs up by night, whose clock and minutes a test moves. */
async function core(at: number) {
  vi.useFakeTimers({ toFake: ['Date', 'setInterval', 'clearInterval'], now: at });
  onTestFinished(() => void vi.useRealTimers());
  const here = await coreHere();
  const { backup } = await here.client.settings.get();
  await here.client.settings.update({ backup: { ...backup, nightly: true, at: '03:00' } });
  const done = async (what: string) => (await here.client.upkeep.health()).done.filter((each) => each.what === what);
  /** All that is due is done. */
  const settled = () =>
    until('nothing to be under way', async () => (await here.client.upkeep.health()).running.length === 0);
  return { ...here, done, settled };
}

test('a backup that was due while the machine slept is made once it is awake, and once', async () => {
  const { dataDir, done, settled } = await core(evening);
  vi.advanceTimersByTime(minuteMs);
  await settled();
  expect(await done('backup')).toEqual([]);
  vi.setSystemTime(morning);
  // As timers that were late come all at once.
  for (let n = 0; n < 5; n += 1) vi.advanceTimersByTime(minuteMs);
  await until('the backup', async () => (await done('backup')).length > 0);
  await settled();
  for (let n = 0; n < 3; n += 1) {
    vi.advanceTimersByTime(minuteMs);
    await settled();
  }
  expect(await done('backup')).toHaveLength(1);
  expect(backupsIn(join(dataDir, 'backups'))).toHaveLength(1);
});

test('a clock that was years ahead for a moment costs one backup and one check more, and then all is as before', async () => {
  const { done, settled } = await core(evening);
  const years = [2031, 2026];
  for (const year of years) {
    vi.setSystemTime(new Date(year, 10, 22, 9, 0));
    const before = (await done('check')).length;
    vi.advanceTimersByTime(minuteMs);
    await until(`the check of ${year}`, async () => (await done('check')).length > before);
    await settled();
  }
  for (let n = 0; n < 3; n += 1) {
    vi.advanceTimersByTime(minuteMs);
    await settled();
  }
  const backups = await done('backup');
  expect(backups.map(({ at }) => new Date(at).getFullYear())).toEqual([2026, 2031]);
  expect(await done('check')).toHaveLength(2);
});
