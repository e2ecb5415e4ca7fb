/** The nonce under which this page may add styles; the shell puts a fresh one into the page each time it serves it. */
export function styleNonce(): string {
  return document.querySelector('meta[name="csp-nonce"]')?.getAttribute('content') ?? '';
}
