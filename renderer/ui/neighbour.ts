/**
 * The row to step to. Where the row one stood on has left the list (it was recovered, say), the one that took its place is next.
 * `lastAt` is where it was seen last; the index given back is always within the list, which must not be empty.
 */
export function neighbour<T extends { id: number | string }>(
  rows: readonly T[],
  standing: T['id'] | undefined,
  lastAt: number,
  by: 1 | -1,
): number {
  const found = rows.findIndex((row) => row.id === standing);
  const at = found >= 0 ? found : by > 0 ? lastAt - 1 : lastAt;
  return Math.max(0, Math.min(rows.length - 1, at + by));
}
