/** Bursts of failures that core notices, told in the page; and by the browser, when it may and the page is not looked at. */
import type { Alert } from '../../shared/domain/alert.ts';
import { toast } from '../ui/toasts.ts';
import { client, engine } from './client.ts';
import { isDesktop } from './dial.ts';
import { before } from './engine.ts';

/** `open` is given the console's path that shows what failed. */
export function followAlerts(open: (path: string) => void): () => void {
  return engine.onLink((lost) => void follow(lost, open));
}

async function follow(lost: AbortSignal, open: (path: string) => void): Promise<void> {
  while (!lost.aborted) {
    try {
      const alerts = await client.system.alerts();
      for (let next = await before(alerts.next(), lost); !next.done; next = await before(alerts.next(), lost)) {
        tell(next.value, open);
      }
    } catch {
      // As for changes: asked for again for as long as there is a link.
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

function tell({ title, text, path }: Alert, open: (path: string) => void): void {
  toast({ title, text, tone: 'bad', action: { label: 'See what failed', run: () => open(path) } });
  // The desktop shell notifies by itself, also when there is no window.
  if (isDesktop() || !document.hidden || !mayNotify()) return;
  const notification = new Notification(title, { body: text, tag: 'aftercall' });
  notification.addEventListener('click', () => {
    window.focus();
    open(path);
  });
}

export function mayNotify(): boolean {
  return 'Notification' in window && Notification.permission === 'granted';
}
