/** Keyset paging: a cursor is the sort key of the last row, so that a page costs the same wherever it stands. */

/** Newest first by time, then by id. */
export interface Key {
  at: number;
  id: number;
}

const newest: Key = { at: Number.MAX_SAFE_INTEGER, id: Number.MAX_SAFE_INTEGER };

/** Opaque to the console. */
export const toCursor = ({ at, id }: Key): string => `${at}.${id}`;

/** The key a cursor stands for; the very beginning for none or a broken one. */
export function fromCursor(cursor: string | undefined): Key {
  const match = /^(-?\d{1,16})\.(\d{1,16})$/.exec(cursor ?? '');
  return match ? { at: Number(match[1]), id: Number(match[2]) } : newest;
}

/** How many rows a search without an index may look at for one page. */
export const scanLimit = 20_000;

/** Counts are exact up to here and "1,000+" beyond. */
export const countLimit = 1000;

/** Text for LIKE ... ESCAPE '\\', matching anywhere. */
export const likePattern = (text: string): string => `%${text.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
