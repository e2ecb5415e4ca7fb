/** Refuses a connection before the upgrade, as `application/problem+json`. */
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

export function refuse(socket: Duplex, status: number, detail: string, more: Record<string, string> = {}): void {
  const title = STATUS_CODES[status] ?? 'Refused';
  const body = JSON.stringify({ type: 'about:blank', title, status, detail, ...more });
  const authenticate = status === 401 ? 'WWW-Authenticate: Bearer\r\n' : '';
  socket.end(
    `HTTP/1.1 ${status} ${title}\r\nContent-Type: application/problem+json\r\n${authenticate}` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
