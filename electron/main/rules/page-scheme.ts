/** The page comes from a scheme of its own, never from file: or the network, and only what was built is served. */
import { type Protocol, protocol } from 'electron';
import { readPageFile } from '../../page/files.ts';
import { commonHeaders, contentSecurityPolicy, newNonce, withNonce } from '../../page/policy.ts';
import { isPageUrl, pageScheme } from '../page-address.ts';

/** To be called before the app is ready. The scheme behaves like https, with no privilege beyond that. */
export function registerPageScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: pageScheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

/** Serves the built renderer under `rendererDir` in a session. */
export function servePage(sessionProtocol: Protocol, rendererDir: string): void {
  sessionProtocol.handle(pageScheme, (request) => answerPage(request, rendererDir));
}

async function answerPage(request: Request, rendererDir: string): Promise<Response> {
  if (request.method !== 'GET') return refuse(405);
  if (!isPageUrl(request.url)) return refuse(404);
  const file = await readPageFile(rendererDir, new URL(request.url).pathname);
  if (file === null) return refuse(404);
  const headers = { ...commonHeaders, 'Content-Type': file.contentType, 'Cache-Control': 'no-store' };
  if (file.kind === 'asset') return new Response(new Uint8Array(file.body), { headers });
  const nonce = newNonce();
  return new Response(withNonce(file.body.toString('utf8'), nonce), {
    headers: { ...headers, 'Content-Security-Policy': contentSecurityPolicy(nonce, []) },
  });
}

function refuse(status: number): Response {
  return new Response(null, { status, headers: commonHeaders });
}
