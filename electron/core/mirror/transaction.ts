/** All or nothing: what is written together, with what is kept in memory until then. */
import type { Writable } from './open.ts';

/** Something that keeps back what it writes until the end of a transaction. */
interface Keeping {
  /** Writes it. */
  flush(): void;
  /** Forgets it; after a rollback. */
  discard(): void;
}

export type Transaction = <T>(work: () => T) => T;

/** What the caches learnt from a rolled-back transaction is forgotten. `kept`: in the order of their writing. */
export function transactions(db: Writable, kept: readonly Keeping[]): Transaction {
  return (work) => {
    try {
      return db
        .transaction(() => {
          const done = work();
          for (const each of kept) each.flush();
          return done;
        })
        .immediate();
    } catch (error) {
      for (const each of kept) each.discard();
      throw error;
    }
  };
}
