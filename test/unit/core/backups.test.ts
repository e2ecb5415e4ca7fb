import { describe, expect, test } from 'vitest';
import { backupName, nextBackupAt } from '../../../electron/core/upkeep/backups.ts';

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
    ['over the end of a month', local(11, 30, 3, 5), '03:00', local(11, 30, 4), local(12, 1, 3)],
  ])('is due %s', (_when, lastAt, at, now, due) => {
    expect(nextBackupAt(lastAt, at, now)).toBe(due);
  });
});

test('names of backups sort by time and carry it to the second', () => {
  expect(backupName(Date.UTC(2026, 10, 21, 3, 0, 7))).toBe('aftercall-2026-11-21T03-00-07Z.db');
});
