/** A projection that throws is our fault, not the event's: it must neither stall the stream nor lose the event. */
import type { Writable } from '../open.ts';
import type { Projector } from './project.ts';

/**
 * The same projector, each event in a savepoint of its own and written before the next; what throws answers with a reason instead, and
 * leaves nothing behind. Slower: for second tries. Nothing may be kept back when it begins.
 */
export function guarded(db: Writable, projections: Projector): Projector {
  const begin = db.prepare('SAVEPOINT one_event');
  const release = db.prepare('RELEASE one_event');
  const rollback = db.prepare('ROLLBACK TO one_event');
  return {
    ...projections,
    project(entry, zone) {
      begin.run();
      try {
        const done = projections.project(entry, zone);
        projections.flush();
        return done;
      } catch (error) {
        if (isStorageFault(error)) throw error;
        rollback.run();
        projections.discard();
        return { ok: false, code: 'invalid', reason: `Could not be projected: ${String(error).slice(0, 300)}` };
      } finally {
        if (db.inTransaction) release.run();
      }
    },
  };
}

/** The disk's fault, not the data's: worth waiting for, and never a reason to dead-letter. */
export function isStorageFault(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return /^SQLITE_(FULL|IOERR|BUSY|LOCKED|READONLY|CANTOPEN|NOMEM|CORRUPT|NOTADB|PROTOCOL)/.test(code);
}
