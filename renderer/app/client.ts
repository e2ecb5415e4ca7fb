/** The contract as the renderer uses it: `client` calls it, `api` makes keys and options for TanStack Query of it. */
import { createORPCClient } from '@orpc/client';
import type { ContractRouterClient } from '@orpc/contract';
import { createTanstackQueryUtils } from '@orpc/tanstack-query';
import type { Contract } from '../../shared/contract/index.ts';
import { dial } from './dial.ts';
import { createEngine } from './engine.ts';

export type Client = ContractRouterClient<Contract>;

export const engine = createEngine(dial);
export const client: Client = createORPCClient(engine.link);
export const api = createTanstackQueryUtils(client);
