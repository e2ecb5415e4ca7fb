/** What the review screens ask core for. */
import { type InfiniteData, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect } from 'react';
import type { Page } from '../../../shared/contract/index.ts';
import type { CallRow } from '../../../shared/domain/call.ts';
import type { CallReview } from '../../../shared/domain/review.ts';
import { api, client } from '../../app/client.ts';
import { machineZone } from '../../ui/format.ts';
import { useZone } from '../../ui/preferences.ts';

/** IANA name of the zone whose days count. */
export function useDayZone(): string {
  const zone = useZone();
  if (zone === 'mine') return machineZone;
  return zone === 'utc' ? 'UTC' : zone;
}

/** A day may begin, and calls may come, without a review being changed. */
const againMs = 30_000;

export function useQueues() {
  const zone = useDayZone();
  return useQuery({ ...api.review.queues.queryOptions({ input: { zone } }), refetchInterval: againMs });
}

const pageSize = 50;
const keyOf = (queue: number) => ['review queue', queue];

/**
 * The calls of a queue as they were when one began with it: what is reviewed stays in its place, so that one can go back to it, until the
 * list is begun anew.
 */
export function useQueueCalls(queue: number | undefined) {
  return useInfiniteQuery({
    queryKey: keyOf(queue ?? 0),
    enabled: queue !== undefined,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      client.review.page(
        { queue: queue ?? 0, limit: pageSize, ...(pageParam ? { cursor: pageParam } : {}) },
        { signal },
      ),
    getNextPageParam: (last: Page<CallRow>) => last.next,
    gcTime: 0,
  });
}

/** Tells core which recordings will be wanted soon; whether it fetches them is a setting. */
export function useFetchAhead(ids: readonly number[]): void {
  const wanted = ids.join(' ');
  useEffect(() => {
    // Nobody waits for it: what cannot be had is told where the call is read.
    if (wanted !== '') void client.recordings.ahead({ ids: wanted.split(' ').map(Number) }).catch(() => {});
  }, [wanted]);
}

/** Notes in the lists of all queues how a call stands now. */
export function useMarkRow(): (review: CallReview) => void {
  const queries = useQueryClient();
  return useCallback(
    (review) => {
      const marked = {
        reviewed: review.reviewedAt !== null,
        flagged: review.flaggedAt !== null,
        score: review.score,
      };
      const mark = (page: Page<CallRow>): Page<CallRow> => ({
        ...page,
        rows: page.rows.map((row) => (row.id === review.id ? { ...row, review: marked } : row)),
      });
      queries.setQueriesData<InfiniteData<Page<CallRow>, string | undefined>>({ queryKey: ['review queue'] }, (data) =>
        data ? { ...data, pages: data.pages.map(mark) } : data,
      );
      queries.setQueryData(api.review.of.queryKey({ input: { id: review.id } }), review);
    },
    [queries],
  );
}

export function useReview(id: number | undefined) {
  return useQuery({ ...api.review.of.queryOptions({ input: { id: id ?? 1 } }), enabled: id !== undefined });
}

export function useCallToRead(id: number | undefined) {
  return useQuery({ ...api.calls.get.queryOptions({ input: { id: id ?? 1 } }), enabled: id !== undefined });
}
