/** However many combinations of columns a table is given, each row is as it was told. */
import { expect, test } from 'vitest';
import { sparseRows, type Value } from '../../../electron/core/mirror/sparse-rows.ts';
import { mirrorForTest } from './mirror.ts';

test('a row has what it was given in each of its columns, and null in the others', () => {
  const mirror = mirrorForTest();
  const columns = ['id', ...'abcdefgh'];
  mirror.db.exec(`CREATE TABLE wide (${columns.map((name) => `${name} INTEGER`).join(', ')}) STRICT`);
  const write = sparseRows(mirror.db, 'wide', columns);
  // All combinations there are, more than statements are kept.
  const rows = Array.from({ length: 256 }, (_, id): Value[] => [
    id,
    ...Array.from({ length: 8 }, (_, bit) => (id & (1 << bit) ? id * 10 + bit : null)),
  ]);
  for (const row of [...rows, ...rows]) write(row);
  const written = mirror.db.prepare('SELECT * FROM wide ORDER BY rowid').raw().all();
  expect(written).toEqual([...rows, ...rows]);
});
