/**
 * What a page of the console may do, said in response headers. Both shells send the same ones; they differ only in where the page
 * may connect to: nowhere on the desktop (it is handed a port), the contract's socket in a browser.
 */
import { randomBytes } from 'node:crypto';

/** Stands in the built `index.html` wherever a nonce belongs. */
const noncePlaceholder = '__CSP_NONCE__';

/** A nonce for one response: 128 bits, base64. */
export function newNonce(): string {
  return randomBytes(16).toString('base64');
}

/** The built `index.html` with this response's nonce in place. */
export function withNonce(html: string, nonce: string): string {
  return html.replaceAll(noncePlaceholder, nonce);
}

/**
 * The Content-Security-Policy of the console's page. Everything is refused unless named here; `connect` are the sources the page may
 * open connections to. Inline styles and scripts run only with the nonce.
 */
export function contentSecurityPolicy(nonce: string, connect: readonly string[]): string {
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    'media-src blob:',
    "manifest-src 'self'",
    "worker-src 'self'",
    `connect-src ${connect.length > 0 ? connect.join(' ') : "'none'"}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-src 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
  ].join('; ');
}

/** Sent with everything either shell serves, whatever it is. */
export const commonHeaders: Readonly<Record<string, string>> = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'X-Frame-Options': 'DENY',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=(), payment=()',
};
