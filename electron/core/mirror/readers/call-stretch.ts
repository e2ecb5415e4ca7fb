/**
 * A stretch of calls, newest first, that is looked at for what is amiss with them: along an index that holds few others, and of a
 * bounded length, however seldom something is found.
 */
import type { Readable } from '../open.ts';
import type { Key } from './paging.ts';

/** `calls`: how many calls after that key. */
export interface Stretch extends Key {
  calls: number;
}

/** A call with one thing that is amiss with it; it may come several times. */
export interface Amiss {
  id: number;
  at: number;
  connection_id: string;
  call_id: string;
  customer_number: string | null;
  flow_id: string | null;
  flow_name: string | null;
  run: number | null;
  run_id: string | null;
  endpoint_id: string | null;
  endpoint_name: string | null;
}

/** How to look for one kind of what can be amiss. */
export interface Look {
  /** Newest first. */
  amiss(stretch: Stretch): Iterable<Amiss>;
  /** The last call of the stretch; `null` when the calls end before it does. */
  end(stretch: Stretch): Key | null;
}

/** SQL of the stretch; takes `@at`, `@id` and `@calls`. `of`: what the index holds, and what narrows it further. */
export const stretchSql = (columns: string, index: string, of: string): string =>
  `SELECT ${columns} FROM call INDEXED BY ${index} WHERE ${of} AND (ended_at, id) < (@at, @id)
   ORDER BY ended_at DESC, id DESC LIMIT @calls`;

/** The end of a stretch of the same calls. */
export function endOfStretch<More extends object>(db: Readable, index: string, of: string) {
  const find = db.prepare<[Stretch & More & { last: number }], Key>(
    `SELECT * FROM (${stretchSql('ended_at AS at, id', index, of)}) LIMIT 1 OFFSET @last`,
  );
  return (stretch: Stretch & More): Key | null => find.get({ ...stretch, last: stretch.calls - 1 }) ?? null;
}
