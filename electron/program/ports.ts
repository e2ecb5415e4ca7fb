/** Ports of this machine: whether one can be had, and saying in a sentence why not. All listening is on 127.0.0.1. */
import { createServer } from 'node:net';

const reasons: Record<string, string> = {
  EACCES: 'may not be used by you',
  EADDRINUSE: 'is in use',
};

/** Takes `port`, or any free one for 0, and lets go of it again; returns its number. Rejects with the system's error. */
export function tryPort(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen({ host: '127.0.0.1', port }, () => {
      const address = probe.address();
      const taken = address !== null && typeof address === 'object' ? address.port : port;
      probe.close(() => resolve(taken));
    });
  });
}

/** What to tell the operator about an error that is the system refusing a port; `null` for any other. */
export function portTrouble(error: unknown): string | null {
  if (!(error instanceof Error && 'syscall' in error && error.syscall === 'listen')) return null;
  if (!('code' in error && 'port' in error)) return null;
  const reason = reasons[String(error.code)];
  return reason === undefined ? null : `Port ${error.port} ${reason}; say another with --port.`;
}
