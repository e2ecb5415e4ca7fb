/** Asking anew for what has changed, without losing a change that comes while an answer is on its way. */
import type { QueryClient, QueryKey } from '@tanstack/react-query';

/**
 * An answer under way may be of before the change, so it is asked for once more when it is here. It is not broken off: while changes keep
 * coming, a slow question would never be answered.
 */
export async function refresh(queries: QueryClient, queryKey: QueryKey): Promise<void> {
  const underWay = new Set(queries.getQueryCache().findAll({ queryKey, fetchStatus: 'fetching' }));
  await queries.invalidateQueries({ queryKey }, { cancelRefetch: false });
  if (underWay.size === 0) return;
  await queries.invalidateQueries({ queryKey, predicate: (query) => underWay.has(query) }, { cancelRefetch: false });
}
