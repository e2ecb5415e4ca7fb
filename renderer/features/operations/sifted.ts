/** Pages of a list of which only some rows are kept, by a rule that core does not know. */
import type { Page } from '../../../shared/contract/index.ts';

interface Bounds {
  /** So many rows are a page. */
  enough: number;
  /** So many pages are read at most before it is somebody else's turn; there may be more then, though nothing was found. */
  mostPages: number;
  signal: AbortSignal;
}

export async function sifted<T>(
  fetchPage: (cursor: string | undefined, signal: AbortSignal) => Promise<Page<T>>,
  keeps: (row: T) => boolean,
  cursor: string | undefined,
  { enough, mostPages, signal }: Bounds,
): Promise<Page<T>> {
  let page = await fetchPage(cursor, signal);
  const rows = page.rows.filter(keeps);
  for (let read = 1; rows.length < enough && page.next !== undefined && read < mostPages; read += 1) {
    page = await fetchPage(page.next, signal);
    rows.push(...page.rows.filter(keeps));
  }
  return { ...page, rows };
}
