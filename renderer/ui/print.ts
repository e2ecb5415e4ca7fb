/** Onto paper, or into a PDF. What is printed is the page without its frame: see `print.css`. */

/** What the desktop shell made of it. */
export type Saved = { ok: true; path: string | null } | { ok: false; why: string };

export function printPage(): void {
  window.print();
}

/**
 * Asks the desktop shell to write the page to a PDF, at a place it asks for (`path` is null when that was declined). In a browser its
 * own dialog does: `null`.
 */
export function savePdf(): Promise<Saved> | null {
  if (window.aftercall?.shell !== 'desktop') {
    printPage();
    return null;
  }
  return new Promise((resolve) => {
    const hear = (message: MessageEvent<unknown>): void => {
      if (message.source !== window || !isSaved(message.data)) return;
      window.removeEventListener('message', hear);
      resolve(message.data.saved);
    };
    window.addEventListener('message', hear);
    // "/" is the page's own origin, whatever the scheme it is served under.
    window.postMessage('aftercall:save-pdf', '/');
  });
}

function isSaved(data: unknown): data is { kind: 'aftercall:pdf-saved'; saved: Saved } {
  return typeof data === 'object' && data !== null && 'kind' in data && data.kind === 'aftercall:pdf-saved';
}

const scheme = 'data-mantine-color-scheme';

/** Paper is white, whatever the theme. To be called once; `undo` ends it. */
export function printLight(): () => void {
  let shown: string | null = null;
  const before = () => {
    shown = document.documentElement.getAttribute(scheme);
    document.documentElement.setAttribute(scheme, 'light');
  };
  const after = () => {
    if (shown !== null) document.documentElement.setAttribute(scheme, shown);
  };
  window.addEventListener('beforeprint', before);
  window.addEventListener('afterprint', after);
  return () => {
    window.removeEventListener('beforeprint', before);
    window.removeEventListener('afterprint', after);
  };
}
