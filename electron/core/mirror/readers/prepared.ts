/** Statements of a handle, prepared once for each SQL text: filters combine into many, of which a console uses few. */
import type { Statement } from 'better-sqlite3';
import type { Readable } from '../open.ts';

const most = 200;

export type Prepare = <P extends unknown[], R>(sql: string) => Statement<P, R>;

export function preparer(db: Readable): Prepare {
  const kept = new Map<string, Statement>();
  return <P extends unknown[], R>(sql: string) => {
    const known = kept.get(sql) ?? db.prepare(sql);
    if (kept.size >= most) kept.clear();
    kept.set(sql, known);
    return known as unknown as Statement<P, R>;
  };
}
