/** Connects pages to core: a channel of their own for each that asks, and a new one when core has been started anew. */
import { type IpcMain, MessageChannelMain, type WebContents } from 'electron';
import type { Opening } from '../../shared/domain/opening.ts';
import { openingMessage, portMessage, wantPort } from '../preload/messages.ts';
import type { CoreHost } from './core-host.ts';
import { isFromPage } from './rules/sender.ts';

export interface Pages {
  /** To be called whenever core is ready: connects everyone who has asked so far. */
  connectAll(): void;
  /** Tells everyone who waits for a port how far core is with opening the mirror. */
  tellOpening(opening: Opening): void;
}

/** Listens for pages that want a port. `core` is looked up when needed, since it starts after the first page can ask. */
export function connectPages(ipc: IpcMain, core: () => CoreHost | null): Pages {
  const asking = new Set<WebContents>();

  const connect = (contents: WebContents): void => {
    const host = core();
    if (contents.isDestroyed() || !host?.ready) return;
    const { port1, port2 } = new MessageChannelMain();
    host.takePort(port1);
    contents.postMessage(portMessage, null, [port2]);
  };

  ipc.on(wantPort, (event) => {
    if (!isFromPage(event)) return;
    const contents = event.sender;
    if (!asking.has(contents)) {
      asking.add(contents);
      contents.once('destroyed', () => asking.delete(contents));
    }
    connect(contents);
  });

  return {
    connectAll() {
      for (const contents of asking) connect(contents);
    },
    tellOpening(opening) {
      for (const contents of asking) if (!contents.isDestroyed()) contents.send(openingMessage, opening);
    },
  };
}
