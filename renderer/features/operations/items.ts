/** The items of an operation, page by page, in the order in which they run; kept true while it runs. */
import { useInfiniteQuery } from '@tanstack/react-query';
import type { ItemState, OperationItem } from '../../../shared/domain/operation.ts';
import { api, client } from '../../app/client.ts';
import { sifted } from './sifted.ts';

const limit = 200;

/** Of the items in `state`, or of all, those that `sift` keeps. */
export function useItems(options: {
  operationId: string;
  state?: ItemState | undefined;
  sift?: { name: string; keeps(item: OperationItem): boolean } | undefined;
}) {
  const { operationId, state, sift } = options;
  const input = { operationId, limit, ...(state ? { state } : {}) };
  const fetchPage = (cursor: string | undefined, signal: AbortSignal) =>
    client.operations.items({ ...input, ...(cursor ? { cursor } : {}) }, { signal });
  return useInfiniteQuery({
    queryKey: [...api.operations.items.key({ type: 'infinite', input }), sift?.name ?? ''],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => {
      const cursor = pageParam || undefined;
      return sift
        ? sifted(fetchPage, sift.keeps, cursor, { enough: 50, mostPages: 20, signal })
        : fetchPage(cursor, signal);
    },
    getNextPageParam: (page) => page.next,
    retry: false,
  });
}
