/** Finding one's way among the rows of a list. */

/**
 * The row to step to. Where the row one stood on has left the list (it was recovered, say), the one that took its place is next.
 * `lastAt` is where it was seen last; the index given back is always within the list, which must not be empty.
 */
export function neighbour<T extends { id: number | string }>(
  rows: readonly T[],
  standing: T['id'] | undefined,
  lastAt: number,
  by: number,
): number {
  const found = rows.findIndex((row) => row.id === standing);
  const at = found >= 0 ? found : by > 0 ? lastAt - 1 : lastAt;
  return Math.max(0, Math.min(rows.length - 1, at + by));
}

/** The ids from one row to another, both included, whichever comes first; `to` alone where `from` has left the list. */
export function between<Id extends number | string>(rows: readonly { id: Id }[], from: Id, to: Id): Id[] {
  const ends = [from, to].map((id) => rows.findIndex((row) => row.id === id));
  if (ends.includes(-1)) return [to];
  return rows.slice(Math.min(...ends), Math.max(...ends) + 1).map((row) => row.id);
}
