/** A live list of the mirror: loads page by page, follows changes from the top, and holds new rows back while the reader reads. */
import { keepPreviousData, type QueryClient, type QueryKey, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Page } from '../../shared/contract/index.ts';
import { appendPage, firstPage, isUnfinished, type Listed, mergeHead } from './merge.ts';

export interface LiveList<T> {
  list: Listed<T> | undefined;
  /** The list is still that of another filter, the one of this filter is on its way. */
  stale: boolean;
  error: Error | null;
  loadingMore: boolean;
  /** Set when the last attempt to load more failed. */
  moreError: Error | null;
  loadMore(): void;
  /** The reader comes near the last row: loads more, unless the reader has stopped it. */
  nearEnd(): void;
  /** Lets the waiting rows in. */
  showNew(): void;
  retry(): void;
  /** Core looks at so many rows at a time: whether the list goes on asking by itself until it has a screenful. */
  looking: boolean;
  setLooking(on: boolean): void;
}

/** A list that core is asked for. */
export interface AskedList<T> {
  /** Names the list with its filter. */
  queryKey: QueryKey;
  fetchPage: (cursor: string | undefined, signal?: AbortSignal) => Promise<Page<T>>;
}

/** Asks for the first rows before the list itself is loaded, so that both are under way at once. */
export function expectList<T extends { id: number | string }>(
  queries: QueryClient,
  { queryKey, fetchPage }: AskedList<T>,
): void {
  void queries.prefetchQuery({
    queryKey,
    queryFn: async ({ signal }) => firstPage(await fetchPage(undefined, signal)),
  });
}

/** `hold` says whether the reader is reading. */
export function useLiveList<T extends { id: number | string }>(options: AskedList<T> & { hold: boolean }): LiveList<T> {
  const queries = useQueryClient();
  const { queryKey, fetchPage } = options;
  const latest = useRef({ ...options, release: false });
  latest.current = { ...options, release: latest.current.release };

  const query = useQuery({
    queryKey,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const head = await fetchPage(undefined, signal);
      const known = queries.getQueryData<Listed<T>>(queryKey);
      const { hold, release } = latest.current;
      return known ? mergeHead(known, head, hold && !release) : firstPage(head);
    },
  });

  const [loadingMore, setLoadingMore] = useState(false);
  const [moreError, setMoreError] = useState<Error | null>(null);
  const busy = useRef(false);

  const loadMore = useCallback(() => {
    const known = queries.getQueryData<Listed<T>>(latest.current.queryKey);
    if (busy.current || known?.next === undefined) return;
    const { queryKey: key, fetchPage: fetch } = latest.current;
    busy.current = true;
    setLoadingMore(true);
    setMoreError(null);
    fetch(known.next)
      .then(
        (page) => {
          queries.setQueryData<Listed<T>>(key, (list) =>
            list && list.next === known.next ? appendPage(list, page) : list,
          );
        },
        (error: unknown) => setMoreError(error instanceof Error ? error : new Error(String(error))),
      )
      .finally(() => {
        busy.current = false;
        setLoadingMore(false);
      });
  }, [queries]);

  const showNew = useCallback(() => {
    latest.current.release = true;
    queries.refetchQueries({ queryKey: latest.current.queryKey, exact: true }).finally(() => {
      latest.current.release = false;
    });
  }, [queries]);

  // The key is made anew with each drawing; what it says is not.
  const here = JSON.stringify(queryKey);
  const [stoppedAt, setStoppedAt] = useState<string | null>(null);
  const stopped = stoppedAt === here;
  const stale = query.isPlaceholderData;
  const looking = isUnfinished(query.data) && !stale && !stopped && !moreError;
  const next = query.data?.next;
  useEffect(() => {
    if (looking && next !== undefined && !loadingMore) loadMore();
  }, [looking, next, loadingMore, loadMore]);

  const waiting = query.data?.waiting.count ?? 0;
  useEffect(() => {
    if (!options.hold && waiting > 0 && !stale) showNew();
  }, [options.hold, waiting, stale, showNew]);

  return {
    list: query.data,
    stale,
    error: query.error,
    loadingMore,
    moreError,
    loadMore,
    nearEnd: stopped ? nothing : loadMore,
    showNew,
    retry: () => void query.refetch(),
    looking,
    setLooking: (on) => setStoppedAt(on ? null : here),
  };
}

function nothing(): void {}
