/** Configured connections, where each stream stands, and its gaps. */
import type { Connection, Gap } from '../../../shared/domain/connection.ts';
import type { Readable, Writable } from './open.ts';

/** Where a stream resumes: after `sequence` of `epoch`; `null` sequence means from the oldest event kept. */
export interface StreamPosition {
  epoch: string;
  sequence: string | null;
}

interface ConnectionRecord {
  id: string;
  name: string;
  kind: Connection['kind'];
  url: string;
  zone: string;
  enabled: number;
  allow: string;
  scheme: string | null;
}

export type ConnectionStore = ReturnType<typeof connectionStore>;

export function connectionStore(db: Writable) {
  const save = db.prepare<ConnectionRecord>(
    `INSERT INTO connection (id, name, kind, url, zone, enabled, allow, scheme)
     VALUES (@id, @name, @kind, @url, @zone, @enabled, @allow, @scheme)
     ON CONFLICT DO UPDATE SET name = excluded.name, url = excluded.url, zone = excluded.zone, enabled = excluded.enabled,
       allow = excluded.allow, scheme = excluded.scheme, removed = 0`,
  );
  const remove = db.prepare<[string]>('UPDATE connection SET removed = 1, enabled = 0 WHERE id = ? AND removed = 0');
  const position = db.prepare<[string], { epoch: string | null; sequence: string | null; max_bytes: number | null }>(
    'SELECT epoch, sequence, max_bytes FROM stream_position WHERE connection_id = ?',
  );
  const removedAt = db.prepare<[string], { id: string }>('SELECT id FROM connection WHERE url = ? AND removed = 1');
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
    save({ allow, enabled, scheme, ...connection }: Connection): void {
      save.run({
        ...connection,
        enabled: Number(enabled),
        allow: JSON.stringify(allow),
        scheme: scheme ? JSON.stringify(scheme) : null,
      });
    },
    remove: (id: string): boolean => remove.run(id).changes > 0,
    position(connectionId: string): StreamPosition | null {
      const row = position.get(connectionId);
      return row && row.epoch !== null ? { epoch: row.epoch, sequence: row.sequence } : null;
    },
    /** The largest message the platform said it sends; `null` before its first greeting. */
    maxBytes: (connectionId: string): number | null => position.get(connectionId)?.max_bytes ?? null,
    /** The id of a removed connection to the same address, so that what it brought can be its own again. */
    removedAt: (url: string): string | null => removedAt.get(url)?.id ?? null,
    setPosition: (connectionId: string, { epoch, sequence }: StreamPosition): void =>
      void setPosition.run(connectionId, epoch, sequence),
    setMaxBytes: (connectionId: string, bytes: number): void => void setMaxBytes.run(connectionId, bytes),
    addGap: (gap: Omit<Gap, 'id'>): void => void addGap.run(gap),
  };
}

export function listConnections(db: Readable): Connection[] {
  return db
    .prepare<[], ConnectionRecord>(
      'SELECT id, name, kind, url, zone, enabled, allow, scheme FROM connection WHERE removed = 0 ORDER BY name, id',
    )
    .all()
    .map(({ enabled, allow, scheme, ...row }) => ({
      ...row,
      enabled: enabled === 1,
      allow: JSON.parse(allow),
      ...(scheme !== null && { scheme: JSON.parse(scheme) }),
    }));
}

/** The zone of every connection there ever was, by id. */
export function zonesOf(db: Readable): Map<string, string> {
  const rows = db.prepare<[], { id: string; zone: string }>('SELECT id, zone FROM connection').all();
  return new Map(rows.map(({ id, zone }) => [id, zone]));
}
