/** The contract as the renderer uses it: `client` calls it, `api` makes keys and options for TanStack Query of it. */
import { createORPCClient } from '@orpc/client';
import type { ContractRouterClient } from '@orpc/contract';
import {
  createTanstackQueryUtils,
  TANSTACK_QUERY_OPERATION_CONTEXT_SYMBOL,
  type TanstackQueryOperationContext,
} from '@orpc/tanstack-query';
import type { Contract } from '../../shared/contract/index.ts';
import { dial } from './dial.ts';
import { createEngine } from './engine.ts';

export type Client = ContractRouterClient<Contract>;

export const engine = createEngine(dial, isMutation);
export const client: Client = createORPCClient(engine.link);
export const api = createTanstackQueryUtils(client);

function isMutation({ context }: { context: TanstackQueryOperationContext }): boolean {
  return context[TANSTACK_QUERY_OPERATION_CONTEXT_SYMBOL]?.type === 'mutation';
}
