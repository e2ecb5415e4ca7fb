/**
 * What a rebuild cannot make of the events that are left, because others are gone: the part of each sum that was theirs, which the rest is
 * added to; and how incidents stood when they lost members, which is taken up when the rebuild gets to the event that was the newest then.
 */
import type { Writable } from '../open.ts';

const tables = ['call_hour', 'share', 'endpoint_hour', 'incident_hour', 'endpoint', 'incident'] as const;
type Table = (typeof tables)[number];

/** Of a table; its past has them too. */
const columnsOf = (db: Writable, table: Table): string =>
  db.prepare<[string], string>("SELECT group_concat(name, ', ') FROM pragma_table_info(?)").pluck().get(table) ?? '';

/** Keeps incidents as they stand now. */
export function incidentKeeper(db: Writable): (id: number, asOf: number) => void {
  const columns = columnsOf(db, 'incident');
  const keep = db.prepare<[number, number]>(
    `INSERT OR REPLACE INTO past_incident (as_of, ${columns}) SELECT ?, ${columns} FROM incident WHERE id = ?`,
  );
  return (id, asOf) => void keep.run(asOf, id);
}

/** Begins a rebuild with the past, in tables that are empty; to be used within its transaction. */
export function takeUpPast(db: Writable) {
  for (const table of tables) {
    const columns = columnsOf(db, table);
    db.exec(`INSERT INTO ${table} (${columns}) SELECT ${columns} FROM past_${table}`);
  }
  // Those that are left find their incident by its cause; its members come to it one by one.
  db.exec(`UPDATE incident SET state = 'closed', total = 0, open = 0, pending = 0`);
  const moments = db
    .prepare<[], { id: number; asOf: number }>('SELECT id, as_of AS asOf FROM past_incident ORDER BY as_of')
    .all();
  const columns = columnsOf(db, 'incident');
  const stand = db.prepare<[number]>(
    `INSERT OR REPLACE INTO incident (${columns}) SELECT ${columns} FROM past_incident WHERE id = ?`,
  );
  const countOpen = db.prepare(
    `INSERT OR REPLACE INTO rollup (metric, bucket, value)
     SELECT 'incidents open', 0, count(*) FROM incident WHERE state = 'open'`,
  );
  const dropZero = db.prepare(`DELETE FROM rollup WHERE metric = 'incidents open' AND value = 0`);

  return {
    /** After which event the next incident is to be taken up. */
    next: (): number | undefined => moments[0]?.asOf,
    /** Takes up all of that moment; what was projected so far must be written. */
    take(): void {
      const asOf = moments[0]?.asOf;
      while (moments[0]?.asOf === asOf) stand.run(moments.shift()?.id ?? 0);
      countOpen.run();
      dropZero.run();
    },
  };
}
