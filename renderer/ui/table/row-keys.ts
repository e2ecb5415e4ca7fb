/**
 * Keys of the rows that are drawn: a row that comes takes over the elements of one that went. Whoever types a search has other rows with
 * every letter, and to change what stands in them costs less than to make them anew.
 */

type Id = number | string;

/**
 * Each id's key: the one it had, else one that has become free, else one of its own. `ids`: of all that are drawn, in their order. `own`: the
 * one whose elements no other takes over, as it may have the focus.
 */
export function rowKeys(
  before: ReadonlyMap<Id, string>,
  ids: readonly Id[],
  own: Id | undefined,
  make: () => string,
): Map<Id, string> {
  const drawn = new Set(ids);
  const free = [...before].flatMap(([id, key]) => (drawn.has(id) || id === own ? [] : [key])).values();
  return new Map(ids.map((id) => [id, before.get(id) ?? free.next().value ?? make()]));
}
