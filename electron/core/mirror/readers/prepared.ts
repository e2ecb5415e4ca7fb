/** Statements of a handle, prepared once for each SQL text: filters combine into many, of which a console uses few. */
import type { Statement } from 'better-sqlite3';
import type { Readable } from '../open.ts';

export type Prepare = <P extends unknown[], R>(sql: string) => Statement<P, R>;

/** `most` are kept: those used last. */
export function preparer(db: Readable, most = 200): Prepare {
  const kept = new Map<string, Statement>();
  return <P extends unknown[], R>(sql: string) => {
    const known = kept.get(sql) ?? db.prepare(sql);
    kept.delete(sql);
    kept.set(sql, known);
    const [oldest] = kept.keys();
    if (kept.size > most && oldest !== undefined) kept.delete(oldest);
    return known as unknown as Statement<P, R>;
  };
}
