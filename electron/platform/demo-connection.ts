/** The connection that leads to the demo platform, as the console is given it when it starts without another. */
import type { HostAllowance } from '../../shared/domain/connection.ts';
import { streamPath } from '../../shared/stream/protocol.ts';

export interface DemoConnection {
  id: string;
  name: string;
  url: string;
  zone: string;
  allow: HostAllowance[];
  token: string;
}

/**
 * For a platform on 127.0.0.1. Its endpoints are receivers on the same port, which the guard allows for that host alone.
 * The zone applies to the times of the one vendor that sends them without (seed 002).
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
  };
}
