/**
 * Rows of which a third is null, by statements that name only what is not: to bind a null costs more than a number or a short text. Few
 * combinations of columns occur.
 */
import type { Statement } from 'better-sqlite3';
import type { Writable } from './open.ts';

export type Value = string | number | null;

/** Whoever sends all combinations that could be must not fill the memory with statements. */
const mostKept = 100;

/** Writes a row whose values are in the order of `columns`, 50 at most; those that may be null are so by default. */
export function sparseRows(
  db: Writable,
  table: string,
  columns: readonly string[],
): (values: readonly Value[]) => void {
  /** By the sum of the powers of two of its columns. */
  const statements = new Map<number, Statement<Value[]>>();
  const powers = columns.map((_, index) => 2 ** index);

  function prepared(values: readonly Value[]): Statement<Value[]> {
    const named = columns.filter((_, index) => values[index] !== null);
    return db.prepare(`INSERT INTO ${table} (${named.join(', ')}) VALUES (${named.map(() => '?').join(', ')})`);
  }

  return (values) => {
    const bound: Value[] = [];
    let key = 0;
    for (let index = 0; index < powers.length; index += 1) {
      const value = values[index] ?? null;
      if (value === null) continue;
      bound.push(value);
      key += powers[index] ?? 0;
    }
    let statement = statements.get(key);
    if (!statement) {
      if (statements.size >= mostKept) statements.clear();
      statement = prepared(values);
      statements.set(key, statement);
    }
    statement.run(...bound);
  };
}
