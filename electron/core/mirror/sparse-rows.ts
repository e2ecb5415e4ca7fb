/**
 * Rows of which a third is null, by statements that name only what is not: to bind a null costs more than a number or a short text. Few
 * combinations of columns are common; the others are written whole.
 */
import type { Statement } from 'better-sqlite3';
import type { Writable } from './open.ts';

export type Value = string | number | null;

const mostKept = 100;

/** Writes a row whose values are in the order of `columns`, 50 at most; those that may be null are so by default. */
export function sparseRows(
  db: Writable,
  table: string,
  columns: readonly string[],
): (values: readonly Value[]) => void {
  // By position rather than by name, which costs as much as the row.
  const inserting = (named: readonly string[]) =>
    db.prepare<Value[]>(`INSERT INTO ${table} (${named.join(', ')}) VALUES (${named.map(() => '?').join(', ')})`);
  const whole = inserting(columns);
  /** By the sum of the powers of two of its columns. */
  const sparse = new Map<number, Statement<Value[]>>();
  const powers = columns.map((_, index) => 2 ** index);

  function of(key: number, values: readonly Value[]): Statement<Value[]> | undefined {
    const known = sparse.get(key);
    if (known || sparse.size >= mostKept) return known;
    const statement = inserting(columns.filter((_, index) => values[index] !== null));
    sparse.set(key, statement);
    return statement;
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
    const statement = of(key, values);
    if (statement) statement.run(...bound);
    else whole.run(...values);
  };
}
