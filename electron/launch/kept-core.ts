/** Core in this very process, started anew when it breaks: what the desktop shell has by forking, the browser shell has by this. */
import type { WebSocket } from 'ws';
import { type Opening, openingReason } from '../../shared/domain/opening.ts';
import type { Core } from '../core/core.ts';
import type { GivenConnection } from './connections.ts';
import type { Restarts } from './restarts.ts';

export interface KeptCore {
  /** Rejects as the first start does. */
  ready: Promise<void>;
  /** Serves a page's socket; a page that comes while there is no core is told why, and to try again later. */
  serveSocket(socket: WebSocket): void;
  ensureConnection(connection: GivenConnection): Promise<void>;
  close(): Promise<void>;
}

/** A core that has lost its ingest thread is given this long to close what is left of it. */
const closingMs = 5000;

/**
 * Starts a core by `start`, which is handed what to call when it breaks, and while opening the mirror takes long. Failures after the first
 * start are told by `say`; when `restarts` gives up, `onGivenUp` is called and there is no core any more.
 */
export function keepCore({
  start,
  restarts,
  say,
  onGivenUp,
}: {
  start: (onFatal: () => void, onOpening: (opening: Opening) => void) => Promise<Core>;
  restarts: Restarts;
  say: (line: string) => void;
  onGivenUp: () => void;
}): KeptCore {
  const sockets = new Set<WebSocket>();
  let closing = false;
  let timer: NodeJS.Timeout | undefined;
  let startedAt = performance.now();
  let core: Core | null = null;
  let opening: Opening | null = null;

  const startOne = async (): Promise<void> => {
    startedAt = performance.now();
    let fatal = (): void => {};
    const broke = new Promise<void>((resolve) => {
      fatal = resolve;
    });
    try {
      const started = await start(fatal, (far) => {
        opening = far;
      });
      core = started;
      void broke.then(() => lose(started));
    } finally {
      opening = null;
    }
  };

  const lose = async (broken: Core): Promise<void> => {
    if (closing || core !== broken) return;
    core = null;
    for (const socket of sockets) socket.close(1012, 'The engine is starting anew');
    await Promise.race([broken.close().catch(() => undefined), pause(closingMs)]);
    startAgain();
  };

  const startAgain = (): void => {
    if (closing) return;
    const delay = restarts.died(performance.now() - startedAt);
    if (delay === null) return onGivenUp();
    say(`The engine broke; it starts again in ${delay} ms.`);
    timer = setTimeout(() => {
      startOne().catch((error: unknown) => {
        say(error instanceof Error ? error.message : String(error));
        startAgain();
      });
    }, delay);
  };

  const ready = startOne();
  return {
    ready,
    serveSocket(socket) {
      if (core === null) return socket.close(1013, opening ? openingReason(opening) : 'The engine is starting');
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
      core.serveSocket(socket);
    },
    async ensureConnection(connection) {
      await core?.ensureConnection(connection);
    },
    async close() {
      closing = true;
      clearTimeout(timer);
      // What takes minutes is not waited for: nothing of it is in the mirror before all of it is, and the next start does it again.
      if (opening === null) await ready.catch(() => undefined);
      await core?.close();
    },
  };
}

function pause(durationMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, durationMs).unref());
}
