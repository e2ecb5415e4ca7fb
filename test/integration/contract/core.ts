/** A core on a seeded mirror, and the two ways to it. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MessageChannel } from 'node:worker_threads';
import { createORPCClient } from '@orpc/client';
import { RPCLink as PortLink } from '@orpc/client/message-port';
import { RPCLink as SocketLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import { WebSocket, WebSocketServer } from 'ws';
import { type Core, startCore } from '../../../electron/core/core.ts';
import { openMirror } from '../../../electron/core/mirror/open.ts';
import { createWriter } from '../../../electron/core/mirror/writer.ts';
import { memorySecrets } from '../../../electron/core/secrets.ts';
import type { Contract } from '../../../shared/contract/index.ts';
import { callEnded } from '../../fixtures/events/call-ended.ts';
import { chainRan, flowPublished } from '../../fixtures/events/chain-ran.ts';
import { endpointUpdated } from '../../fixtures/events/endpoint-updated.ts';
import { envelope, frame, minute } from '../../fixtures/events/envelope.ts';
import { webhookAttempted } from '../../fixtures/events/webhook-attempted.ts';

export type Client = ContractRouterClient<Contract>;

/** Sequences of what was seeded. */
export const seeded = { call: 1, message: 2, flow: 3, run: 4, endpoint: 5, unreadable: 6, big: 7, calls: 60 } as const;

export function seed(dataDir: string): void {
  const mirror = openMirror(dataDir);
  const more = Array.from({ length: seeded.calls - 2 }, (_, n) =>
    // The first is of a flow whose chain never ran for it.
    callEnded('replicer', `more-${n}`, { endedAt: minute(n) }, n === 0 ? { flowid: 'after-call' } : {}),
  );
  const events = [
    callEnded('altur', 'call-1'),
    webhookAttempted('msg-1', 1),
    flowPublished(),
    chainRan('run-1'),
    endpointUpdated(),
    envelope('call.rang', {}),
    callEnded('replicer', 'big', { transcript: `Agent: ${'0123456789'.repeat(524_288)}` }),
    ...more,
  ];
  const received = [...events.map((event) => frame(event)), frame('no json')];
  const writer = createWriter(mirror.db);
  writer.commit({ connectionId: 'gone', zone: 'UTC', received, position: null });
  mirror.close();
}

export const startTestCore = (dataDir: string): Promise<Core> =>
  startCore({ dataDir, secrets: memorySecrets(), shell: 'test', version: '1.2.3' });

export interface Way {
  client: Client;
  close(): Promise<void>;
}

/** As the desktop shell does it: one port straight to core. */
async function overPort(core: Core): Promise<Way> {
  const { port1, port2 } = new MessageChannel();
  core.servePort(port1);
  port1.start();
  port2.start();
  const client: Client = createORPCClient(new PortLink({ port: port2 }));
  return { client, close: async () => port2.close() };
}

/** As the browser shell does it: a WebSocket on loopback. */
async function overSocket(core: Core): Promise<Way> {
  const http = createServer();
  const sockets = new WebSocketServer({ server: http, perMessageDeflate: false });
  sockets.on('connection', (socket) => core.serveSocket(socket));
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const { port } = http.address() as AddressInfo;
  const websocket = new WebSocket(`ws://127.0.0.1:${port}`);
  await new Promise((resolve) => websocket.once('open', resolve));
  const client: Client = createORPCClient(new SocketLink({ websocket: websocket as never }));
  return {
    client,
    async close() {
      websocket.terminate();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}

export const ways = [
  ['MessagePort', overPort],
  ['WebSocket', overSocket],
] as const;
