/** Mappings of connections, every version of each. */
import type { Mapping, MappingRules } from '../../../shared/domain/mapping.ts';
import type { Readable, Writable } from './open.ts';

interface MappingRow {
  connection_id: string;
  version: number;
  at: number;
  actor: string;
  rules: string;
}

export function mappingStore(db: Writable) {
  const add = db.prepare<[string, number, number, string, string]>('INSERT INTO mapping VALUES (?, ?, ?, ?, ?)');
  return {
    current: mappingReader(db),
    save({ connectionId, version, at, actor, when, fields }: Mapping): void {
      add.run(connectionId, version, at, actor, JSON.stringify({ when, fields }));
    },
  };
}

/** The mapping in use of a connection, `null` where there never was one. */
export function mappingReader(db: Readable): (connectionId: string) => Mapping | null {
  const newest = db.prepare<[string], MappingRow>(
    'SELECT * FROM mapping WHERE connection_id = ? ORDER BY version DESC LIMIT 1',
  );
  return (connectionId) => {
    const row = newest.get(connectionId);
    if (!row) return null;
    const { when, fields }: MappingRules = JSON.parse(row.rules);
    return { connectionId: row.connection_id, version: row.version, at: row.at, actor: row.actor, when, fields };
  };
}

/** Whether it reads anything at all: without an id there is no call. */
export const takesAnything = (mapping: MappingRules | null): boolean => (mapping?.fields.callId ?? '').trim() !== '';
