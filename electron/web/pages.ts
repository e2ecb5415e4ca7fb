/** Answers the browser's plain requests: lets it in by a link, then serves the built renderer. Nothing is served to a stranger. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readPageFile } from '../page/files.ts';
import { commonHeaders, contentSecurityPolicy, newNonce, withNonce } from '../page/policy.ts';
import type { Access } from './access.ts';
import { continueHere, linkNeeded, refused, usedLink } from './notices.ts';
import { isFollowedLink, refuseRequest } from './origin.ts';

const html = 'text/html; charset=utf-8';
const noticePolicy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

interface Reply {
  status: number;
  headers: Record<string, string>;
  body: string | Buffer;
}

/** Answers one request; never throws for anything a client sends. */
export async function answerRequest(
  request: IncomingMessage,
  response: ServerResponse,
  options: { access: Access; rendererDir: string; port: number },
): Promise<void> {
  const reply = await decide(request, options);
  response.writeHead(reply.status, {
    ...commonHeaders,
    ...reply.headers,
    'Content-Length': String(Buffer.byteLength(reply.body)),
  });
  response.end(request.method === 'HEAD' ? undefined : reply.body);
}

async function decide(
  request: IncomingMessage,
  { access, rendererDir, port }: { access: Access; rendererDir: string; port: number },
): Promise<Reply> {
  const refusal = refuseRequest(request.headers, port);
  if (refusal) return page(refusal.status, refused(refusal.why));
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    const reply = page(405, refused('The console is read with GET and HEAD only.'));
    return { ...reply, headers: { ...reply.headers, Allow: 'GET, HEAD' } };
  }
  const url = parseTarget(request.url);
  if (url === null) return page(400, refused('The address cannot be read.'));

  const token = url.pathname === '/' ? url.searchParams.get('token') : null;
  if (token !== null) return redeem(access, token, request);
  if (!access.admits(request.headers.cookie)) {
    return isFollowedLink(request.headers) ? page(200, continueHere) : page(401, linkNeeded);
  }
  return serve(rendererDir, url.pathname, port);
}

/** A HEAD (a link preview, a scanner) must not use the link up. */
function redeem(access: Access, token: string, request: IncomingMessage): Reply {
  if (request.method === 'HEAD') return page(200, '');
  const session = access.redeem(token);
  if (session === null) {
    // Somebody already let in who opens the old link again is simply shown the console.
    return access.admits(request.headers.cookie) ? redirectHome({}) : page(410, usedLink);
  }
  return redirectHome({ 'Set-Cookie': access.cookie(session) });
}

function redirectHome(headers: Record<string, string>): Reply {
  return { status: 303, headers: { ...headers, Location: '/', 'Cache-Control': 'no-store' }, body: '' };
}

async function serve(rendererDir: string, pathname: string, port: number): Promise<Reply> {
  const file = await readPageFile(rendererDir, pathname);
  if (file === null) return page(404, refused('There is nothing here.'));
  if (file.kind === 'asset') {
    const caching = file.immutable ? 'private, max-age=31536000, immutable' : 'no-cache';
    return { status: 200, headers: { 'Content-Type': file.contentType, 'Cache-Control': caching }, body: file.body };
  }
  const nonce = newNonce();
  // Some browsers do not take 'self' to mean the socket's scheme, so it is spelt out.
  const connect = ["'self'", `ws://127.0.0.1:${port}`, `ws://localhost:${port}`];
  return {
    status: 200,
    headers: {
      'Content-Type': file.contentType,
      'Cache-Control': 'no-store',
      'Content-Security-Policy': contentSecurityPolicy(nonce, connect),
    },
    body: withNonce(file.body.toString('utf8'), nonce),
  };
}

function page(status: number, body: string): Reply {
  return {
    status,
    headers: { 'Content-Type': html, 'Cache-Control': 'no-store', 'Content-Security-Policy': noticePolicy },
    body,
  };
}

/** Only origin-form targets are meant for us; the base is there for the parser alone. Dot segments are kept for the file check. */
function parseTarget(target: string | undefined): { pathname: string; searchParams: URLSearchParams } | null {
  if (target === undefined || !target.startsWith('/')) return null;
  const [path = '/', query = ''] = target.split(/\?(.*)/s, 2);
  return { pathname: path, searchParams: new URLSearchParams(query) };
}
