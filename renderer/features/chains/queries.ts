/** What the chain screens ask core for. */
import { type QueryClient, skipToken, useQuery } from '@tanstack/react-query';
import type { RunFilter } from '../../../shared/contract/filters.ts';
import type { Page } from '../../../shared/contract/index.ts';
import type { ChainRow } from '../../../shared/domain/chain.ts';
import { api, client } from '../../app/client.ts';
import { forCore, type Range } from '../../ui/filters/address.ts';
import type { Zone } from '../../ui/format.ts';

/** Of the address: a relative stretch of time is made absolute each time core is asked. */
export function runsList(
  search: Partial<RunFilter> & { range?: Range | undefined; id?: number | undefined },
  zone: Zone,
) {
  const { id: _, ...input } = search;
  return {
    queryKey: [...api.chains.page.key({ type: 'infinite' }), input],
    fetchPage: (cursor: string | undefined, signal?: AbortSignal) =>
      client.chains.page(
        { ...forCore(input, Date.now(), zone), limit: 100, ...(cursor ? { cursor } : {}) },
        signal ? { signal } : {},
      ),
  };
}

/** Nothing is asked for without an id. */
export function useRun(id: number | null) {
  return useQuery(api.chains.get.queryOptions({ input: id === null ? skipToken : { id } }));
}

/** Reads a run that may be opened next; what is not wanted after all is soon forgotten. */
export function expectRun(queries: QueryClient, id: number): Promise<void> {
  return queries.prefetchQuery(api.chains.get.queryOptions({ input: { id }, gcTime: 30_000 }));
}

export function useRunComparison(id: number, replayId: number) {
  return useQuery(api.chains.compareRuns.queryOptions({ input: { id, replayId } }));
}

export interface FlowKey {
  connectionId: string;
  flowId: string;
}

/** The newest version unless stated; nothing is asked for without a key. */
export function useFlow(key: FlowKey | null, version?: number) {
  const input = key && { ...key, ...(version === undefined ? {} : { version }) };
  return useQuery(api.chains.flow.queryOptions({ input: input ?? skipToken }));
}

export function useFlowDiff(key: FlowKey, versions: { from: number; to: number } | null) {
  return useQuery(api.chains.compare.queryOptions({ input: versions ? { ...key, ...versions } : skipToken }));
}

export interface FlowRow extends ChainRow {
  id: string;
}

/** Every published chain in its newest version, by name; there are few enough for one page. */
export function flowsList(text: string | undefined) {
  const wanted = text?.toLowerCase() ?? '';
  const matches = ({ name, flowId }: ChainRow) => `${name} ${flowId}`.toLowerCase().includes(wanted);
  return {
    queryKey: [...api.chains.list.key(), 'rows', wanted],
    fetchPage: async (_: string | undefined, signal?: AbortSignal): Promise<Page<FlowRow>> => {
      const chains = await client.chains.list(undefined, signal ? { signal } : {});
      const newest = new Map<string, ChainRow>();
      for (const chain of chains) {
        const known = newest.get(flowPath(chain));
        if (!known || known.version < chain.version) newest.set(flowPath(chain), chain);
      }
      const rows = [...newest.values()]
        .filter(matches)
        .map((chain) => ({ ...chain, id: flowPath(chain) }))
        .toSorted((a, b) => a.name.localeCompare(b.name));
      return { rows, next: undefined, total: { count: rows.length, exact: true } };
    },
  };
}

/** Both halves of the key in one text. */
export const flowPath = ({ connectionId, flowId }: FlowKey): string =>
  `${encodeURIComponent(connectionId)}/${encodeURIComponent(flowId)}`;

/** `undefined` for what `flowPath` did not write. */
export function flowKeyOf(path: string): FlowKey | undefined {
  const [connectionId, flowId, ...rest] = path.split('/');
  if (!connectionId || !flowId || rest.length > 0) return undefined;
  try {
    return { connectionId: decodeURIComponent(connectionId), flowId: decodeURIComponent(flowId) };
  } catch {
    return undefined;
  }
}
