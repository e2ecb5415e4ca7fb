/** The connection that leads to the demo platform, as the console is given it when it starts without another. */
import type { HostAllowance } from '../../shared/domain/connection.ts';
import { streamPath } from '../../shared/stream/protocol.ts';
import { demoSecrets } from './delivery/webhook-request.ts';
import { usualSeed } from './usual.ts';

export interface DemoConnection {
  id: string;
  name: string;
  url: string;
  zone: string;
  allow: HostAllowance[];
  token: string;
  endpointSecrets: Record<string, string>;
}

/**
 * For a platform on 127.0.0.1. Its endpoints are receivers on the same port, which the guard allows for that host alone.
 * Its webhooks are signed, and the console is given the secrets to sign again with. The zone applies to the times of the one vendor that sends them without (seed 002).
 */
export function demoConnection(port: number, token: string): DemoConnection {
  const host = `127.0.0.1:${port}`;
  return {
    id: 'demo',
    name: 'Demo platform',
    url: `ws://${host}${streamPath}`,
    zone: 'Asia/Kolkata',
    allow: [{ host, ranges: ['loopback'] }],
    token,
    endpointSecrets: demoSecrets(usualSeed),
  };
}
