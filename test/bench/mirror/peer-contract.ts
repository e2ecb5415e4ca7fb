/** A peer behind the contract: the same question, over the same transport, answered with the same page. */
import { MessageChannel } from 'node:worker_threads';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import type { ContractRouterClient } from '@orpc/contract';
import { implement } from '@orpc/server';
import { RPCHandler } from '@orpc/server/message-port';
import { contract } from '../../../shared/contract/index.ts';
import { pageOf } from '../peers/found.ts';
import type { Peer } from '../peers/peer.ts';

const asked = { calls: { page: contract.calls.page } };

/** Answers what the bench asks: an agent's calls whose webhooks failed, or those with a word. */
export function servePeer(peer: Peer): { client: ContractRouterClient<typeof asked>; close(): void } {
  const api = implement(asked);
  const router = api.router({
    calls: {
      page: api.calls.page.handler(async ({ input: { text, agent = '', limit } }) =>
        pageOf(text ? await peer.words(text, limit + 1) : await peer.page(agent, limit + 1), limit, text),
      ),
    },
  });
  const { port1, port2 } = new MessageChannel();
  new RPCHandler(router).upgrade(port1);
  port1.start();
  port2.start();
  return { client: createORPCClient(new RPCLink({ port: port2 })), close: () => port2.close() };
}
