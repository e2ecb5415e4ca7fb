/**
 * Caches live until core says that something changed: nothing goes stale by time, and nothing asks whether there is a network,
 * because there is none between the console and its engine.
 */
import { ORPCError } from '@orpc/client';
import { QueryClient, type QueryKey } from '@tanstack/react-query';
import type { Topic } from '../../shared/contract/index.ts';
import { api, client, engine } from './client.ts';
import { before } from './engine.ts';
import { refresh } from './refresh.ts';

export function createQueries(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: Number.POSITIVE_INFINITY,
        gcTime: 5 * 60_000,
        networkMode: 'always',
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        retry: (failures, error) => !(error instanceof ORPCError) && failures < 3,
        retryDelay: 300,
      },
      mutations: { networkMode: 'always', retry: false },
    },
  });
}

const touched: Record<Topic, QueryKey[]> = {
  calls: [api.calls.key(), api.reconcile.key()],
  recordings: [api.recordings.get.key()],
  webhooks: [api.webhooks.key(), api.calls.messages.key(), api.reconcile.key()],
  chains: [api.chains.key(), api.calls.runs.key(), api.reconcile.key()],
  incidents: [api.incidents.key()],
  endpoints: [api.endpoints.key(), api.webhooks.choices.key()],
  views: [api.views.key()],
  reviews: [api.calls.key(), api.review.key()],
  settings: [api.settings.key(), api.recordings.key(), api.calls.key(), api.webhooks.key(), api.chains.key()],
  upkeep: [api.upkeep.key()],
  connections: [api.connections.key(), api.sources.key()],
  operations: [api.operations.key()],
  deadLetters: [api.deadLetters.key(), api.sources.mapping.samples.key()],
  audit: [api.audit.key()],
};

/** Keeps the caches as new as core, for as long as the page lives. A new link means that anything may have changed. */
export function followChanges(queries: QueryClient): () => void {
  return engine.onLink((lost) => {
    void queries.invalidateQueries();
    void follow(queries, lost);
  });
}

async function follow(queries: QueryClient, lost: AbortSignal): Promise<void> {
  while (!lost.aborted) {
    try {
      const changes = await client.system.changes();
      for (let next = await before(changes.next(), lost); !next.done; next = await before(changes.next(), lost)) {
        const { topics } = next.value;
        // The first one says where it begins; everything is asked for anew with a link as it is.
        if (topics.length === 0) continue;
        const keys = [api.system.status.key(), ...topics.flatMap((topic) => touched[topic])];
        for (const queryKey of keys) void refresh(queries, queryKey);
      }
    } catch {
      // The link went, or core ended the push; both are answered by asking again for as long as there is a link.
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
