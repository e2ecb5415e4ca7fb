/** Files that were imported, or are: how far each is, so that a break costs nothing and the same file is not read twice. */
import type { ImportJob } from '../../../shared/domain/import.ts';
import type { Readable, Writable } from './open.ts';

/** What one batch of a file brought, and where reading goes on. */
export interface Advance {
  position: number;
  /** Of the reader, as JSON. */
  reading: string;
  records: number;
  added: number;
  duplicates: number;
  deadLetters: number;
}

const columns = `id, connection_id AS connectionId, name, size, digest, state, started_at AS startedAt, ended_at AS endedAt,
  position, records, added, duplicates, dead_letters AS deadLetters, why`;

export type NewImport = Pick<ImportJob, 'connectionId' | 'name' | 'size' | 'digest'>;

export function importStore(db: Writable) {
  const add = db.prepare<[string, string, number, string, number]>(
    `INSERT INTO import_job (connection_id, name, size, digest, state, started_at) VALUES (?, ?, ?, ?, 'running', ?)`,
  );
  const get = db.prepare<[number], ImportJob>(`SELECT ${columns} FROM import_job WHERE id = ?`);
  const last = db.prepare<[string, string], ImportJob & { reading: string | null }>(
    `SELECT ${columns}, reading FROM import_job WHERE connection_id = ? AND digest = ? ORDER BY id DESC LIMIT 1`,
  );
  const again = db.prepare<[string, number]>(
    `UPDATE import_job SET state = 'running', name = ?, ended_at = NULL, why = NULL WHERE id = ?`,
  );
  const advance = db.prepare<[number, string, number, number, number, number, number]>(
    `UPDATE import_job SET position = ?, reading = ?, records = records + ?, added = added + ?, duplicates = duplicates + ?,
       dead_letters = dead_letters + ? WHERE id = ?`,
  );
  const end = db.prepare<[string, number, string | null, number]>(
    'UPDATE import_job SET state = ?, ended_at = ?, why = ? WHERE id = ?',
  );
  const interrupted = db.prepare(`UPDATE import_job SET state = 'interrupted' WHERE state = 'running'`);
  return {
    add: ({ connectionId, name, size, digest }: NewImport, at: number): number =>
      Number(add.run(connectionId, name, size, digest, at).lastInsertRowid),
    get: (id: number): ImportJob | null => get.get(id) ?? null,
    /** The last import of the same file into the same connection. */
    last: (connectionId: string, digest: string) => last.get(connectionId, digest) ?? null,
    again: (id: number, name: string): void => void again.run(name, id),
    advance(id: number, { position, reading, records, added, duplicates, deadLetters }: Advance): void {
      advance.run(position, reading, records, added, duplicates, deadLetters, id);
    },
    end: (id: number, state: ImportJob['state'], at: number, why: string | null): void =>
      void end.run(state, at, why, id),
    /** Those that a crash or an end of core broke off. */
    interrupt: (): void => void interrupted.run(),
  };
}

/** The newest first. */
export const importJobs = (db: Readable) =>
  db.prepare<[], ImportJob>(`SELECT ${columns} FROM import_job ORDER BY id DESC LIMIT 200`);
