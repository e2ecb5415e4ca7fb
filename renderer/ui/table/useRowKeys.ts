/**
 * Keys of the rows that are drawn: a row that comes takes over the elements of one that went. Whoever types a search has other rows with
 * every letter, and to change what stands in them costs a fraction of making them anew.
 */
import { useRef } from 'react';

type Id = number | string;

/** `ids`: of all that are drawn, in their order. `own`: one whose elements no other takes over, as it may have the focus. */
export function useRowKeys(ids: readonly Id[], own: Id | undefined): (id: Id) => string | undefined {
  const before = useRef(new Map<Id, string>());
  const made = useRef(0);
  const drawn = new Set(ids);
  const free: string[] = [];
  for (const [id, key] of before.current) if (!drawn.has(id) && id !== own) free.push(key);
  const keys = new Map<Id, string>();
  let next = 0;
  for (const id of ids) {
    const key = before.current.get(id) ?? free[next];
    if (!before.current.has(id)) next += 1;
    if (key === undefined) made.current += 1;
    keys.set(id, key ?? String(made.current));
  }
  before.current = keys;
  return (id) => keys.get(id);
}
