import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dial } from '../../../renderer/app/dial.ts';

/** As much of the desktop shell's page as the dialler touches. */
class PageWindow extends EventTarget {
  aftercall = { shell: 'desktop' };
  asked: unknown[] = [];
  postMessage(message: unknown, origin: unknown): void {
    this.asked.push([message, origin]);
  }
  hand(data: unknown, ports: MessagePort[], source: unknown = this): void {
    this.dispatchEvent(Object.assign(new Event('message'), { data, ports, source }));
  }
}

let page: PageWindow;
let log: string[];
const open: MessagePort[] = [];

function channel(): MessageChannel {
  const made = new MessageChannel();
  open.push(made.port1, made.port2);
  return made;
}

beforeEach(() => {
  page = new PageWindow();
  const mine: string[] = [];
  log = mine;
  Object.assign(globalThis, { window: page });
  dial({ up: () => mine.push('up'), down: () => mine.push('down') });
});

afterEach(() => {
  for (const port of open.splice(0)) port.close();
  Reflect.deleteProperty(globalThis, 'window');
});

describe('the port of the desktop shell', () => {
  it('is asked for once, on the page’s own origin', () => {
    expect(page.asked).toEqual([['aftercall:want-port', '/']]);
  });

  it('is taken from the page’s own window alone', () => {
    page.hand('aftercall:port', [channel().port1], 'a frame');
    page.hand('something else', [channel().port1]);
    page.hand('aftercall:port', []);
    expect(log).toEqual([]);
    page.hand('aftercall:port', [channel().port1]);
    expect(log).toEqual(['up']);
  });

  it('is replaced when core was started anew, without the old one’s end counting as a loss', async () => {
    const first = channel();
    page.hand('aftercall:port', [first.port1]);
    const gone = new Promise((resolve) => first.port2.addEventListener('close', resolve, { once: true }));
    page.hand('aftercall:port', [channel().port1]);
    await gone;
    expect(log).toEqual(['up', 'up']);
  });

  it('is missed when core ends', async () => {
    const only = channel();
    page.hand('aftercall:port', [only.port1]);
    const gone = new Promise((resolve) => only.port1.addEventListener('close', resolve, { once: true }));
    only.port2.close();
    await gone;
    expect(log).toEqual(['up', 'down']);
  });
});
