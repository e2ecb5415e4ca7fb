import { writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { backupName, backupsIn, makeBackup, nextBackupAt } from '../../../electron/core/upkeep/backups.ts';
import { temporaryFolder } from '../../fixtures/folder.ts';

const local = (month: number, day: number, hour: number, minute = 0) =>
  new Date(2026, month - 1, day, hour, minute).getTime();

describe('the next nightly backup', () => {
  test.each([
    ['tonight, when there was none yet and it is still to come', null, '23:00', local(11, 21, 12), local(11, 21, 23)],
    ['tomorrow, when that time has passed today', null, '03:00', local(11, 21, 12), local(11, 22, 3)],
    ['a day after the last one', local(11, 21, 3, 0), '03:00', local(11, 21, 12), local(11, 22, 3)],
    ['overdue, when nights were missed', local(11, 18, 3, 1), '03:00', local(11, 21, 12), local(11, 19, 3)],
    [
      'the same night, when the last one was made by hand before',
      local(11, 21, 1),
      '03:00',
      local(11, 21, 2),
      local(11, 21, 3),
    ],
    [
      'at once, when the clock was ahead at the last one',
      local(12, 24, 3),
      '03:00',
      local(11, 21, 12),
      local(11, 21, 12),
    ],
    ['over the end of a month', local(11, 30, 3, 5), '03:00', local(11, 30, 4), local(12, 1, 3)],
  ])('is due %s', (_when, lastAt, at, now, due) => {
    expect(nextBackupAt(lastAt, at, now)).toBe(due);
  });
});

test('a backup is kept, whatever times a clock that was ahead gave the others', async () => {
  const folder = temporaryFolder();
  const make = (at: number) =>
    makeBackup({
      folder,
      keep: 2,
      at,
      copy: async (path) => writeFileSync(path, 'a mirror'),
      check: async () => [],
    });
  for (const year of [2031, 2032, 2033]) await make(Date.UTC(year, 0, 1));
  const made = await make(Date.UTC(2026, 10, 21));
  const another = await make(Date.UTC(2026, 10, 22));
  expect(backupsIn(folder).map(({ name }) => name)).toEqual([backupName(Date.UTC(2033, 0, 1)), another.name]);
  expect(made.bytes).toBe(8);
});

test('names of backups sort by time and carry it to the second', () => {
  expect(backupName(Date.UTC(2026, 10, 21, 3, 0, 7))).toBe('aftercall-2026-11-21T03-00-07Z.db');
});
