/** Configured connections, where each stream stands, and its gaps. */
import type { Connection, Gap } from '../../../shared/domain/connection.ts';
import type { Readable, Writable } from './open.ts';
import type { StreamPosition } from './writer.ts';

interface ConnectionRecord {
  id: string;
  name: string;
  kind: 'stream';
  url: string;
  zone: string;
  enabled: number;
  allow: string;
}

export interface StoredPosition extends StreamPosition {
  maxBytes: number | null;
}

export function connectionStore(db: Writable) {
  const save = db.prepare<ConnectionRecord>(
    `INSERT INTO connection (id, name, kind, url, zone, enabled, allow) VALUES (@id, @name, @kind, @url, @zone, @enabled, @allow)
     ON CONFLICT DO UPDATE SET name = excluded.name, url = excluded.url, zone = excluded.zone, enabled = excluded.enabled,
       allow = excluded.allow, removed = 0`,
  );
  const remove = db.prepare<[string]>('UPDATE connection SET removed = 1, enabled = 0 WHERE id = ? AND removed = 0');
  const position = db.prepare<[string], { epoch: string | null; sequence: string | null; max_bytes: number | null }>(
    'SELECT epoch, sequence, max_bytes FROM stream_position WHERE connection_id = ?',
  );
  const setPosition = db.prepare<[string, string, string | null]>(
    `INSERT INTO stream_position (connection_id, epoch, sequence) VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET epoch = excluded.epoch, sequence = excluded.sequence`,
  );
  const setMaxBytes = db.prepare<[string, number]>(
    `INSERT INTO stream_position (connection_id, max_bytes) VALUES (?, ?)
     ON CONFLICT DO UPDATE SET max_bytes = excluded.max_bytes`,
  );
  const addGap = db.prepare<Omit<Gap, 'id'>>(
    `INSERT INTO gap (connection_id, at, from_epoch, from_position, to_epoch, to_position, why)
     VALUES (@connectionId, @at, @fromEpoch, @fromPosition, @toEpoch, @toPosition, @why)`,
  );
  return {
    list: () => listConnections(db),
    save({ allow, enabled, ...connection }: Connection): void {
      save.run({ ...connection, enabled: Number(enabled), allow: JSON.stringify(allow) });
    },
    remove: (id: string): boolean => remove.run(id).changes > 0,
    position(connectionId: string): StoredPosition | null {
      const row = position.get(connectionId);
      if (!row || row.epoch === null) return null;
      return { epoch: row.epoch, sequence: row.sequence, maxBytes: row.max_bytes };
    },
    setPosition: (connectionId: string, { epoch, sequence }: StreamPosition): void =>
      void setPosition.run(connectionId, epoch, sequence),
    setMaxBytes: (connectionId: string, bytes: number): void => void setMaxBytes.run(connectionId, bytes),
    addGap: (gap: Omit<Gap, 'id'>): void => void addGap.run(gap),
  };
}

function listConnections(db: Readable): Connection[] {
  return db
    .prepare<[], ConnectionRecord>(
      'SELECT id, name, kind, url, zone, enabled, allow FROM connection WHERE removed = 0 ORDER BY name, id',
    )
    .all()
    .map(({ enabled, allow, ...row }) => ({ ...row, enabled: enabled === 1, allow: JSON.parse(allow) }));
}

/** The zone of every connection there ever was, by id. */
export function zonesOf(db: Readable): Map<string, string> {
  const rows = db.prepare<[], { id: string; zone: string }>('SELECT id, zone FROM connection').all();
  return new Map(rows.map(({ id, zone }) => [id, zone]));
}
