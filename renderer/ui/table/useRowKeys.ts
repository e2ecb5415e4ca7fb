/** The keys of a table's rows from one drawing to the next. */
import { useRef } from 'react';
import { rowKeys } from './row-keys.ts';

/** `ids` and `own` as `rowKeys` takes them; drawing the same rows again gives the same keys. */
export function useRowKeys(
  ids: readonly (number | string)[],
  own: number | string | undefined,
): ReadonlyMap<number | string, string> {
  const made = useRef(0);
  const keys = useRef(new Map<number | string, string>());
  keys.current = rowKeys(keys.current, ids, own, () => {
    made.current += 1;
    return String(made.current);
  });
  return keys.current;
}
