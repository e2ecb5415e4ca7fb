/**
 * The two ways to core. In the desktop shell a MessagePort is handed over (and again whenever core was started anew); in the browser
 * shell a WebSocket on the page's own origin, dialled again with growing pauses.
 */
import { RPCLink as PortLink } from '@orpc/client/message-port';
import { RPCLink as SocketLink } from '@orpc/client/websocket';
import { openingInReason, openingOf } from '../../shared/domain/opening.ts';
import type { DialEvents } from './engine.ts';

declare global {
  interface Window {
    /** Put there by the desktop shell's preload. */
    aftercall?: { shell: 'desktop' };
  }
}

export function isDesktop(): boolean {
  return window.aftercall?.shell === 'desktop';
}

export function dial(events: DialEvents): void {
  if (isDesktop()) awaitPort(events);
  else dialSocket(events, 0);
}

function awaitPort(events: DialEvents): void {
  let current: MessagePort | undefined;
  window.addEventListener('message', (message) => {
    if (message.source !== window) return;
    if (message.data?.kind === 'aftercall:opening') return events.down(openingOf(message.data.opening));
    if (message.data !== 'aftercall:port') return;
    const port = message.ports[0];
    if (!port) return;
    current?.close();
    current = port;
    port.addEventListener('close', () => {
      if (current === port) events.down();
    });
    events.up(new PortLink({ port }));
    port.start();
  });
  // "/" is the page's own origin, whatever the scheme it is served under.
  window.postMessage('aftercall:want-port', '/');
}

const firstPauseMs = 250;
const longestPauseMs = 5000;
/** While core is known to be there, and only not ready. */
const openingPauseMs = 400;

function dialSocket(events: DialEvents, attempt: number): void {
  const address = new URL('/contract', window.location.href);
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
  const websocket = new WebSocket(address);
  let opened = false;
  websocket.addEventListener('open', () => {
    opened = true;
    events.up(new SocketLink({ websocket }));
  });
  websocket.addEventListener('close', ({ reason }) => {
    const opening = openingInReason(reason);
    events.down(opening);
    const tries = opened ? 0 : attempt + 1;
    setTimeout(() => dialSocket(events, tries), opening ? openingPauseMs : pause(tries));
  });
}

function pause(tries: number): number {
  return Math.min(longestPauseMs, firstPauseMs * 2 ** tries) * (0.75 + Math.random() / 2);
}
