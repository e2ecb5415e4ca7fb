/** The items of an operation, page by page, in the order in which they run; kept true while it runs. */
import { useInfiniteQuery } from '@tanstack/react-query';
import type { ItemState } from '../../../shared/domain/operation.ts';
import { api, client } from '../../app/client.ts';

const limit = 200;

/** Of all items those in `state`, and those of which the plan found this. */
export function useItems(options: {
  operationId: string;
  state?: ItemState | undefined;
  plan?: 'will run' | 'cannot' | 'needs acknowledging' | undefined;
}) {
  const { operationId, state, plan } = options;
  const input = { operationId, limit, ...(state ? { state } : {}), ...(plan ? { plan } : {}) };
  return useInfiniteQuery({
    queryKey: api.operations.items.key({ type: 'infinite', input }),
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      client.operations.items({ ...input, ...(pageParam ? { cursor: pageParam } : {}) }, { signal }),
    getNextPageParam: (page) => page.next,
    retry: false,
  });
}
