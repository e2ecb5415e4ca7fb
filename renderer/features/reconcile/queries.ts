/** What the screen of missing things asks core for. */
import { useQuery } from '@tanstack/react-query';
import type { DiscrepancyKind } from '../../../shared/domain/reconcile.ts';
import { api, client } from '../../app/client.ts';

export function discrepanciesList(kind: DiscrepancyKind) {
  const input = { kind, limit: 100 };
  return {
    queryKey: [...api.reconcile.page.key({ type: 'infinite', input })],
    fetchPage: (cursor: string | undefined, signal?: AbortSignal) =>
      client.reconcile.page({ ...input, ...(cursor ? { cursor } : {}) }, signal ? { signal } : {}),
  };
}

/** Things come to be missing by time alone, and core counts them anew at most every few seconds. */
const countAgainMs = 10_000;

export const useDiscrepancyCounts = () =>
  useQuery({ ...api.reconcile.counts.queryOptions(), refetchInterval: countAgainMs });
