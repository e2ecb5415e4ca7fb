/** What was done for the mirror itself, of itself or when asked. */
import type { UpkeepDone } from '../../../shared/domain/upkeep.ts';
import type { Writable } from './open.ts';

export function upkeepStore(db: Writable) {
  const insert = db.prepare<[string, number, number, string | null, string]>(
    'INSERT INTO upkeep (what, at, duration_ms, problem, detail) VALUES (?, ?, ?, ?, ?)',
  );
  const trim = db.prepare('DELETE FROM upkeep WHERE id <= (SELECT max(id) FROM upkeep) - 1000');

  return {
    note({ what, at, durationMs, problem, detail }: Omit<UpkeepDone, 'id'>): void {
      insert.run(what, at, durationMs, problem, detail);
      trim.run();
    },
  };
}
